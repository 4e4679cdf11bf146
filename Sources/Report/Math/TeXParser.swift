/// What is wrong with a formula, and where.
struct TeXProblem: Equatable {
    /// What was expected and what was found.
    var message: String
    /// The characters of the source before it.
    var offset: Int
}

/// Reads the part of TeX's mathematics that texts on deep learning use.
///
/// It never fails: what it cannot read becomes a `failure` in the tree and a problem.
struct TeXParser {
    var scanner: TeXScanner
    private(set) var problems: [TeXProblem] = []
    private var depth = 0

    /// Deeper formulas are not read, so that no source can exhaust the stack.
    private static let maximalDepth = 60

    init(_ source: String) {
        scanner = TeXScanner(source)
    }

    /// Reads all of the source.
    mutating func parse() -> MathNode {
        var nodes: [MathNode] = []
        var rows: [[MathNode]] = []
        var columns: [MathNode] = []
        while true {
            nodes += parseRow()
            let start = place()
            guard let token = scanner.next() else { break }
            switch token {
            case .align, .newline:
                columns.append(.row(nodes))
                nodes = []
                if token == .newline {
                    rows.append(columns)
                    columns = []
                }
            default: nodes.append(fail("expected a formula, found \(quoted(from: start))", at: start))
            }
        }
        if rows.isEmpty, columns.isEmpty { return .row(nodes) }
        if !nodes.isEmpty || !columns.isEmpty { rows.append(columns + [.row(nodes)]) }
        return .table(MathTable(purpose: .aligned, rows: rows))
    }

    // MARK: Rows

    /// Reads up to what ends a row, which stays unread: a brace, `&`, `\\`, `\right`, `\end`, or the end.
    mutating func parseRow() -> [MathNode] {
        guard enter() else { return [tooDeep()] }
        defer { depth -= 1 }
        var nodes: [MathNode] = []
        while let token = scanner.peek() {
            switch token {
            case .closeBrace, .align, .newline, .command("right"), .command("end"): return nodes
            case .command("over"), .command("choose"):
                _ = scanner.next()
                let lower = MathNode.row(parseRow())
                if token == .command("over") { return [.fraction(.row(nodes), lower, line: true, display: nil)] }
                return [.fenced("(", [.fraction(.row(nodes), lower, line: false, display: nil)], ")")]
            case .command("displaystyle"), .command("textstyle"), .command("scriptstyle"):
                _ = scanner.next()
                return nodes + [.styled(parseRow(), display: token == .command("displaystyle"))]
            case .command(let name) where ["rm", "bf", "it", "cal", "sf", "tt", "frak"].contains(name):
                _ = scanner.next()
                if let alphabet = MathAlphabet.commands[name] {
                    return nodes + [alphabet.applied(to: .row(parseRow()))]
                }
            case .command("color"):
                _ = scanner.next()
                let colour = parseColour()
                return nodes + [.coloured(.row(parseRow()), colour)]
            default:
                if let node = parseScripted() { nodes.append(node) }
            }
        }
        return nodes
    }

    /// Reads one thing with its scripts; nil for what leaves no trace, such as `\label`.
    private mutating func parseScripted() -> MathNode? {
        var base: MathNode
        switch scanner.peek() {
        case .superscript, .subscript, .prime: base = .row([])
        default:
            guard let atom = parseAtom() else { return nil }
            base = atom
        }
        var sub: MathNode?
        var sup: MathNode?
        var limits: Bool?
        scripts: while let token = scanner.peek() {
            let start = place()
            switch token {
            case .command("limits"), .command("nolimits"):
                _ = scanner.next()
                limits = token == .command("limits")
            case .prime:
                var primes = ""
                while scanner.peek() == .prime {
                    _ = scanner.next()
                    primes += "′"
                }
                let mark = MathNode.symbol(primes, .ordinary)
                sup = sup.map { .row([$0, mark]) } ?? mark
            case .superscript:
                _ = scanner.next()
                let script = parseArgument(of: "^")
                switch sup {
                case .symbol(let primes, .ordinary)? where primes.first == "′":
                    sup = .row([.symbol(primes, .ordinary), script])
                case nil: sup = script
                default: sup = .row([sup ?? script, fail("expected one superscript, found a second", at: start)])
                }
            case .subscript:
                _ = scanner.next()
                let script = parseArgument(of: "_")
                sub =
                    sub == nil
                    ? script : .row([sub ?? script, fail("expected one subscript, found a second", at: start)])
            default: break scripts
            }
        }
        if case .mark(let inner, let brace, let place, true) = base, brace == "⏞" || brace == "⏟" {
            // A brace's script is what it stands for.
            let whole = MathNode.mark(inner, brace, place, stretches: true)
            return sub == nil && sup == nil ? whole : .stack(whole, over: sup, under: sub)
        }
        return sub == nil && sup == nil ? base : .scripts(base, sub: sub, sup: sup, limits: limits)
    }

