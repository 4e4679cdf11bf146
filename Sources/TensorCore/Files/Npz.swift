internal import CZlib

/// Named tensors in a file of NumPy's .npz format: a ZIP archive of .npy files.
public enum Npz {
    /// Writes tensors as Float32, without compression, as `numpy.savez` does.
    public static func write(_ tensors: [String: Tensor], to path: String) throws {
        var (archive, directory): ([UInt8], [UInt8]) = ([], [])
        for name in tensors.keys.sorted() {
            let contents = Npy.encoded(tensors[name]!)
            guard archive.count + contents.count < Int(UInt32.max) else {
                throw TensorFileError(path, expected: "less than 4 GB of tensors", found: "more")
            }
            var entry: [UInt8] = []
            // Version, flags (names in UTF-8), method (stored), time, date (1 January 1980).
            for number in [20, 0x800, 0, 0, 0x21] as [UInt16] { entry.append(littleEndian: number) }
            entry.append(littleEndian: UInt32(truncatingIfNeeded: crc32(0, contents, UInt32(contents.count))))
            entry.append(littleEndian: UInt32(contents.count))
            entry.append(littleEndian: UInt32(contents.count))
            let fileName = Array("\(name).npy".utf8)
            entry.append(littleEndian: UInt16(fileName.count))
            entry.append(littleEndian: UInt16(0))
            directory += Array("PK\u{1}\u{2}".utf8) + [20, 0] + entry
            // Comment, disk, attributes, more attributes; then where the file is.
            for number in [0, 0, 0, 0, 0] as [UInt16] { directory.append(littleEndian: number) }
            directory.append(littleEndian: UInt32(archive.count))
            directory += fileName
            archive += Array("PK\u{3}\u{4}".utf8) + entry + fileName + contents
        }
        let start = archive.count
        archive += directory + Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0]
        archive.append(littleEndian: UInt16(tensors.count))
        archive.append(littleEndian: UInt16(tensors.count))
        archive.append(littleEndian: UInt32(directory.count))
        archive.append(littleEndian: UInt32(start))
        archive.append(littleEndian: UInt16(0))
        try FileBytes.write(archive, to: path)
    }

    /// Reads all tensors, compressed or not; numbers of other kinds become Float32.
    public static func read(_ path: String) throws -> [String: Tensor] {
        let bytes = try FileBytes.read(path)
        func broken(_ expected: String, _ found: String) -> TensorFileError {
            TensorFileError(path, expected: expected, found: found)
        }
        // The directory is at the end; behind it there may be a comment of up to 64 KB.
        let ends = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65535), by: -1)
        guard let end = ends.first(where: { bytes[$0...].starts(with: "PK\u{5}\u{6}".utf8) }) else {
            throw broken("an .npz file", "\(bytes.count) bytes without a ZIP directory")
        }
        let count = Int(bytes.littleEndian(UInt16.self, at: end + 10)!)
        var place = Int(bytes.littleEndian(UInt32.self, at: end + 16)!)
        var tensors: [String: Tensor] = [:]
        for _ in 0..<count {
            guard place <= bytes.count - 46, bytes[place...].starts(with: "PK\u{1}\u{2}".utf8) else {
                throw broken("\(count) entries in the ZIP directory", "\(tensors.count)")
            }
            func number(_ offset: Int) -> Int { Int(bytes.littleEndian(UInt16.self, at: place + offset)!) }
            func size(_ offset: Int) -> Int { Int(bytes.littleEndian(UInt32.self, at: place + offset)!) }
            let (method, packed, full, nameLength, local) = (number(10), size(20), size(24), number(28), size(42))
            let name = String(decoding: bytes.dropFirst(place + 46).prefix(nameLength), as: UTF8.self)
            place += 46 + nameLength + number(30) + number(32)
            guard local <= bytes.count - 30, method == 0 || method == 8 else {
                throw broken("\(name) stored or deflated", "method \(method) at \(local)")
            }
            let start =
                local + 30 + Int(bytes.littleEndian(UInt16.self, at: local + 26)!)
                + Int(bytes.littleEndian(UInt16.self, at: local + 28)!)
            guard start + packed <= bytes.count, method == 8 || packed == full else {
                throw broken("\(packed) bytes of \(name)", "\(max(0, bytes.count - start))")
            }
            let stored = bytes[start..<start + packed]
            guard let contents = method == 0 ? stored : inflated(stored, full)?[...] else {
                throw broken("\(full) bytes of \(name) deflated", "something else")
            }
            tensors[name.hasSuffix(".npy") ? String(name.dropLast(4)) : name] = try Npy.decoded(contents, path)
        }
        return tensors
    }

    /// The bytes that a raw deflate stream stands for; nil if they are not that many.
    private static func inflated(_ bytes: ArraySlice<UInt8>, _ count: Int) -> [UInt8]? {
        // Deflate makes nothing smaller than a thousandth: a larger claim is not true, and not worth its memory.
        guard count <= (bytes.count + 1) * 1100 else { return nil }
        var (source, result) = (Array(bytes), [UInt8](repeating: 0, count: count))
        let isWhole = source.withUnsafeMutableBufferPointer { source in
            result.withUnsafeMutableBufferPointer { target in
                var stream = z_stream()
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                    return false
                }
                defer { inflateEnd(&stream) }
                return inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0
            }
        }
        return isWhole ? result : nil
    }
}
