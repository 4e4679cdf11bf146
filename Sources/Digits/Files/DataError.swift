/// What is wrong with a data file or a data set, as one line that names the file, the expectation and the finding.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sort of fault.
    public enum Kind: String, Sendable {
        /// The file cannot be opened or read, or is no file.
        case unreadable
        /// The file is not an IDX file, or one of a kind that is not asked for.
        case wrongFormat
        /// The header's promise cannot be true, or is larger than anything that will be read.
        case impossibleSize
        /// There are fewer or more bytes than the header, or the data set's description, promises.
        case wrongLength
        /// The gzip stream is damaged, or something follows it.
        case badGzip
        /// A label is not a class.
        case badLabel
        /// Images and labels differ in number.
        case countMismatch
        /// The content is not what the data set's description says.
        case wrongContent
        /// The data set is neither here nor to be had.
        case unavailable
        /// Nothing can be written at the place where data are kept.
        case unwritable
        /// Digits are asked for that are not there.
        case badChoice
        /// A file of predictions does not say what it should.
        case badPrediction
        /// A picture cannot be read, or there is no digit on it.
        case badPicture
        /// A file that this program did not write stands where one is to be written.
        case foreignFile
    }

    /// The sort of fault.
    public let kind: Kind
    /// The file or the data set.
    public let subject: String
    /// What was expected and what was found, and what to do where that is not obvious.
    public let message: String

    /// Creates an error with a message of its own.
    public init(_ kind: Kind, _ subject: String, _ message: String) {
        self.kind = kind
        self.subject = subject
        self.message = message
    }

    init(_ kind: Kind, _ subject: String, expected: String, found: String) {
        self.init(kind, subject, "expected \(expected), found \(found)")
    }

    /// `subject: expected …, found …`, on one line whatever the file is called.
    public var description: String {
        "\(subject): \(message)".oneLine
    }
}

extension StringProtocol {
    /// The text with control characters written out, so that a strange file name cannot break a line in two.
    var oneLine: String {
        var line = ""
        for scalar in unicodeScalars {
            line += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return line
    }
}

extension BinaryInteger {
    /// The number with a comma between thousands, as sizes and counts are read in a message.
    var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}