    private mutating func parseAtom() -> MathNode? {
        let start = place()
        guard let token = scanner.next() else { return nil }
        switch token {
        case .openBrace: return parseGroup(from: start)
        case .character(let character) where character.isASCII && character.isNumber: return parseNumber(character)
        case .character(let character): return leaf(character)
        case .command(let name): return parseCommand(name, at: start)
        default: return fail("expected a formula, found \(quoted(from: start))", at: start)
        }
    }

    private mutating func parseGroup(from start: Int) -> MathNode {
        var nodes = parseRow()
        while let token = scanner.peek(), token != .closeBrace {
            guard token == .align || token == .newline else { break }
            let start = place()
            _ = scanner.next()
            nodes.append(fail("expected a formula, found \(quoted(from: start))", at: start))
            nodes += parseRow()
        }
        if scanner.peek() == .closeBrace {
            _ = scanner.next()
        } else {
            nodes.append(fail("expected } for this {, found none", at: start, showing: "{"))
        }
        return .row(nodes)
    }

    private mutating func parseNumber(_ first: Character) -> MathNode {
        var text = String(first)
        while true {
            let before = scanner
            guard case .character(let next)? = scanner.next(), next.isASCII,
                scanner.text(from: before.position).count == 1
            else {
                scanner = before
                return .number(text)
            }
            if next.isNumber {
                text.append(next)
            } else if next == ".", case .character(let digit)? = scanner.peek(), digit.isNumber, digit.isASCII {
                text.append(next)
            } else {
                scanner = before
                return .number(text)
            }
        }
    }

    /// Reads an argument: a group, or one character, or one command with its own arguments.
    mutating func parseArgument(of name: String) -> MathNode {
        guard enter() else { return tooDeep() }
        defer { depth -= 1 }
        let start = place()
        switch scanner.peek() {
        case .openBrace, .command:
            if scanner.peek() != .command("right"), scanner.peek() != .command("end") {
                return parseAtom() ?? .row([])
            }
        case .character(let character)?:
            _ = scanner.next()
            return character.isASCII && character.isNumber ? .number(String(character)) : leaf(character)
        default: break
        }
        return fail(
            "expected an argument of \(name), found \(scanner.peek() == nil ? "the end" : "none")", at: start,
            showing: name)
    }

    private func leaf(_ character: Character) -> MathNode {
        if let known = MathSymbols.characters[character] { return .symbol(known.text, known.symbolClass) }
        if character.isNumber { return .number(String(character)) }
        return .identifier(String(character), upright: !character.isLetter)
    }

    // MARK: Failures

    mutating func parseColour() -> String {
        let start = place()
        let colour = scanner.bracedText() ?? ""
        let hexadecimal =
            colour.first == "#" && [4, 7].contains(colour.count) && colour.dropFirst().allSatisfy(\.isHexDigit)
        if hexadecimal || !colour.isEmpty && colour.allSatisfy({ $0.isASCII && $0.isLetter }) { return colour }
        _ = fail("expected a colour such as {red} or {#c00}, found \(quoted(from: start))", at: start)
        return "currentcolor"
    }

    /// Where the next token starts.
    mutating func place() -> Int {
        scanner.skipBlanks()
        return scanner.position
    }

    /// Notes a problem and returns what the page shows in its place.
    mutating func fail(_ message: String, at offset: Int, showing text: String? = nil) -> MathNode {
        problems.append(TeXProblem(message: message, offset: offset))
        return .failure(text ?? scanner.text(from: offset))
    }

    /// The source from a position to here, in quotation marks.
    func quoted(from start: Int) -> String {
        let text = scanner.text(from: start).filter { !$0.isNewline }.drop { $0.isWhitespace }
        return text.isEmpty ? "the end" : "\"\(text.prefix(40))\""
    }

    private mutating func enter() -> Bool {
        guard depth < TeXParser.maximalDepth else { return false }
        depth += 1
        return true
    }

    private mutating func tooDeep() -> MathNode {
        let start = scanner.position
        let rest = scanner.takeRest()
        guard !rest.isEmpty else { return .row([]) }
        return fail(
            "expected at most \(TeXParser.maximalDepth) levels of nesting, found more", at: start,
            showing: String(rest.prefix(20)) + "…")
    }
}
