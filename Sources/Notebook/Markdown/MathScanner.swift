/// Tells math from money: finds TeX between dollar signs by pandoc's rules.
///
/// An opening `$` has no white space to its right; the next `$` that is not escaped must have none to its left and no
/// digit to its right, else the first was a plain dollar. `$$…$$` is display math. Three dollars or more are text.
/// (Pandoc User's Guide, extension `tex_math_dollars`.)
enum MathScanner {
    /// What stands at a dollar sign.
    enum Match: Equatable {
        /// So many bytes of plain dollars.
        case text(length: Int)
        /// TeX in a range of offsets; the whole ends before `end`.
        case math(tex: Range<Int>, display: Bool, label: Range<Int>?, end: Int)
    }

    /// What stands at the dollar at `start`, in text that `byte` gives by offset and that ends with a NUL.
    static func match(at start: Int, _ byte: (Int) -> UInt8) -> Match {
        var dollars = 1
        while byte(start + dollars) == dollar { dollars += 1 }
        switch dollars {
        case 1: return inline(from: start, byte) ?? .text(length: 1)
        case 2: return display(from: start, byte) ?? .text(length: 2)
        default: return .text(length: dollars)
        }
    }

    private static func inline(from start: Int, _ byte: (Int) -> UInt8) -> Match? {
        var index = start + 1
        if isSpace(byte(index)) { return nil }
        while byte(index) != 0 {
            if byte(index) == dollar {
                if isSpace(byte(index - 1)) || isDigit(byte(index + 1)) { return nil }
                return .math(tex: start + 1..<index, display: false, label: nil, end: index + 1)
            }
            index = textGroupEnd(from: index, byte) ?? index + (byte(index) == backslash ? 2 : 1)
            if byte(index - 1) == 0 { return nil }
        }
        return nil
    }

    private static func display(from start: Int, _ byte: (Int) -> UInt8) -> Match? {
        var index = start + 2
        var tex: Range<Int>?
        while tex == nil {
            var dollars = 0
            while byte(index + dollars) == dollar { dollars += 1 }
            if dollars == 2 { tex = start + 2..<index }
            index += dollars
            if dollars > 0 { continue }
            if byte(index) == backslash { index += 1 }
            if byte(index) == 0 { return nil }
            index += 1
        }
        guard var tex else { return nil }
        while let first = tex.first, isSpace(byte(first)) { tex = first + 1..<tex.upperBound }
        while let last = tex.last, isSpace(byte(last)) { tex = tex.lowerBound..<last }
        if tex.isEmpty { return nil }
        let label = label(from: index, byte)
        return .math(tex: tex, display: true, label: label?.name, end: label?.end ?? index)
    }

    /// The label in ` {#eq-name}` behind display math, as Quarto writes it.
    static func label(from start: Int, _ byte: (Int) -> UInt8) -> (name: Range<Int>, end: Int)? {
        var index = start
        while byte(index) == UInt8(ascii: " ") { index += 1 }
        for expected in "{#eq-".utf8 {
            guard byte(index) == expected else { return nil }
            index += 1
        }
        let name = index - 3
        while CellLabel.isAllowed(byte(index)) { index += 1 }
        guard index > name + 3, byte(index) == UInt8(ascii: "}") else { return nil }
        return (name..<index, index + 1)
    }

    /// Behind the brace that closes a `\text{…}` starting here: in it a dollar does not end the math.
    private static func textGroupEnd(from start: Int, _ byte: (Int) -> UInt8) -> Int? {
        var index = start
        for expected in #"\text"#.utf8 {
            guard byte(index) == expected else { return nil }
            index += 1
        }
        while UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte(index) { index += 1 }
        guard byte(index) == UInt8(ascii: "{") else { return nil }
        var depth = 0
        // Longer groups do not occur; without a limit, many that are never closed would take quadratic time.
        for offset in index..<index + 1000 {
            switch byte(offset) {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case 0: return nil
            default: break
            }
            if depth == 0 { return offset + 1 }
        }
        return nil
    }

    private static let dollar = UInt8(ascii: "$")
    private static let backslash = UInt8(ascii: "\\")

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
