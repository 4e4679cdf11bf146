/// Says which labels a cell can have: they name files, fragments of links and arguments of commands.
enum CellLabel {
    /// Whether a byte may stand in a label.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            return true
        default: return false
        }
    }

    /// Whether the text is a label.
    static func isValid(_ text: String) -> Bool {
        1...100 ~= text.utf8.count && text.utf8.first != UInt8(ascii: "-") && text.utf8.allSatisfy(isAllowed)
    }

    /// What a label should be, for error messages.
    static let expectation = "letters of A to Z, digits, - and _, at most 100 and no - first, since it names files"
}
