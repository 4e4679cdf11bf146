internal import SwiftSource

/// Swift source as highlighted lines.
enum CodeHTML {
    /// How a line is marked.
    enum Mark: String {
        case failed, warned
    }

    /// The lines of a cell, each in an element that has the notebook's line in its id (`L41`) and its mark as class.
    static func lines(of source: String, firstLine: Int, marks: [Int: Mark] = [:]) -> String {
        let lines = highlightedLines(of: source)
        return lines.enumerated().map { index, line in
            let number = firstLine + index
            let mark = marks[number].map { " \($0.rawValue)" } ?? ""
            return "<span class=\"line\(mark)\" id=\"L\(number)\">\(line)</span>"
        }.joined(separator: "\n")
    }

    /// Code in prose: Swift is highlighted, other languages are only escaped.
    static func block(_ code: String, language: String) -> String {
        let name = language.lowercased()
        let isSwift = name == "swift"
        let body = isSwift ? highlightedLines(of: code).joined(separator: "\n") : code.htmlEscaped
        let safeName = name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-_#".contains($0)) }
        let languageClass = safeName.isEmpty ? "" : " class=\"language-\(safeName)\""
        return "<div class=\"code\"><pre tabindex=\"0\"><code\(languageClass)>\(body)</code></pre></div>"
    }

    /// The lines of the source as HTML; a span that goes over several lines is closed and opened again between them.
    static func highlightedLines(of source: String) -> [String] {
        var lines = [""]
        let source = source.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for span in highlightedSpans(of: source) {
            for (index, part) in span.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { lines.append("") }
                if part.isEmpty { continue }
                let text = String(part).htmlEscaped
                lines[lines.count - 1] +=
                    span.kind == .plain ? text : "<span class=\"\(className(span.kind))\">\(text)</span>"
            }
        }
        if lines.count > 1, lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func className(_ kind: HighlightedSpan.Kind) -> String {
        switch kind {
        case .plain: ""
        case .keyword: "s-key"
        case .type: "s-type"
        case .string: "s-str"
        case .number: "s-num"
        case .comment: "s-com"
        case .documentation: "s-com s-doc"
        case .attribute: "s-att"
        case .call: "s-call"
        case .label: "s-lab"
        case .operator: "s-op"
        case .directive: "s-dir"
        }
    }
}
