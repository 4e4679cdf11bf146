extension TerminalText {
    /// Of a longer line only so many characters are shown.
    private static let maximalColumns = 4_000

    /// The text in three parts: from the start, how many lines are left out, and from the end.
    func html(_ palette: inout TerminalPalette) -> (head: String, omitted: Int, tail: String) {
        (html(lines, &palette), omitted, html(tail, &palette))
    }

    private func html(_ lines: [[Piece]], _ palette: inout TerminalPalette) -> String {
        lines.map { html($0, &palette) }.joined(separator: "\n")
    }

    private func html(_ line: [Piece], _ palette: inout TerminalPalette) -> String {
        var html = ""
        var room = TerminalText.maximalColumns
        for piece in line {
            let text = piece.text.utf8.count <= room ? piece.text : String(piece.text.prefix(room))
            let classes = palette.classes(of: piece.style)
            html += classes.isEmpty ? text.htmlEscaped : "<span class=\"\(classes)\">\(text.htmlEscaped)</span>"
            room -= text.count
            if text.utf8.count < piece.text.utf8.count || room <= 0 {
                let rest = line.reduce(0) { $0 + $1.text.count } - TerminalText.maximalColumns
                return rest > 0 ? html + "<span class=\"omitted\"> … \(rest) more characters</span>" : html
            }
        }
        return html
    }
}

/// The classes for styles of terminal text, and the style rules for those colours that no theme can foresee.
///
/// Rules in the page's one style sheet instead of `style` attributes keep the page usable under a strict content
/// security policy.
struct TerminalPalette {
    private var fixed: Set<String> = []

    /// The class names for a style; empty for plain text.
    mutating func classes(of style: TerminalText.Style) -> String {
        var names: [String] = []
        if style.bold { names.append("t-bold") }
        if style.dim { names.append("t-dim") }
        if style.italic { names.append("t-italic") }
        if style.underline { names.append("t-underline") }
        if style.strike { names.append("t-strike") }
        let (front, back) = style.inverse ? (style.background, style.foreground) : (style.foreground, style.background)
        if let front { names.append(name(of: front, prefix: back == nil ? "t-fg" : "t-on")) }
        if let back { names.append(name(of: back, prefix: "t-bg")) }
        if style.inverse, front == nil || back == nil { names.append("t-inverse") }
        return names.joined(separator: " ")
    }

    private mutating func name(of color: TerminalText.Color, prefix: String) -> String {
        switch color {
        case .palette(let number): return "\(prefix)-\(number)"
        case .rgb(let red, let green, let blue):
            let digits = [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            fixed.insert("\(prefix)-\(digits)")
            return "\(prefix)-\(digits)"
        }
    }

    /// The rules for fixed colours. A text colour without a background of its own keeps its hue and gets the lightness
    /// that the page's background needs.
    var styleRules: String {
        fixed.sorted().map { name in
            let color = "#" + name.suffix(6)
            switch name.prefix(4) {
            case "t-bg": return ".\(name){background:\(color)}"
            case "t-on": return ".\(name){color:\(color)}"
            default:
                return
                    ".\(name){color:light-dark(oklch(from \(color) min(l,.5) c h),oklch(from \(color) max(l,.75) c h))}"
            }
        }.joined(separator: "\n")
    }
}
