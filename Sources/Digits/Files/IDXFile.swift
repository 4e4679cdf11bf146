/// The content of an IDX file, raw or gzip: an array of numbers of any rank.
///
/// The format is that of the MNIST pages: two zero bytes, a byte for the element type, a byte for the rank, one
/// big-endian 32-bit size per dimension, and the elements, row by row and big-endian.
public struct IDXFile: Sendable {
    /// The type of each element, by its code in the file.
    public enum Element: UInt8, Sendable {
        /// Bytes from 0 to 255, as MNIST's images and labels are.
        case uint8 = 0x08
        /// Bytes from -128 to 127.
        case int8 = 0x09
        /// Two-byte integers.
        case int16 = 0x0B
        /// Four-byte integers.
        case int32 = 0x0C
        /// Four-byte floating-point numbers.
        case float32 = 0x0D
        /// Eight-byte floating-point numbers.
        case float64 = 0x0E

        /// The bytes that one element takes.
        public var size: Int {
            switch self {
            case .uint8, .int8: 1
            case .int16: 2
            case .int32, .float32: 4
            case .float64: 8
            }
        }
    }

    /// The file that it was read from.
    public let path: String
    /// The type of each element.
    public let element: Element
    /// The sizes, outermost first: `[60000, 28, 28]` for MNIST's training images.
    public let dimensions: [Int]
    /// The elements as they stand in the file, without the header.
    public let bytes: [UInt8]

    /// The most that is read unless more is asked for: one gigabyte.
    public static let largestSize = 1 << 30

    /// Reads a file.
    ///
    /// Nothing is read or inflated beyond what the header promises, and the promise is measured first against
    /// `largest` and against what a file of that length can hold.
    ///
    /// - Parameters:
    ///   - path: The file; whether it is gzip is told by its first bytes.
    ///   - largest: The most bytes that the elements may take.
    /// - Throws: `DataError` that names the file, what was expected and what was found.
    public init(path: String, largest: Int = IDXFile.largestSize) throws(DataError) {
        try self.init(DataReader(path: path), largest: largest)
    }

    init(_ reader: DataReader, largest: Int) throws(DataError) {
        let header = try IDXHeader(reader)
        try header.check(against: reader, largest: largest)
        path = reader.path
        element = header.element
        dimensions = header.dimensions
        bytes = try reader.read(exactly: header.payload)
    }

    /// The bytes of an IDX file of bytes.
    static func encoded(_ bytes: [UInt8], dimensions: [Int]) -> [UInt8] {
        let sizes = dimensions.flatMap { size in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
        }
        return [0, 0, Element.uint8.rawValue, UInt8(dimensions.count)] + sizes + bytes
    }

    /// The elements as floats, unscaled: 0 to 255 for bytes.
    public var floats: [Float] {
        switch element {
        case .uint8: bytes.map(Float.init)
        case .int8: bytes.map { Float(Int8(bitPattern: $0)) }
        case .int16: words(UInt16.self) { Float(Int16(bitPattern: $0)) }
        case .int32: words(UInt32.self) { Float(Int32(bitPattern: $0)) }
        case .float32: words(UInt32.self) { Float(bitPattern: $0) }
        case .float64: words(UInt64.self) { Float(Double(bitPattern: $0)) }
        }
    }

    private func words<Word: FixedWidthInteger>(_ type: Word.Type, _ value: (Word) -> Float) -> [Float] {
        bytes.withUnsafeBytes { raw in
            stride(from: 0, to: raw.count, by: MemoryLayout<Word>.size).map { offset in
                value(Word(bigEndian: raw.loadUnaligned(fromByteOffset: offset, as: Word.self)))
            }
        }
    }
}

/// What the first bytes of an IDX file promise.
private struct IDXHeader {
    let element: IDXFile.Element
    let dimensions: [Int]
    /// The bytes that the elements take.
    let payload: Int
    var length: Int { 4 + 4 * dimensions.count }

    init(_ reader: DataReader) throws(DataError) {
        let magic = try reader.read(upTo: 4)
        guard magic.count == 4 else {
            throw DataError(
                .wrongFormat, reader.path, expected: "an IDX header",
                found: magic.isEmpty ? "an empty file" : "only \(magic.count) bytes")
        }
        guard magic[0] == 0, magic[1] == 0, let element = IDXFile.Element(rawValue: magic[2]), magic[3] > 0 else {
            let found = magic.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            throw DataError(
                .wrongFormat, reader.path, expected: "an IDX file (00 00, an element type from 08 to 0e, a rank)",
                found: "the bytes \(found)")
        }
        let rank = Int(magic[3])
        let sizes = try reader.read(upTo: 4 * rank)
        guard sizes.count == 4 * rank else {
            throw DataError(
                .wrongLength, reader.path, expected: "\(rank) dimensions of 4 bytes each",
                found: "the end of the file after \(sizes.count) bytes")
        }
        let dimensions = (0..<rank).map { axis in
            sizes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        var payload = element.size
        for size in dimensions {
            let (product, overflow) = payload.multipliedReportingOverflow(by: size)
            guard !overflow else {
                throw DataError(
                    .impossibleSize, reader.path, expected: "a size that a file can have",
                    found: "the dimensions \(dimensions)")
            }
            payload = product
        }
        self.element = element
        self.dimensions = dimensions
        self.payload = payload
    }

    /// Refuses what cannot be true, or would fill the memory, before any of it is read.
    func check(against reader: DataReader, largest: Int) throws(DataError) {
        guard payload <= largest else {
            throw DataError(
                .impossibleSize, reader.path, expected: "at most \(largest.grouped) bytes",
                found: "the dimensions \(dimensions), \(payload.grouped) bytes")
        }
        guard reader.isGzip else {
            let found = reader.fileSize - length
            guard found == payload else {
                throw .length(reader.path, expected: payload, found: found.grouped)
            }
            return
        }
        // Images of digits shrink about five times. Deflate cannot do better than 1,032 to 1, and only for bytes
        // that are all the same: what claims a tenth of that, and is large, is a bomb or a lie.
        guard payload <= 1 << 24 || payload / 100 <= reader.fileSize else {
            throw DataError(
                .impossibleSize, reader.path, expected: "at most 100 bytes from each byte of gzip",
                found: "the dimensions \(dimensions), \(payload.grouped) bytes from \(reader.fileSize.grouped)")
        }
    }
}

extension DataReader {
    /// Reads the next bytes, fewer where the content ends.
    fileprivate func read(upTo count: Int) throws(DataError) -> [UInt8] {
        var failure: DataError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(DataError) {
                initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Reads what the header promised and makes sure that nothing follows.
    fileprivate func read(exactly count: Int) throws(DataError) -> [UInt8] {
        let bytes = try read(upTo: count)
        guard bytes.count == count else { throw .length(path, expected: count, found: bytes.count.grouped) }
        // The end must be reached in any case: gzip's checksum stands there.
        guard try read(upTo: 1).isEmpty else { throw .length(path, expected: count, found: "more") }
        return bytes
    }
}

extension DataError {
    fileprivate static func length(_ path: String, expected: Int, found: String) -> DataError {
        DataError(
            .wrongLength, path, expected: "\(expected.grouped) bytes after the header as it promises", found: found)
    }
}
