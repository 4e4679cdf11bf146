/// The lines of a CSV file as fields, empty lines left out. A field may be quoted; none may hold a line end.
struct CSVLines {
    /// The line read last, from 1.
    private(set) var line = 0
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        // What Windows programs put at the start of UTF-8.
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The fields of the next line; nil after the last.
    mutating func next() -> [String]? {
        while let range = nextLine() {
            let fields = bytes[range].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            return fields.map { Self.text($0) }
        }
        return nil
    }

    /// The bytes of the next line that is not empty, without its end.
    mutating func nextLine() -> Range<Int>? {
        while place < bytes.count {
            let start = place
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            place = end + 1
            line += 1
            let last = end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
            if !bytes[start..<last].allSatisfy(\.isSpace) { return start..<last }
        }
        return nil
    }

    /// The byte at a place.
    subscript(place: Int) -> UInt8 { bytes[place] }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        var field = field
        while field.first?.isSpace == true { field = field.dropFirst() }
        while field.last?.isSpace == true { field = field.dropLast() }
        if field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
            field = field.dropFirst().dropLast()
        }
        return String(decoding: field, as: UTF8.self)
    }
}

extension UInt8 {
    /// Whether the byte is a blank or the end of a line.
    var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

/// The content of a file that is read as one piece.
///
/// - Throws: `unreadable` where it cannot be read, `impossibleSize` where it is larger than `limit`.
func wholeFile(_ path: String, limit: Int) throws(DataError) -> [UInt8] {
    let reader = try DataReader(path: path)
    guard reader.fileSize <= limit else {
        throw DataError(
            .impossibleSize, path, expected: "at most \(limit.grouped) bytes", found: reader.fileSize.grouped)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(reader.fileSize)
    try reader.forEachPiece(limit: limit + 1) { bytes.append(contentsOf: $0) }
    guard bytes.count <= limit else {
        throw DataError(.impossibleSize, path, expected: "at most \(limit.grouped) bytes", found: "more")
    }
    return bytes
}
