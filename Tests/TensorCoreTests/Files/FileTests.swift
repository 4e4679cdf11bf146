import Foundation
import TensorCore
import Testing

@Suite struct FileTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/TensorCore/files")

    private func fixture(_ name: String) -> String { Self.fixtures.appending(path: name).path }

    /// Calls `body` with a path that is gone afterwards.
    private func withFile(_ name: String = "file", _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tensor-files-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: name).path)
    }

    private let x = Tensor([[-0.5, -0.25, 0], [0.25, 0.5, 0.75]])

    private func check(_ tensors: [String: Tensor]) {
        #expect(tensors.count == 8)
        for name in ["f2", "f4", "f8"] { #expect(tensors[name] == x) }
        #expect(tensors["i8"] == Tensor([-3, 0, 0x1p40]))
        #expect(tensors["u1"] == Tensor([[0], [255]]))
        #expect(tensors["b1"] == Tensor([1, 0]))
        #expect(tensors["scalar"] == Tensor(2.5))
        #expect(tensors["empty"] == .zeros([0, 3]))
    }

    @Test("what NumPy and safetensors wrote is read", arguments: ["python.npz", "python-compressed.npz"])
    func archives(_ name: String) throws {
        check(try Npz.read(fixture(name)))
    }

    @Test("what NumPy wrote is read, by rows or columns and in either byte order")
    func arrays() throws {
        for name in ["python.npy", "python-columns.npy", "python-big-endian.npy"] {
            #expect(try Npy.read(fixture(name)) == x, "\(name)")
        }
        check(try Safetensors.read(fixture("python.safetensors")))
    }

    @Test("what is written is what Python was seen to read, byte for byte, and is read again")
    func ours() throws {
        let tensors = ["weight": x, "0.bias": Tensor(7), "none": Tensor.zeros([2, 0])]
        let writers: [String: (String) throws -> Void] = [
            "ours.npy": { [x] in try Npy.write(x, to: $0) },
            "ours.npz": { try Npz.write(tensors, to: $0) },
            "ours.safetensors": { try Safetensors.write(tensors, to: $0) },
        ]
        for (name, write) in writers {
            try withFile(name) { path in
                try write(path)
                let bytes = try Data(contentsOf: URL(filePath: path))
                if !FileManager.default.fileExists(atPath: fixture(name)) {
                    try bytes.write(to: Self.fixtures.appending(path: name))
                    Issue.record("\(name) is new: check it with make_files.py")
                }
                #expect(try bytes == Data(contentsOf: Self.fixtures.appending(path: name)))
            }
        }
        #expect(try Npz.read(fixture("ours.npz")) == tensors)
        #expect(try Safetensors.read(fixture("ours.safetensors")) == tensors)
        #expect(try Npy.read(fixture("ours.npy")) == x)
    }

    @Test("a model is saved and loaded with what it remembers")
    func model() throws {
        func model(_ seed: UInt64) -> Sequential {
            Sequential {
                Dense(inputSize: 3, outputSize: 4, using: RandomGenerator(seed: seed))
                BatchNorm(channels: 4)
            }
        }
        let (first, second) = (model(1), model(2))
        _ = withMode(.training) { first(numbers([8, 3])) }
        try withFile { path in
            try first.save(to: path)
            try second.load(from: path)
            #expect(second(numbers([5, 3])) == first(numbers([5, 3])))
            let names = try Safetensors.read(path).keys.sorted()
            #expect(
                names == ["0.bias", "0.weight", "1.runningMean", "1.runningVariance", "1.scale", "1.shift"])
            let other = Dense(inputSize: 3, outputSize: 4)
            let before = other.weight.value
            #expect(throws: TensorFileError.self) { try other.load(from: path) }
            #expect(other.weight.value == before)
        }
    }

    @Test("a shape that does not fit the model is named")
    func misfit() throws {
        try withFile("model") { path in
            try Safetensors.write(["weight": .zeros([3, 4]), "bias": .zeros([5])], to: path)
            #expect {
                try Dense(inputSize: 3, outputSize: 4).load(from: path)
            } throws: {
                "\($0)" == "\(path): expected bias of shape [4], found shape [5]"
            }
        }
        #expect { try Npy.read("/nowhere.npy") } throws: {
            "\($0)" == "/nowhere.npy: expected a file that can be read, found No such file or directory"
        }
    }

    @Test(
        "a file cut off or changed anywhere is an error or another tensor, never a crash",
        arguments: ["python.npy", "python.npz", "python-compressed.npz", "python.safetensors", "ours.npz"])
    func damage(_ name: String) throws {
        let whole = try [UInt8](Data(contentsOf: Self.fixtures.appending(path: name)))
        var generator = RandomGenerator(seed: 1)
        try withFile { path in
            for round in 0..<600 {
                var bytes = whole
                if round % 3 == 0 {
                    bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
                } else {
                    for _ in 0..<round % 5 + 1 {
                        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                            in: 0...255, using: &generator)
                    }
                }
                try Data(bytes).write(to: URL(filePath: path))
                if name.hasSuffix("npy") {
                    _ = try? Npy.read(path)
                } else if name.hasSuffix("npz") {
                    _ = try? Npz.read(path)
                } else {
                    _ = try? Safetensors.read(path)
                }
            }
        }
    }
}
