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

    /// An entry of the header: a tensor, or `__metadata__` with texts of the writer's.
    private enum Item: Codable {
        case entry(Entry), texts([String: String]), other

        init(from decoder: any Decoder) throws {
            if let entry = try? Entry(from: decoder) {
                self = .entry(entry)
            } else {
                self = (try? [String: String](from: decoder)).map(Item.texts) ?? .other
            }
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .entry(let entry): try entry.encode(to: encoder)
            case .texts(let texts): try texts.encode(to: encoder)
            case .other: break
            }
        }
    }

    private static let metadataName = "__metadata__"

    private static let kinds: [String: ScalarKind] = [
        "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64, "I8": .signed(bytes: 1),
        "I16": .signed(bytes: 2), "I32": .signed(bytes: 4), "I64": .signed(bytes: 8), "U8": .unsigned(bytes: 1),
        "U16": .unsigned(bytes: 2), "U32": .unsigned(bytes: 4), "U64": .unsigned(bytes: 8), "BOOL": .unsigned(bytes: 1),
    ]

    /// Writes tensors as Float32, and texts beside them.
    public static func write(
        _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
    ) throws {
        var header: [String: Item] = metadata.isEmpty ? [:] : [metadataName: .texts(metadata)]
        var offset = 0
        let names = tensors.keys.sorted()
        for name in names {
            let end = offset + tensors[name]!.count * 4
            header[name] = .entry(Entry(dtype: "F32", shape: tensors[name]!.shape, offsets: [offset, end]))
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
        try readWithMetadata(path).tensors
    }

    /// Reads all tensors, and the texts beside them.
    public static func readWithMetadata(
        _ path: String
    ) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
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
        for (name, item) in header where name != metadataName {
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
        guard case .texts(let metadata)? = header[metadataName] else { return (tensors, [:]) }
        return (tensors, metadata)
    }
}
