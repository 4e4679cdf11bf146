internal import Notebook

/// A few lines of the notebook around a place, with a caret under it.
struct SourceExcerpt {
    /// One line as templates show it.
    struct Line {
        var number: Int
        var text: String
        var isPlace: Bool
        /// What stands before the caret; drawn invisibly, so that the caret is right below its character whatever the
        /// width of the characters before it.
        var beforeCaret: String?
        /// The caret and the marks that go on to the end of the word.
        var caret: String?
    }

    var lines: [Line]

    /// The lines around a place; nil where the notebook has no such line.
    init?(of notebook: Notebook, line: Int, column: Int?, context: Int) {
        let source = notebook.lines
        guard line >= 1, line <= source.count else { return nil }
        let first = max(1, line - context)
        let last = min(source.count, line + context)
        lines = (first...last).map { number in
            let text = source[number - 1].replacing("\t", with: "    ")
            guard number == line, let column, column >= 1 else {
                return Line(number: number, text: text, isPlace: number == line)
            }
            let (before, word) = SourceExcerpt.split(source[number - 1], atColumn: column)
            return Line(
                number: number, text: text, isPlace: true, beforeCaret: before.replacing("\t", with: "    "),
                caret: "^" + String(repeating: "~", count: max(0, word - 1)))
        }
        // Only the cell's own code is context: no prose beyond its fences, no options.
        let place = lines.firstIndex(where: \.isPlace) ?? 0
        if let fence = lines[..<place].lastIndex(where: \.isFence) { lines.removeSubrange(...fence) }
        if let fence = lines.firstIndex(where: { $0.isFence && $0.number > line }) { lines.removeSubrange(fence...) }
        lines.removeAll { !$0.isPlace && $0.isOption }
    }

    /// The text before a UTF-8 column and the length of the word that starts there.
    private static func split(_ line: String, atColumn column: Int) -> (before: String, word: Int) {
        let bytes = Array(line.utf8)
        let start = min(column - 1, bytes.count)
        let before = String(decoding: bytes[..<start], as: UTF8.self)
        let rest = String(decoding: bytes[start...], as: UTF8.self)
        return (before, rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.count)
    }
}

extension SourceExcerpt.Line {
    fileprivate var isFence: Bool { trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") }
    fileprivate var isOption: Bool { trimmed.hasPrefix("//|") || trimmed.hasPrefix("#|") }
    private var trimmed: Substring { text.drop { $0 == " " || $0 == ">" } }
}
