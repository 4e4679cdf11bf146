extension DigitImages {
    /// Reads square images from a CSV file: in each line a label, then the pixels from 0 to 255, row by row.
    ///
    /// It is read in pieces, so that only the images themselves take memory.
    init(csv path: String) throws(DataError) {
        var parser = CSVImageParser(path: path)
        let reader = try DataReader(path: path)
        try reader.forEachPiece(limit: .max) { piece throws(DataError) in
            for byte in piece { try parser.take(byte) }
        }
        self = try parser.finish()
    }
}

/// Takes a CSV file byte by byte.
private struct CSVImageParser {
    let path: String
    private var pixels: [UInt8] = []
    private var labels: [Int] = []
    private var line = 1
    /// The fields of this line that have ended.
    private var field = 0
    private var value = 0
    private var hasValue = false
    /// The pixels in each line; from the first one.
    private var area = 0
    private var side = 0
    private var isHeader = false
    /// Where what Windows programs put before UTF-8 may stand.
    private var isAtStart: Bool { line == 1 && field == 0 && !hasValue }

    /// The most fields a line may have: an image of 1,024 × 1,024 and its label.
    private static let mostFields = 1 << 20 + 1

    init(path: String) {
        self.path = path
    }

    mutating func take(_ byte: UInt8) throws(DataError) {
        switch byte {
        case UInt8(ascii: "\n"): try endLine()
        case _ where isHeader: break
        case UInt8(ascii: ","): try endField()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 100_000)
            hasValue = true
        case UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\""): break
        case 0xEF where isAtStart, 0xBB where isAtStart, 0xBF where isAtStart: break
        default:
            guard line == 1, field == 0 else {
                throw fail("a number from 0 to 255", found: "\"\(String(decoding: [byte], as: UTF8.self))\"")
            }
            isHeader = true
        }
    }

    mutating func finish() throws(DataError) -> DigitImages {
        try endLine()
        guard !labels.isEmpty else {
            throw DataError(.wrongFormat, path, expected: "lines of a label and pixels", found: "none")
        }
        return DigitImages(pixels: pixels, labels: labels, height: side, width: side)
    }

    private mutating func endLine() throws(DataError) {
        if !isHeader, field > 0 || hasValue {
            try endField()
            if area == 0 {
                area = field - 1
                side = Int(Double(area).squareRoot())
                guard area > 0, side * side == area else {
                    throw fail("a label and the pixels of a square image, 785 numbers for 28 × 28", found: "\(field)")
                }
            }
            guard field == area + 1 else { throw fail("\(area + 1) numbers as in the lines before", found: "\(field)") }
        }
        isHeader = false
        field = 0
        line += 1
    }

    private mutating func endField() throws(DataError) {
        guard hasValue else { throw fail("a number from 0 to 255", found: "nothing in field \(field + 1)") }
        guard value <= 255 else {
            throw fail("a number from 0 to 255", found: value == 100_000 ? "a larger one" : "\(value)")
        }
        if field == 0 {
            labels.append(value)
        } else {
            pixels.append(UInt8(value))
            guard pixels.count <= IDXFile.largestSize else {
                throw DataError(
                    .impossibleSize, path, expected: "at most \(IDXFile.largestSize.grouped) pixels", found: "more")
            }
        }
        field += 1
        guard field <= Self.mostFields else { throw fail("at most \(Self.mostFields.grouped) numbers", found: "more") }
        value = 0
        hasValue = false
    }

    private func fail(_ expected: String, found: String) -> DataError {
        DataError(.wrongFormat, "\(path):\(line)", expected: expected, found: found)
    }
}
