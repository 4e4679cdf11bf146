#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads the bytes of notebook files and splits text into lines.
enum SourceFile {
    /// More than any notebook needs, and less than what would exhaust the machine.
    static let maximumBytes = 256 << 20

    /// The file's text without a byte order mark.
    ///
    /// Throws a `NotebookError` that says why there is none.
    static func text(of file: String) throws -> String {
        let bytes = try bytes(of: file)
        if let problem = firstProblem(in: bytes) {
            throw NotebookError([
                Diagnostic(file: file, line: problem.line, column: problem.column, message: problem.message)
            ])
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// The lines of a text without their ends, which may be LF, CRLF or CR, as in CommonMark.
    static func lines(of text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            var lines: [String] = []
            var start = 0
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
                lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index - 1]), as: UTF8.self))
                if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
                start = index
            }
            if start < bytes.count {
                lines.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self))
            }
            return lines
        }
    }

    private static func bytes(of file: String) throws -> [UInt8] {
        func failure(_ message: String) -> NotebookError {
            NotebookError([Diagnostic(file: file, message: message)])
        }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw failure("expected a notebook, found no such file") }
            throw failure("expected a file that can be read, found: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw failure("expected a notebook, found a folder")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(max(0, Int(status.st_size)), maximumBytes) + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw failure("expected a file that can be read, found: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > maximumBytes {
                throw failure("expected a notebook of at most \(maximumBytes >> 20) MB, found more")
            }
        }
    }

    /// Where the bytes stop being text, and how.
    private static func firstProblem(in bytes: [UInt8]) -> (line: Int?, column: Int?, message: String)? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return (nil, nil, "expected UTF-8, found UTF-16; save the file as UTF-8")
        }
        guard let offset = firstInvalidOffset(in: bytes) else { return nil }
        var line = 1
        var lineStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for index in 0..<offset {
            let isReturn = bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] != UInt8(ascii: "\n")
            guard bytes[index] == UInt8(ascii: "\n") || isReturn else { continue }
            line += 1
            lineStart = index + 1
        }
        let digits = String(bytes[offset], radix: 16, uppercase: true)
        let found = bytes[offset] == 0 ? "a NUL byte" : "the byte 0x\(digits)"
        let message = "expected UTF-8 text, found \(found) at offset \(offset)"
        return (line, offset - lineStart + 1, message)
    }

    /// The offset of the first byte that is NUL or not part of well-formed UTF-8 (Unicode 15, table 3-7).
    private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead == 0 { return index }
            if lead < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second ~= bytes[index + 1],
                bytes[(index + 1)..<(index + length)].allSatisfy({ 0x80...0xBF ~= $0 })
            else { return index }
            index += length
        }
        return nil
    }
}
