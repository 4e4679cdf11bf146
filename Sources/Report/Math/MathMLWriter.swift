/// Writes formulas as MathML Core.
struct MathMLWriter {
    /// How many scripts are around: in scripts there are no blanks around operators.
    private var scriptLevel = 0

    /// The `math` element of a formula, its TeX kept as annotation.
    static func math(_ node: MathNode, tex: String, display: Bool) -> String {
        let body = MathMLWriter().write(node)
        return "<math\(display ? " display=\"block\"" : "")><semantics>\(body)"
            + "<annotation encoding=\"application/x-tex\">\(tex.htmlEscaped)</annotation></semantics></math>"
    }

    /// One element for a formula.
    func write(_ node: MathNode) -> String {
        switch node {
        case .identifier(let text, let upright): return identifier(text, upright: upright)
        case .number(let text): return "<mn>\(text.htmlEscaped)</mn>"
        case .symbol(let text, let symbolClass): return symbol(text, symbolClass)
        case .function(let name, let limits):
            return limits
                ? "<mo lspace=\"0\" rspace=\"0\" movablelimits=\"true\">\(name.htmlEscaped)</mo>"
                : "<mi\(name.count == 1 ? " mathvariant=\"normal\"" : "")>\(name.htmlEscaped)</mi>"
        case .text(let words, let style): return self.words(words, style)
        case .space(let em): return "<mspace width=\"\(decimal(em))em\"/>"
        case .row(let nodes): return group(nodes)
        case .fraction(let upper, let lower, let line, let display):
            let style = display.map { " displaystyle=\"\($0)\" scriptlevel=\"0\"" } ?? ""
            let thickness = line ? "" : " linethickness=\"0\""
            let fraction = "<mfrac\(thickness)>\(write(upper))\(write(lower))</mfrac>"
            return style.isEmpty ? fraction : "<mstyle\(style)>\(fraction)</mstyle>"
        case .root(let radicand, nil): return "<msqrt>\(write(radicand))</msqrt>"
        case .root(let radicand, let index?):
            return "<mroot>\(write(radicand))\(inScript.write(index))</mroot>"
        case .scripts(let base, let sub, let sup, let limits):
            return scripts(base, sub: sub, sup: sup, limits: limits)
        case .mark(let base, let mark, let place, let stretches):
            return self.mark(base, mark, place, stretches: stretches)
        case .stack(let base, let over, let under):
            return attach(write(base), under: under.map(inScript.write), over: over.map(inScript.write), names: .limits)
        case .fenced(let left, let nodes, let right):
            return "<mrow>\(fence(left, "prefix"))\(row(nodes))\(fence(right, "postfix"))</mrow>"
        case .sizedFence(let text, let size, let symbolClass):
            return sizedFence(text, size, symbolClass)
        case .table(let table): return self.table(table)
        case .styled(let nodes, let display):
            return "<mstyle displaystyle=\"\(display)\" scriptlevel=\"0\">\(row(nodes))</mstyle>"
        case .coloured(let node, let colour):
            return "<mstyle mathcolor=\"\(colour.htmlEscaped)\">\(write(node))</mstyle>"
        case .boxed(let node): return "<mrow class=\"tex-boxed\">\(write(node))</mrow>"
        case .phantom(let node): return "<mphantom>\(write(node))</mphantom>"
        case .failure(let text): return "<mtext class=\"tex-error\">\(text.htmlEscaped)</mtext>"
        }
    }

    private var inScript: MathMLWriter {
        MathMLWriter(scriptLevel: scriptLevel + 1)
    }

    // MARK: Rows

    private func group(_ nodes: [MathNode]) -> String {
        // Braces around one operator take its blanks away: 60{,}000.
        if case .symbol(let text, let symbolClass)? = nodes.first, nodes.count == 1, symbolClass != .large {
            return "<mo lspace=\"0\" rspace=\"0\"\(stays(text))>\(text.htmlEscaped)</mo>"
        }
        return nodes.count == 1 ? write(nodes[0]) : "<mrow>\(row(nodes))</mrow>"
    }

    /// The elements of a row one after the other, with TeX's blanks around functions and signs.
    private func row(_ nodes: [MathNode]) -> String {
        var html = ""
        var previous: MathNode?
        for node in nodes {
            if case .space = node {
                html += write(node)
                previous = nil
                continue
            }
            if let previous, needsThinSpace(previous, node), scriptLevel == 0 || previous.isFunction {
                html += "<mspace width=\"0.167em\"/>"
            }
            if case .symbol(let text, .binary) = node.core, previous.map(\.precedesSign) ?? true {
                html += sign(text, of: node)
            } else {
                html += write(node)
            }
            previous = node
        }
        return html
    }

    private func needsThinSpace(_ left: MathNode, _ right: MathNode) -> Bool {
        if left.isFunction { return right.isOrdinary || right.isFunction }
        return right.isFunction && (left.isOrdinary || left.symbolClass == .close)
    }

    /// A sign before a value has no blanks around it.
    private func sign(_ text: String, of node: MathNode) -> String {
        guard case .symbol = node else { return write(node) }
        return "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">\(text.htmlEscaped)</mo>"
    }

    // MARK: Leaves

    private func identifier(_ text: String, upright: Bool) -> String {
        let plain = upright && text.unicodeScalars.count == 1 && text.unicodeScalars.first.map(slants) == true
        return "<mi\(plain ? " mathvariant=\"normal\"" : "")>\(text.htmlEscaped)</mi>"
    }

    /// Whether a browser would slant a single letter by itself.
    private func slants(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "\u{391}"..."\u{3C9}", "ϵ", "ϑ", "ϰ", "ϕ", "ϱ", "ϖ", "∂", "∇", "ı", "ȷ": true
        default: false
        }
    }

    private func symbol(_ text: String, _ symbolClass: SymbolClass) -> String {
        let blanks: String =
            switch symbolClass {
            case .ordinary, .open, .close, .fence: " lspace=\"0\" rspace=\"0\""
            case .relation where text == "|":
                scriptLevel > 0 ? " lspace=\"0\" rspace=\"0\"" : " lspace=\"0.278em\" rspace=\"0.278em\""
            case .binary where text == "mod": " lspace=\"0.222em\" rspace=\"0.222em\""
            case .binary, .relation, .punctuation: scriptLevel > 0 ? " lspace=\"0\" rspace=\"0\"" : ""
            case .large, .integral: ""
            }
        return "<mo\(blanks)\(stays(text))>\(text.htmlEscaped)</mo>"
    }

    /// Fences and upright arrows grow with their row unless told not to.
    private func stays(_ text: String) -> String {
        text.count == 1 && "()[]{}|‖∥⟨⟩⌊⌋⌈⌉⟮⟯↑↓↕⇑⇓⇕".contains(text) ? " stretchy=\"false\"" : ""
    }

    private func words(_ words: String, _ style: MathNode.TextStyle) -> String {
        let text = words.replacing(" ", with: "\u{A0}").replacing("\n", with: "\u{A0}").htmlEscaped
        return style == .normal ? "<mtext>\(text)</mtext>" : "<mtext class=\"tex-\(style.rawValue)\">\(text)</mtext>"
    }

    private func fence(_ text: String, _ form: String) -> String {
        text.isEmpty ? "" : "<mo form=\"\(form)\" stretchy=\"true\" lspace=\"0\" rspace=\"0\">\(text.htmlEscaped)</mo>"
    }

    private func sizedFence(_ text: String, _ size: Double, _ symbolClass: SymbolClass) -> String {
        guard !text.isEmpty else { return "<mrow></mrow>" }
        let blank = symbolClass == .relation ? "0.278em" : "0"
        let height =
            size == 0 ? "" : " minsize=\"\(decimal(size))em\" maxsize=\"\(decimal(size))em\" symmetric=\"true\""
        return "<mo stretchy=\"true\"\(height) lspace=\"\(blank)\" rspace=\"\(blank)\">\(text.htmlEscaped)</mo>"
    }

    // MARK: Scripts and marks

    private func scripts(_ base: MathNode, sub: MathNode?, sup: MathNode?, limits: Bool?) -> String {
        let stacked = limits ?? base.takesLimits
        // A browser moves limits beside a large operator in running text; asked for by \limits, they stay.
        var inner = write(base)
        if limits == true, case .symbol(let text, .large) = base {
            inner = "<mo movablelimits=\"false\">\(text.htmlEscaped)</mo>"
        }
        return attach(
            inner, under: sub.map(inScript.write), over: sup.map(inScript.write), names: stacked ? .limits : .beside)
    }

    private enum ScriptNames {
        case limits, beside
    }

    private func attach(_ base: String, under: String?, over: String?, names: ScriptNames) -> String {
        let (lower, upper, both) = names == .limits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup")
        switch (under, over) {
        case (let under?, let over?): return "<\(both)>\(base)\(under)\(over)</\(both)>"
        case (let under?, nil): return "<\(lower)>\(base)\(under)</\(lower)>"
        case (nil, let over?): return "<\(upper)>\(base)\(over)</\(upper)>"
        case (nil, nil): return base
        }
    }

    private func mark(_ base: MathNode, _ mark: String, _ place: MathNode.MarkPlace, stretches: Bool) -> String {
        // Not every font has lines that stretch; a border is as long as what it goes with.
        if stretches, mark == "¯" || mark == "_" {
            return "<mrow class=\"tex-\(place == .over ? "overline" : "underline")\">\(write(base))</mrow>"
        }
        let sign = "<mo\(stretches ? " stretchy=\"true\"" : " stretchy=\"false\"")>\(mark.htmlEscaped)</mo>"
        switch place {
        case .over: return "<mover accent=\"true\">\(write(base))\(sign)</mover>"
        case .under: return "<munder accentunder=\"true\">\(write(base))\(sign)</munder>"
        }
    }

    // MARK: Tables

    private func table(_ table: MathTable) -> String {
        let columns = table.rows.map(\.count).max() ?? 0
        var html =
            "<mtable class=\"tex-\(table.purpose.rawValue)\"\(table.purpose == .aligned ? " displaystyle=\"true\"" : "")>"
        for (index, row) in table.rows.enumerated() {
            html += table.rowLines.contains(index) ? "<mtr class=\"tex-line-above\">" : "<mtr>"
            for column in 0..<columns {
                let cell = column < row.count ? write(row[column]) : ""
                html += "<mtd\(cellClass(table, column))>\(cell)</mtd>"
            }
            html += "</mtr>"
        }
        return html + "</mtable>"
    }

    private func cellClass(_ table: MathTable, _ column: Int) -> String {
        var classes: [String] = []
        switch table.alignment(ofColumn: column) {
        case .left: classes.append("tex-left")
        case .right: classes.append("tex-right")
        case .center: break
        }
        if table.columnLines.contains(column) { classes.append("tex-line-left") }
        return classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    }
}

extension MathNode {
    /// What scripts are attached to.
    fileprivate var core: MathNode {
        if case .scripts(let base, _, _, _) = self { return base.core }
        return self
    }

    fileprivate var isFunction: Bool {
        if case .function = core { return true }
        return false
    }

    fileprivate var symbolClass: SymbolClass? {
        if case .symbol(_, let symbolClass) = core { return symbolClass }
        if case .sizedFence(_, _, let symbolClass) = core { return symbolClass }
        return nil
    }

    fileprivate var isOrdinary: Bool {
        switch core {
        case .identifier, .number, .fraction, .root, .mark, .text, .row, .boxed, .coloured: true
        default: false
        }
    }

    /// Whether a plus or minus after it is a sign.
    fileprivate var precedesSign: Bool {
        switch symbolClass {
        case .binary, .relation, .open, .punctuation, .large, .integral: true
        default: isFunction
        }
    }

    fileprivate var takesLimits: Bool {
        switch self {
        case .symbol(_, .large): true
        case .function(_, let limits): limits
        default: false
        }
    }
}

/// A number with at most four decimals and no zeros at its end.
func decimal(_ value: Double) -> String {
    let rounded = (value * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
}
