internal import Glibc

/// Whole files as bytes.
enum FileBytes {
    static func read(_ path: String) throws(TensorFileError) -> [UInt8] {
        FileUse.note(path)
        guard let file = fopen(path, "rb") else {
            throw TensorFileError(path, expected: "a file that can be read", found: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&part, 1, part.count, file)
            bytes += part[..<count]
            guard count == part.count else { break }
        }
        guard ferror(file) == 0 else {
            throw TensorFileError(path, expected: "a file that can be read", found: String(cString: strerror(errno)))
        }
        return bytes
    }

    /// Puts the file in its place in one go: who reads meanwhile sees the old one or the new one, whole.
    static func write(_ bytes: [UInt8], to path: String) throws(TensorFileError) {
        let new = path + ".\(getpid()).new"
        guard let file = fopen(new, "wb") else {
            throw TensorFileError(
                path, expected: "a place that can be written", found: String(cString: strerror(errno)))
        }
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        guard fclose(file) == 0, isWritten, rename(new, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(new)
            throw TensorFileError(path, expected: "room for \(bytes.count) bytes", found: reason)
        }
    }
}

extension Collection<UInt8> {
    /// The first bytes as a number, the lowest first; nil if there are too few.
    func littleEndian<Number: FixedWidthInteger>(_ type: Number.Type, at offset: Int = 0) -> Number? {
        let size = MemoryLayout<Number>.size
        guard offset >= 0, count - size >= offset else { return nil }
        return dropFirst(offset).prefix(size).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}

extension [UInt8] {
    mutating func append(littleEndian number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { self += $0 }
    }

    mutating func append(numbersOf tensor: Tensor) {
        self += UnsafeRawBufferPointer(start: tensor.pointer, count: tensor.count * MemoryLayout<Float>.stride)
    }
}
