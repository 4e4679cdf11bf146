import CZlib

/// Inflates one gzip member after another; the checksum and length at the end of each are checked by zlib.
final class Inflater {
    /// Why the bytes are no gzip member, in zlib's words.
    struct Fault: Error {
        let reason: String
    }

    // zlib keeps a pointer back to the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(Fault) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window as the format allows, and 16 for "gzip only".
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Fault(reason: "zlib cannot start (status \(status))") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Makes ready for the next member.
    func reset() {
        inflateReset(stream)
    }

    /// Inflates until the input is used up, the output is full, or the member ends, and says how far it came.
    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Fault) -> (consumed: Int, produced: Int, memberEnded: Bool) {
        // zlib only reads its input; the pointer type is older than const.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let offered = (input: stream.pointee.avail_in, output: stream.pointee.avail_out)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            throw Fault(reason: stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
        }
        return (
            Int(offered.input - stream.pointee.avail_in), Int(offered.output - stream.pointee.avail_out),
            status == Z_STREAM_END
        )
    }
}
