import Glibc
import TensorCore

/// The content of a file from its start to its end: inflated where the file is gzip, as its first bytes tell, and
/// digested as it passes.
final class DataReader {
    let path: String
    let isGzip: Bool
    /// The length of the file itself, before inflating.
    let fileSize: Int
    /// The bytes of content read so far.
    private(set) var produced = 0

    private let descriptor: Int32
    private let digest: SHA256?
    private let inflater: Inflater?
    private var memberEnded = false
    // Bytes of the file that were read and not yet used: `input[used..<filled]`.
    private let input: UnsafeMutableRawBufferPointer
    private var used = 0
    private var filled = 0
    private var fileBytesRead = 0

    /// Opens a file.
    ///
    /// - Throws: `unreadable` where there is no such file, where it is a folder or a device, or is not to be read.
    init(path: String, digesting: Bool = false) throws(DataError) {
        FileUse.note(path)
        // Without O_NONBLOCK opening a pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let found = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something else"
            throw DataError(.unreadable, path, expected: "a file", found: found)
        }
        var magic: [UInt8] = [0, 0]
        let isGzip = pread(descriptor, &magic, 2, 0) == 2 && magic == [0x1f, 0x8b]
        do throws(Inflater.Fault) {
            inflater = isGzip ? try Inflater() : nil
        } catch {
            close(descriptor)
            throw DataError(.badGzip, path, error.reason)
        }
        self.path = path
        self.isGzip = isGzip
        self.descriptor = descriptor
        fileSize = Int(status.st_size)
        digest = digesting ? SHA256() : nil
        input = .allocate(byteCount: isGzip ? 1 << 16 : 0, alignment: 16)
    }

    deinit {
        input.deallocate()
        close(descriptor)
    }

    /// Fills the buffer, and gives less than asked for only at the end of the content.
    ///
    /// - Throws: `unreadable` where the disk fails, `badGzip` where the stream is damaged, cut off, or followed by
    ///   bytes that are no gzip.
    func read(into output: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
        // In steps that stay in the processor's cache between reading and digesting.
        let step = 1 << 19
        var done = 0
        while done < output.count {
            let part = UnsafeMutableRawBufferPointer(rebasing: output[done...].prefix(step))
            let count = if let inflater { try inflate(inflater, into: part) } else { try readFile(into: part) }
            if count == 0 { break }
            digest?.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
            done += count
            produced += count
        }
        return done
    }

    /// Reads what is left, at most `limit` bytes, and gives each piece to `body`.
    func forEachPiece(
        limit: Int, _ body: (UnsafeRawBufferPointer) throws(DataError) -> Void
    ) throws(DataError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: min(1 << 19, max(limit, 1)), alignment: 16)
        defer { piece.deallocate() }
        var total = 0
        while total < limit {
            let part = UnsafeMutableRawBufferPointer(rebasing: piece.prefix(limit - total))
            let count = try read(into: part)
            if count == 0 { break }
            try body(UnsafeRawBufferPointer(rebasing: part[..<count]))
            total += count
        }
    }

    /// The SHA-256 of all that was read; to be called once, by who asked for digesting.
    func finishDigest() -> String {
        digest?.finish() ?? ""
    }

    private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                fileBytesRead += count
                return count
            }
            guard errno == EINTR else { throw .unreadable(path, errno) }
        }
    }

    private func inflate(
        _ inflater: Inflater, into output: UnsafeMutableRawBufferPointer
    ) throws(DataError) -> Int {
        while true {
            if used == filled {
                used = 0
                filled = try readFile(into: input)
            }
            if memberEnded {
                guard used < filled else { return 0 }
                guard input[used] == 0x1f else {
                    let trailing = fileSize - fileBytesRead + filled - used
                    throw DataError(
                        .badGzip, path, expected: "the end of the gzip file", found: "\(trailing.grouped) bytes more")
                }
                inflater.reset()
                memberEnded = false
            }
            guard used < filled else {
                throw DataError(
                    .badGzip, path, expected: "a whole gzip file", found: "its end after \(fileSize.grouped) bytes")
            }
            do throws(Inflater.Fault) {
                let rest = UnsafeRawBufferPointer(rebasing: input[used..<filled])
                let step = try inflater.inflate(rest, into: output)
                used += step.consumed
                memberEnded = step.memberEnded
                if step.produced > 0 { return step.produced }
            } catch {
                throw DataError(.badGzip, path, expected: "a sound gzip file", found: "a damaged one: \(error.reason)")
            }
        }
    }
}

extension DataError {
    static func unreadable(_ path: String, _ code: Int32) -> DataError {
        DataError(.unreadable, path, "cannot be read: \(systemMessage(code))")
    }
}
