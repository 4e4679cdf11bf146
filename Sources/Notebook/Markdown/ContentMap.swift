/// Says where the text of a block, which Markdown has freed of quote markers and indentation, stands in the file.
struct ContentMap {
    /// The text of the block in UTF-8.
    let content: [UInt8]
    /// Where each line of the text starts in it, its line in the file, and how many bytes stand before it there.
    private var lines: [(offset: Int, line: Int, indent: Int)] = []
    /// The offsets of the `|` that have a backslash before them in the file, as they must in a table.
    private var escapes: [Int] = []

    /// Looks the text of a paragraph, heading or table cell up in the file's lines.
    init(of block: CommonMark.Node, in fileLines: [String]) {
        content = block.content
        var starts = [0]
        for (index, byte) in content.enumerated() where byte == UInt8(ascii: "\n") && index + 1 < content.count {
            starts.append(index + 1)
        }
        let texts = starts.map { start in content[start...].prefix { $0 != UInt8(ascii: "\n") } }
        // Link definitions at the start of a paragraph are gone from its text, so it may start further down.
        let first = max(block.startLine, 1)
        let last = max(first, min(block.endLine, fileLines.count) - texts.count + 1)
        let isLine = block.kind == .paragraph
        var found: [Int?] = []
        var line = first
        while line <= last {
            found = texts.enumerated().map { index, text in
                guard line + index <= fileLines.count else { return nil }
                let from = isLine ? nil : block.startColumn - 1
                return ContentMap.indent(of: text, in: fileLines[line + index - 1], from: from)
            }
            if !found.contains(nil) { break }
            line += 1
        }
        if block.kind == .tableCell, found[0] == nil, first <= fileLines.count {
            let cell = ContentMap.unescaped(content, in: fileLines[first - 1], from: block.startColumn - 1)
            (found[0], escapes) = (cell?.indent, cell?.escapes ?? [])
        }
        if line > last { line = first }
        for (index, start) in starts.enumerated() {
            lines.append((start, line + index, found[index] ?? max(block.startColumn - 1, 0)))
        }
    }

    /// Where a byte of the text stands in the file.
    func place(of offset: Int) -> Place {
        var (low, high) = (0, lines.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if lines[middle].offset <= offset { low = middle } else { high = middle - 1 }
        }
        let line = lines[low]
        let escapes = escapes.count { $0 <= offset }
        return Place(line: line.line, column: line.indent + offset - line.offset + escapes + 1)
    }

    /// Where the text of a code span starts, if it is the first from `offset` on with this literal; and where the
    /// span ends.
    func codeSpan(_ literal: String, from offset: Int) -> (start: Int, end: Int)? {
        let literal = Array(literal.utf8)
        let backtick = UInt8(ascii: "`")
        var index = offset
        while index < content.count {
            guard content[index] == backtick else {
                index += 1
                continue
            }
            let run = content[index...].prefix { $0 == backtick }.count
            index += run
            // Markdown takes one space off both ends.
            for padding in [0, 1] {
                let start = index + padding
                let end = start + literal.count + padding
                guard end + run <= content.count, matches(literal, at: start),
                    content[index..<start].allSatisfy(isSpace), content[(end - padding)..<end].allSatisfy(isSpace),
                    content[end..<end + run].allSatisfy({ $0 == backtick }),
                    end + run == content.count || content[end + run] != backtick
                else { continue }
                return (start, end + run)
            }
        }
        return nil
    }

    private func matches(_ literal: [UInt8], at start: Int) -> Bool {
        zip(literal, content[start...]).allSatisfy { $0 == $1 || $0 == UInt8(ascii: " ") && $1 == UInt8(ascii: "\n") }
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
    }

    /// How many bytes stand before a text at the end of a line, or from a column on.
    private static func indent(of text: ArraySlice<UInt8>, in line: String, from column: Int?) -> Int? {
        let line = Array(line.utf8)
        guard let column else {
            return line.suffix(text.count).elementsEqual(text) ? line.count - text.count : nil
        }
        guard let first = text.first else { return column }
        var index = max(column, 0)
        while index + text.count <= line.count {
            if line[index] == first, line[index...].starts(with: text) { return index }
            index += 1
        }
        return nil
    }

    /// Where the text of a table's cell stands in a line, in which each `|` of it has a backslash.
    private static func unescaped(
        _ text: [UInt8], in line: String, from column: Int
    ) -> (indent: Int, escapes: [Int])? {
        let line = Array(line.utf8)
        let indent =
            column + line.dropFirst(column).prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        var index = indent
        var escapes: [Int] = []
        for (offset, byte) in text.enumerated() {
            if byte == UInt8(ascii: "|"), index < line.count, line[index] == UInt8(ascii: "\\") {
                escapes.append(offset)
                index += 1
            }
            guard index < line.count, line[index] == byte else { return nil }
            index += 1
        }
        return (indent, escapes)
    }
}
