import Foundation
import TensorCore
import Testing

@Suite("Saved models")
struct SavedModelTests {
    private func withFile(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "saved-model-\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func network() -> Sequential {
        let generator = RandomGenerator(seed: 3)
        return Sequential {
            Reshape([8, 8, 1])
            Conv2D(
                inputChannels: 1, outputChannels: 4, stride: 2, padding: .same, activation: .relu, using: generator)
            Sequential {
                MaxPool2D(size: 2, stride: 1)
                BatchNorm(channels: 4, momentum: 0.25)
            }
            AveragePool2D(size: 3, stride: 1)
            Dropout(rate: 0.25)
            Flatten()
            LayerNorm(size: 4, epsilon: 1e-3)
            Dense(inputSize: 4, outputSize: 3, activation: .tanh, using: generator)
        }
    }

    @Test("a model is made again from its file alone, whatever its layers")
    func everyLayer() throws {
        let model = network()
        let inputs = Tensor.randomNormal([5, 64], using: RandomGenerator(seed: 1))
        _ = withMode(.training) { model(inputs) }
        try withFile { path in
            try model.save(to: path)
            let again = try Sequential(contentsOf: path)
            #expect(again.layers.map(\.description) == model.layers.map(\.description))
            #expect(again(inputs) == model(inputs))
        }
    }

    @Test("the shapes between the layers are known before anything is computed")
    func shapes() {
        let model = network()
        #expect(model.outputShape(ofExample: [64]) == [3])
        #expect(model(.zeros([2, 64])).shape == [2, 3])
        #expect(model.outputShape(ofExample: [63]) == nil)
        #expect(Conv2D(inputChannels: 3, outputChannels: 2).outputShape(ofExample: [5, 2, 3]) == nil)
        #expect(MaxPool2D(size: 3, stride: 2).outputShape(ofExample: [6, 7, 2]) == [2, 3, 2])
        #expect(GlobalAveragePool2D().outputShape(ofExample: [6, 7, 2]) == [2])
    }

    @Test(
        "a model with parts of one's own is saved without its layers, and says so when it is to be made from the file")
    func ownActivation() throws {
        let model = Sequential { Dense(inputSize: 2, outputSize: 2, activation: Activation("cube") { $0 * $0 * $0 }) }
        try withFile { path in
            try model.save(to: path)
            #expect(throws: TensorFileError.self) { try Sequential(contentsOf: path) }
            #expect {
                try Sequential(contentsOf: path)
            } throws: {
                "\($0)".hasSuffix(
                    "expected a Sequential model saved with its layers, found tensors alone: 0.bias, 0.weight")
            }
            try model.load(from: path)
        }
    }

    @Test(
        "a description that does not go with the tensors is an error that names what does not",
        arguments: [
            ("{}", "a list of layers in JSON"), (#"[{"kind": "Dense"}]"#, "a usable activation of layer 0, Dense"),
            (#"[{"kind": "Oracle"}]"#, "a layer that is known"),
            (#"[{"kind": "Conv2D", "activation": "relu", "stride": 1, "padding": "same"}]"#, "0.weight with 4 axes"),
            (#"[{"kind": "MaxPool2D", "size": 0, "stride": 1}]"#, "a usable size of layer 0, MaxPool2D"),
            (#"[{"kind": "Reshape", "shape": [-1]}]"#, "a usable shape of layer 0, Reshape"),
            (#"[{"kind": "Flatten"}]"#, ""),
        ])
    func misfit(_ json: String, _ expected: String) throws {
        try withFile { path in
            try Safetensors.write(
                ["0.weight": .zeros([2, 3]), "0.bias": .zeros([3])], metadata: ["labbook.layers": json], to: path)
            #expect {
                try Sequential(contentsOf: path)
            } throws: {
                ($0 as? TensorFileError)?.expected == expected
            }
        }
    }
}
