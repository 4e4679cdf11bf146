/// What a terminal would show of a text: colours, carriage returns and erasing understood, other controls dropped.
struct TerminalText {
    /// How a piece of text looks.
    struct Style: Hashable {
        var foreground: Color?
        var background: Color?
        var bold = false
        var dim = false
        var italic = false
        var underline = false
        var strike = false
        var inverse = false
    }

    /// A colour: one of the 16 that a theme chooses, or a fixed one.
    enum Color: Hashable {
        case palette(Int)
        case rgb(UInt8, UInt8, UInt8)
    }

    /// A piece of text of one style.
    struct Piece: Equatable {
        var text: String
        var style: Style
    }

    /// How many lines are kept of a text that has more: from its start, and from its end.
    static let keptLines = (whole: 600, head: 300, tail: 200)

    /// The lines, each with its pieces; of a text of more than `keptLines.whole` lines, those from its start.
    private(set) var lines: [[Piece]] = []
    /// How many lines are between `lines` and `tail`.
    private(set) var omitted = 0
    /// The last lines of a long text.
    private(set) var tail: [[Piece]] = []

    private var current: [(scalar: Unicode.Scalar, style: Style)] = []
    private var cursor = 0
    private var style = Style()

    init(_ text: String) {
        if text.utf8.contains(where: { $0 == 0x1B || $0 == 0x0D || $0 == 0x08 }) {
            read(Array(text.unicodeScalars))
            if !current.isEmpty { endLine() }
        } else {
            var rest = text[...]
            while !rest.isEmpty {
                let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                append(end == rest.startIndex ? [] : [Piece(text: String(rest[..<end]), style: Style())])
                rest = end == rest.endIndex ? "" : rest[rest.utf8.index(after: end)...]
            }
        }
        finish()
    }

    private mutating func append(_ line: [Piece]) {
        lines.append(line)
        // A long text is shortened as it grows, so that it never takes much more room than what is shown of it.
        let kept = TerminalText.keptLines
        if lines.count == 4 * kept.whole {
            omitted += 2 * kept.whole
            lines.removeSubrange(kept.whole..<3 * kept.whole)
        }
    }

    private mutating func finish() {
        let kept = TerminalText.keptLines
        guard lines.count > kept.whole else { return }
        tail = Array(lines.suffix(kept.tail))
        omitted += lines.count - kept.head - kept.tail
        lines.removeSubrange(kept.head...)
    }

    private mutating func read(_ scalars: [Unicode.Scalar]) {
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\n": endLine()
            case "\r": cursor = 0
            case "\u{8}": cursor = max(0, cursor - 1)
            case "\u{1B}": index = readEscape(scalars, from: index)
            case "\u{7}": break
            default:
                if cursor < current.count {
                    current[cursor] = (scalar, style)
                } else {
                    current.append((scalar, style))
                }
                cursor += 1
            }
        }
    }

    private mutating func endLine() {
        var pieces: [Piece] = []
        for (scalar, style) in current {
            if pieces.last?.style == style {
                pieces[pieces.count - 1].text.unicodeScalars.append(scalar)
            } else {
                pieces.append(Piece(text: String(scalar), style: style))
            }
        }
        append(pieces)
        current = []
        cursor = 0
    }

    // MARK: Escape sequences

    /// Reads what follows an escape character and returns the index after it.
    private mutating func readEscape(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        guard start < scalars.count else { return start }
        switch scalars[start] {
        case "[":
            var end = start + 1
            while end < scalars.count, !("\u{40}"..."\u{7E}").contains(scalars[end]) {
                // A sequence that a line end breaks off is not one.
                if scalars[end].value < 0x20 { return end }
                end += 1
            }
            guard end < scalars.count else { return end }
            let parameters = String(String.UnicodeScalarView(scalars[start + 1..<end]))
            control(scalars[end], parameters)
            return end + 1
        case "]", "P", "X", "^", "_":
            var end = start + 1
            while end < scalars.count, scalars[end] != "\u{7}", scalars[end] != "\u{1B}", scalars[end] != "\n" {
                end += 1
            }
            if end < scalars.count, scalars[end] == "\u{7}" { return end + 1 }
            if end + 1 < scalars.count, scalars[end] == "\u{1B}", scalars[end + 1] == "\\" { return end + 2 }
            return end
        case "(", ")", "#", " ": return min(start + 2, scalars.count)
        default: return start + 1
        }
    }

    private mutating func control(_ final: Unicode.Scalar, _ parameters: String) {
        switch final {
        case "m": select(parameters)
        case "K":
            switch parameters {
            case "", "0": current.removeSubrange(min(cursor, current.count)...)
            case "1": for index in 0..<min(cursor + 1, current.count) { current[index] = (" ", Style()) }
            case "2":
                current = []
                cursor = 0
            default: break
            }
        case "G": cursor = min(max((Int(parameters) ?? 1) - 1, 0), current.count)
        case "D": cursor = max(0, cursor - min(Int(parameters) ?? 1, cursor))
        case "C": cursor = min(cursor + min(max(Int(parameters) ?? 1, 0), current.count), current.count)
        default: break
        }
    }

    /// Select Graphic Rendition, ECMA-48 8.3.117, with the 256 and the 16 million colours of ISO 8613-6.
    private mutating func select(_ parameters: String) {
        guard !parameters.hasPrefix("?"), !parameters.hasPrefix(">") else { return }
        let codes = parameters.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }.map { Int($0) ?? 0 }
        var index = 0
        while index < codes.count {
            let code = codes[index]
            index += 1
            switch code {
            case 0: style = Style()
            case 1: style.bold = true
            case 2: style.dim = true
            case 3: style.italic = true
            case 4: style.underline = true
            case 7: style.inverse = true
            case 9: style.strike = true
            case 22: (style.bold, style.dim) = (false, false)
            case 23: style.italic = false
            case 24: style.underline = false
            case 27: style.inverse = false
            case 29: style.strike = false
            case 30...37: style.foreground = .palette(code - 30)
            case 90...97: style.foreground = .palette(code - 82)
            case 39: style.foreground = nil
            case 40...47: style.background = .palette(code - 40)
            case 100...107: style.background = .palette(code - 92)
            case 49: style.background = nil
            case 38, 48:
                guard let color = extendedColor(codes, &index) else { return }
                if code == 38 { style.foreground = color } else { style.background = color }
            default: break
            }
        }
    }

    private func extendedColor(_ codes: [Int], _ index: inout Int) -> Color? {
        guard index < codes.count else { return nil }
        switch codes[index] {
        case 5 where index + 1 < codes.count:
            index += 2
            return TerminalText.indexed(codes[index - 1])
        case 2 where index + 3 < codes.count:
            index += 4
            let parts = codes[index - 3..<index].map { UInt8(clamping: $0) }
            return .rgb(parts[0], parts[1], parts[2])
        default: return nil
        }
    }

    /// The colours of a 256-colour terminal: 16 of the theme, a cube of 6×6×6, 24 greys.
    private static func indexed(_ number: Int) -> Color? {
        func level(_ step: Int) -> UInt8 { step == 0 ? 0 : UInt8(55 + 40 * step) }
        switch number {
        case 0...15: return .palette(number)
        case 16...231:
            let cube = number - 16
            return .rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        case 232...255:
            let grey = UInt8(8 + 10 * (number - 232))
            return .rgb(grey, grey, grey)
        default: return nil
        }
    }
}
