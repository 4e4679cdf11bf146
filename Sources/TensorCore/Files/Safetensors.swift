internal import FoundationEssentials

/// Named tensors in a file of the safetensors format, as Python's `safetensors` reads and writes it.
///
/// The file begins with the length of a header (8 bytes, lowest first); the header is JSON that says of each tensor its kind of
/// number, its shape and where its bytes are; then come the bytes.
public enum Safetensors {
    private struct Entry: Codable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }

    /// An entry of the header: a tensor, or `__metadata__`, which is passed over.
    private enum Item: Decodable {
        case entry(Entry), other

        init(from decoder: any Decoder) throws {
            if let entry = try? Entry(from: decoder) { self = .entry(entry) } else { self = .other }
        }
    }

    private static let kinds: [String: ScalarKind] = [
        "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64, "I8": .signed(bytes: 1),
        "I16": .signed(bytes: 2), "I32": .signed(bytes: 4), "I64": .signed(bytes: 8), "U8": .unsigned(bytes: 1),
        "U16": .unsigned(bytes: 2), "U32": .unsigned(bytes: 4), "U64": .unsigned(bytes: 8), "BOOL": .unsigned(bytes: 1),
    ]

    /// Writes tensors as Float32.
    public static func write(_ tensors: [String: Tensor], to path: String) throws {
        var header: [String: Entry] = [:]
        var offset = 0
        let names = tensors.keys.sorted()
        for name in names {
            let end = offset + tensors[name]!.count * 4
            header[name] = Entry(dtype: "F32", shape: tensors[name]!.shape, offsets: [offset, end])
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Array(try encoder.encode(header))
        // Spaces, so that the numbers begin at a multiple of 8.
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + offset)
        bytes.append(littleEndian: UInt64(text.count))
        bytes += text
        for name in names { bytes.append(numbersOf: tensors[name]!) }
        try FileBytes.write(bytes, to: path)
    }

    /// Reads all tensors; numbers of other kinds become Float32.
    public static func read(_ path: String) throws -> [String: Tensor] {
        let bytes = try FileBytes.read(path)
        func broken(_ expected: String, _ found: String) -> TensorFileError {
            TensorFileError(path, expected: expected, found: found)
        }
        guard let size = bytes.littleEndian(UInt64.self), size <= UInt64(bytes.count - 8) else {
            throw broken("a safetensors header", "\(bytes.count) bytes that do not begin with its length")
        }
        let start = 8 + Int(size)
        guard let header = try? JSONDecoder().decode([String: Item].self, from: Data(bytes[8..<start])) else {
            throw broken("a header in JSON", "something else")
        }
        var tensors: [String: Tensor] = [:]
        for (name, item) in header where name != "__metadata__" {
            guard case .entry(let entry) = item else {
                throw broken("dtype, shape and data_offsets of \(name)", "something else")
            }
            guard let kind = kinds[entry.dtype] else {
                throw broken("a kind of number such as F32 for \(name)", entry.dtype)
            }
            guard let count = checkedScalarCount(entry.shape), entry.offsets.count == 2,
                entry.offsets[0] >= 0, entry.offsets[0] <= entry.offsets[1],
                entry.offsets[1] <= bytes.count - start,
                entry.offsets[1] - entry.offsets[0] == count * kind.size
            else {
                throw broken(
                    "the bytes of \(name), of shape \(entry.shape), inside the file",
                    "offsets \(entry.offsets) in \(bytes.count - start) bytes")
            }
            let range = start + entry.offsets[0]..<start + entry.offsets[1]
            tensors[name] = kind.tensor(bytes[range], shape: entry.shape)
        }
        return tensors
    }
}

extension Layer {
    /// Writes all parameters to a safetensors file, each under its name in `namedParameters`.
    public func save(to path: String) throws {
        let values = namedParameters.map { ($0.name, $0.parameter.value) }
        try Safetensors.write(Dictionary(values) { first, _ in first }, to: path)
    }

    /// Reads all parameters from a safetensors file; names and shapes must be those of this model.
    ///
    /// - Throws: `TensorFileError` that says what does not fit; the model is then unchanged.
    public func load(from path: String) throws {
        let tensors = try Safetensors.read(path)
        let own = namedParameters
        if let strange = tensors.keys.sorted().first(where: { name in !own.contains { $0.name == name } }) {
            throw TensorFileError(path, expected: own.map(\.name).joined(separator: ", "), found: "also \(strange)")
        }
        for (name, parameter) in own {
            guard let tensor = tensors[name] else {
                let found = tensors.keys.sorted().joined(separator: ", ")
                throw TensorFileError(path, expected: name, found: found.isEmpty ? "no tensors" : found)
            }
            guard tensor.shape == parameter.value.shape else {
                throw TensorFileError(
                    path, expected: "\(name) of shape \(parameter.value.shape)", found: "shape \(tensor.shape)")
            }
        }
        for (name, parameter) in own { parameter.value = tensors[name]! }
    }
}
