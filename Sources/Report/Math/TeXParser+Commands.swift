extension TeXParser {
    /// Reads what belongs to a command whose name has been read; nil where it leaves no trace.
    mutating func parseCommand(_ name: String, at start: Int) -> MathNode? {
        if let letter = MathSymbols.letters[name] { return .identifier(letter, upright: false) }
        if let letter = MathSymbols.uprightLetters[name] { return .identifier(letter, upright: true) }
        if let symbol = MathSymbols.symbols[name] { return .symbol(symbol.text, symbol.symbolClass) }
        if let function = MathSymbols.functions[name] { return .function(function.text, limits: function.limits) }
        if let space = MathSymbols.spaces[name] { return .space(space) }
        if let alphabet = MathAlphabet.commands[name] { return alphabet.applied(to: parseArgument(of: "\\" + name)) }
        if let mark = MathSymbols.marks[name] {
            return .mark(parseArgument(of: "\\" + name), mark.text, mark.place, stretches: mark.stretches)
        }
        if let fence = parseSizedFence(name) { return fence }
        return parseStructure(name, at: start)
    }

    private mutating func parseStructure(_ name: String, at start: Int) -> MathNode? {
        let command = "\\" + name
        switch name {
        case "frac", "dfrac", "tfrac", "cfrac":
            let display: Bool? = name == "frac" ? nil : name != "tfrac"
            return .fraction(
                parseArgument(of: command), parseArgument(of: command), line: true, display: display)
        case "binom", "dbinom", "tbinom":
            let display: Bool? = name == "binom" ? nil : name == "dbinom"
            let upper = parseArgument(of: command)
            return .fenced("(", [.fraction(upper, parseArgument(of: command), line: false, display: display)], ")")
        case "sqrt":
            let index = scanner.bracketedText().map { subformula($0, at: start) }
            return .root(parseArgument(of: command), index: index)
        case "left": return parseFenced(at: start)
        case "middle":
            return .sizedFence(parseDelimiter(after: command, at: start), 0, .relation)
        case "begin": return parseEnvironment(at: start)
        case "overset", "stackrel":
            let over = parseArgument(of: command)
            return .stack(parseArgument(of: command), over: over, under: nil)
        case "underset":
            let under = parseArgument(of: command)
            return .stack(parseArgument(of: command), over: nil, under: under)
        case "xrightarrow", "xleftarrow":
            let under = scanner.bracketedText().map { subformula($0, at: start) }
            let arrow = MathNode.symbol(name == "xrightarrow" ? "⟶" : "⟵", .relation)
            return .stack(arrow, over: parseArgument(of: command), under: under)
        case "not": return parseNegated()
        case "dots":
            let centred: Bool =
                if case .character(let next)? = scanner.peek() { "+-*=<>".contains(next) } else { false }
            return .symbol(centred ? "⋯" : "…", .ordinary)
        case "pmod", "mod":
            let modulus: [MathNode] = [.function("mod", limits: false), .space(0.2), parseArgument(of: command)]
            return .row([.space(0.6)] + (name == "pmod" ? [.fenced("(", modulus, ")")] : modulus))
        case "boxed": return .boxed(parseArgument(of: command))
        case "phantom": return .phantom(parseArgument(of: command))
        case "textcolor":
            let colour = parseColour()
            return .coloured(parseArgument(of: command), colour)
        case "substack":
            let rows = scanner.bracedText().map { subformula($0, at: start) } ?? parseArgument(of: command)
            guard case .table(var table) = rows else { return rows }
            table.purpose = .substack
            return .table(table)
        case "mathop", "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct", "mathinner", "ensuremath":
            return parseArgument(of: command)
        default: return parseWords(name, at: start)
        }
    }

    private mutating func parseWords(_ name: String, at start: Int) -> MathNode? {
        let styles: [String: MathNode.TextStyle] = [
            "text": .normal, "textrm": .normal, "textnormal": .normal, "mbox": .normal, "textsf": .normal,
            "textbf": .bold, "textit": .italic, "emph": .italic, "texttt": .monospace,
        ]
        if let style = styles[name] {
            guard let words = scanner.bracedText() else { return missingBraces(name, at: start) }
            return .text(words.replacing(#/\\([ %$&#_{}])/#) { String($0.1) }, style)
        }
        switch name {
        case "operatorname", "operatorname*":
            guard let words = scanner.bracedText() else { return missingBraces(name, at: start) }
            let bare = words.replacing(#/\s+/#, with: " ").replacing(#/\\[,:; ] ?/#, with: "\u{2009}")
            if bare.contains("\\") {
                return fail("expected letters as the name of an operator, found \"\(words)\"", at: start)
            }
            return .function(bare, limits: name.hasSuffix("*"))
        case "hspace", "hspace*", "mspace":
            let width = scanner.bracedText() ?? ""
            guard let space = width.wholeMatch(of: #/\s*(-?[0-9]*\.?[0-9]+)\s*(em|mu|ex|pt|px)\s*/#),
                let amount = Double(space.1)
            else { return fail("expected a width such as {1em}, found \"\(width)\"", at: start) }
            let unit: [Substring: Double] = ["em": 1, "mu": 1 / 18, "ex": 0.45, "pt": 0.1, "px": 1 / 16]
            return .space(min(max(amount * unit[space.2, default: 1], -10), 10))
        case "tag", "tag*":
            guard let words = scanner.bracedText() else { return missingBraces(name, at: start) }
            return .row([.space(2), .text(name == "tag" ? "(\(words))" : words, .normal)])
        case "label":
            _ = scanner.bracedText()
            return nil
        case "nonumber", "notag", "limits", "nolimits", "hline": return nil
        case "": return fail("expected a command after \\, found the end", at: start)
        default: return fail("expected a TeX command that Labbook knows, found \\\(name)", at: start)
        }
    }

    private mutating func missingBraces(_ name: String, at start: Int) -> MathNode {
        fail("expected {…} after \\\(name), found \(scanner.peek() == nil ? "the end" : "something else")", at: start)
    }

    private mutating func parseNegated() -> MathNode {
        switch parseArgument(of: "\\not") {
        case .symbol("=", _): .symbol("≠", .relation)
        case .symbol("∈", _): .symbol("∉", .relation)
        case .symbol(let text, let symbolClass): .symbol(text + "\u{338}", symbolClass)
        case .identifier(let text, let upright): .identifier(text + "\u{338}", upright: upright)
        case let node: node
        }
    }

    /// Reads source that was taken out as text, such as an index in square brackets.
    mutating func subformula(_ source: String, at start: Int) -> MathNode {
        // Brackets may hold brackets' own commands only a few levels deep: each level is shorter than the one around it,
        // but the stack is what counts.
        guard source.count < 500 else {
            return fail("expected a short formula, found \(source.count) characters", at: start)
        }
        var parser = TeXParser(source)
        let node = parser.parse()
        for problem in parser.problems { _ = fail(problem.message, at: start) }
        return node
    }

    // MARK: Fences

    private mutating func parseFenced(at start: Int) -> MathNode {
        let left = parseDelimiter(after: "\\left", at: start)
        var nodes = parseRow()
        guard scanner.peek() == .command("right") else {
            nodes.append(fail("expected \\right for this \\left, found none", at: start, showing: "\\left"))
            return .fenced(left, nodes, "")
        }
        let end = scanner.position
        _ = scanner.next()
        return .fenced(left, nodes, parseDelimiter(after: "\\right", at: end))
    }

    private mutating func parseSizedFence(_ name: String) -> MathNode? {
        let sides: [Character: SymbolClass] = ["l": .open, "r": .close, "m": .relation]
        for (base, size) in MathSymbols.fenceSizes where name.hasPrefix(base) && name.count <= base.count + 1 {
            let side = name.count > base.count ? sides[name.last ?? " "] : .fence
            guard let side else { continue }
            return .sizedFence(parseDelimiter(after: "\\" + name, at: scanner.position), size, side)
        }
        return nil
    }

    /// Reads a fence; `.` is none.
    private mutating func parseDelimiter(after command: String, at start: Int) -> String {
        let names: [String: String] = [
            "uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "Uparrow": "⇑", "Downarrow": "⇓", "Updownarrow": "⇕",
            "backslash": "\\",
        ]
        let before = scanner
        switch scanner.next() {
        case .character("."): return ""
        case .character("<"): return "⟨"
        case .character(">"): return "⟩"
        case .character(let character) where "()[]|/⟨⟩⌊⌋⌈⌉‖".contains(character): return String(character)
        case .command(let name)?:
            if let symbol = MathSymbols.symbols[name], [.open, .close, .fence].contains(symbol.symbolClass) {
                return symbol.text
            }
            if let text = names[name] { return text }
        default: break
        }
        scanner = before
        _ = fail("expected a fence such as ( or \\{ after \(command), found none", at: start)
        return ""
    }
}
