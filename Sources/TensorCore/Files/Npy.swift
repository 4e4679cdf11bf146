/// A tensor in a file of NumPy's .npy format.
public enum Npy {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Writes a tensor as Float32.
    public static func write(_ tensor: Tensor, to path: String) throws {
        try FileBytes.write(encoded(tensor), to: path)
    }

    /// Reads a tensor; numbers of other kinds become Float32.
    public static func read(_ path: String) throws -> Tensor {
        let bytes = try FileBytes.read(path)
        return try decoded(bytes[...], path)
    }

    static func encoded(_ tensor: Tensor) -> [UInt8] {
        let sizes = tensor.shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sizes)), }"
        // A newline at the end, and spaces, so that the numbers begin at a multiple of 64.
        let rest = (magic.count + 4 + header.utf8.count + 1) % 64
        header += String(repeating: " ", count: rest == 0 ? 0 : 64 - rest) + "\n"
        var bytes = magic + [1, 0]
        bytes.append(littleEndian: UInt16(header.utf8.count))
        bytes += Array(header.utf8)
        bytes.append(numbersOf: tensor)
        return bytes
    }

    static func decoded(_ bytes: ArraySlice<UInt8>, _ path: String) throws(TensorFileError) -> Tensor {
        func broken(_ expected: String, _ found: String) -> TensorFileError {
            TensorFileError(path, expected: expected, found: found)
        }
        guard bytes.starts(with: magic), bytes.count >= 12 else {
            throw broken("an .npy file", "\(bytes.count) bytes that do not begin with its mark")
        }
        let isOld = bytes[bytes.startIndex + 6] == 1
        let length = isOld ? Int(bytes.littleEndian(UInt16.self, at: 8)!) : Int(bytes.littleEndian(UInt32.self, at: 8)!)
        let start = isOld ? 10 : 12
        guard length <= bytes.count - start else { throw broken("a header of \(length) bytes", "\(bytes.count) bytes") }
        let header = String(decoding: bytes.dropFirst(start).prefix(length), as: UTF8.self)
        guard let description = value("descr", in: header), let order = value("fortran_order", in: header),
            let tuple = value("shape", in: header)
        else { throw broken("descr, fortran_order and shape", header) }
        let sizes = tuple.split(separator: ",").map { Int($0.filter { $0 != " " }) }
        let shape = sizes.compactMap { $0 }
        guard shape.count == sizes.count, let count = checkedScalarCount(shape) else { throw broken("a shape", tuple) }
        guard let kind = kind(description) else {
            throw broken("numbers of a kind such as '<f4'", "'\(description)'")
        }
        let numbers = bytes.dropFirst(start + length)
        guard numbers.count >= count * kind.size else {
            throw broken("\(count * kind.size) bytes for shape \(shape)", "\(numbers.count)")
        }
        let isBigEndian = description.hasPrefix(">")
        guard order == "True" else { return kind.tensor(numbers, shape: shape, isBigEndian: isBigEndian) }
        // Column by column is the transpose row by row.
        return kind.tensor(numbers, shape: shape.reversed(), isBigEndian: isBigEndian).transposed()
    }

    private static func kind(_ description: String) -> ScalarKind? {
        guard let letter = description.dropFirst().first, let size = Int(description.dropFirst(2)) else { return nil }
        switch (letter, size) {
        case ("f", 2): return .float16
        case ("f", 4): return .float32
        case ("f", 8): return .float64
        case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return .signed(bytes: size)
        case ("u", 1), ("u", 2), ("u", 4), ("u", 8), ("b", 1): return .unsigned(bytes: size)
        default: return nil
        }
    }

    /// The text of an entry of the header, a Python dictionary that NumPy writes always the same way.
    private static func value(_ key: String, in header: String) -> String? {
        guard let range = header.firstRange(of: "'\(key)':") else { return nil }
        let rest = header[range.upperBound...].drop { $0 == " " }
        switch rest.first {
        case "'":
            return rest.dropFirst().firstIndex(of: "'").map { String(rest[rest.index(after: rest.startIndex)..<$0]) }
        case "(": return rest.firstIndex(of: ")").map { String(rest[rest.index(after: rest.startIndex)..<$0]) }
        default: return rest.firstIndex { $0 == "," || $0 == "}" }.map { String(rest[..<$0].filter { $0 != " " }) }
        }
    }
}
