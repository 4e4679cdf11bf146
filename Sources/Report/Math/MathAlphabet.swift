/// The styles of letters that Unicode has characters of their own for.
enum MathAlphabet: String {
    case upright, italic, bold, boldItalic, doubleStruck, script, fraktur, sansSerif, monospace

    /// The alphabet that a TeX command asks for.
    static let commands: [String: MathAlphabet] = [
        "mathrm": .upright, "rm": .upright, "mathup": .upright, "mathnormal": .italic, "mathit": .italic,
        "it": .italic, "mathbf": .bold, "bf": .bold, "boldsymbol": .boldItalic, "bm": .boldItalic,
        "mathbb": .doubleStruck, "Bbb": .doubleStruck, "mathcal": .script, "mathscr": .script, "cal": .script,
        "mathfrak": .fraktur, "frak": .fraktur, "mathsf": .sansSerif, "sf": .sansSerif, "mathtt": .monospace,
        "tt": .monospace,
    ]

    /// The formula with its letters and digits in this alphabet; neighbouring letters become one word.
    func applied(to node: MathNode) -> MathNode {
        switch node {
        case .identifier(let text, _):
            let bare = self == .italic ? text : String(String.UnicodeScalarView(text.unicodeScalars.map(styled)))
            return .identifier(bare, upright: self != .italic)
        case .number(let text):
            return self == .italic || self == .upright
                ? node : .number(String(String.UnicodeScalarView(text.unicodeScalars.map(styled))))
        case .row(let nodes): return .row(joiningLetters(nodes.map(applied)))
        case .scripts(let base, let sub, let sup, let limits):
            return .scripts(applied(to: base), sub: sub.map(applied), sup: sup.map(applied), limits: limits)
        case .mark(let base, let mark, let place, let stretches):
            return .mark(applied(to: base), mark, place, stretches: stretches)
        case .fenced(let left, let nodes, let right): return .fenced(left, nodes.map(applied), right)
        default: return node
        }
    }

    private func joiningLetters(_ nodes: [MathNode]) -> [MathNode] {
        guard self != .boldItalic else { return nodes }
        var joined: [MathNode] = []
        for node in nodes {
            if case .identifier(let text, let upright) = node,
                case .identifier(let word, _)? = joined.last
            {
                joined[joined.count - 1] = .identifier(word + text, upright: upright)
            } else {
                joined.append(node)
            }
        }
        return joined
    }

    /// The character of this alphabet for a letter or digit; others stay what they are.
    func styled(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if let exception = exceptions[scalar] { return exception }
        let starts = self.starts
        let value = scalar.value
        let mapped: UInt32? =
            switch scalar {
            case "A"..."Z": starts.capitals.map { $0 + value - 0x41 }
            case "a"..."z": starts.small.map { $0 + value - 0x61 }
            case "0"..."9": starts.digits.map { $0 + value - 0x30 }
            case "\u{391}"..."\u{3A9}": starts.greek.map { $0 + value - 0x391 }
            case "\u{3B1}"..."\u{3C9}": starts.greek.map { $0 + 26 + value - 0x3B1 }
            case "∇": starts.greek.map { $0 + 25 }
            case "∂": starts.greek.map { $0 + 51 }
            case "ϵ": starts.greek.map { $0 + 52 }
            case "ϑ": starts.greek.map { $0 + 53 }
            case "ϕ": starts.greek.map { $0 + 55 }
            default: nil
            }
        return mapped.flatMap(Unicode.Scalar.init) ?? scalar
    }

    /// Where each alphabet starts in Unicode's block of mathematical letters.
    private var starts: (capitals: UInt32?, small: UInt32?, digits: UInt32?, greek: UInt32?) {
        switch self {
        case .upright, .italic: (nil, nil, nil, nil)
        case .bold: (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8)
        case .boldItalic: (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C)
        case .doubleStruck: (0x1D538, 0x1D552, 0x1D7D8, nil)
        case .script: (0x1D49C, 0x1D4B6, nil, nil)
        case .fraktur: (0x1D504, 0x1D51E, nil, nil)
        case .sansSerif: (0x1D5A0, 0x1D5BA, 0x1D7E2, nil)
        case .monospace: (0x1D670, 0x1D68A, 0x1D7F6, nil)
        }
    }

    /// The letters that Unicode had elsewhere before it had the block.
    private var exceptions: [Unicode.Scalar: Unicode.Scalar] {
        switch self {
        case .doubleStruck: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
        case .script:
            [
                "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ", "g": "ℊ",
                "o": "ℴ",
            ]
        case .fraktur: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]
        default: [:]
        }
    }
}
