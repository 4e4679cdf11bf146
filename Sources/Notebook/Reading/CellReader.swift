/// Makes a cell of a fenced code block.
struct CellReader {
    /// The lines of the block without what a list or quote puts before them.
    private var texts: [Substring]
    /// The line of `texts[0]` in the file.
    private let firstLine: Int
    /// For each line how many UTF-8 bytes stand before it in the file.
    private var indents: [Int]
    private let fence: Fence
    private let fenceLine: Int

    init(_ block: CommonMark.Node, _ fence: Fence, in lines: [String]) {
        self.fence = fence
        fenceLine = block.startLine
        firstLine = fenceLine + 1
        texts = block.literal.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        if texts.last?.isEmpty == true { texts.removeLast() }
        indents = texts.enumerated().map { [firstLine] index, text in
            let number = firstLine + index
            return number <= lines.count ? max(0, lines[number - 1].utf8.count - text.utf8.count) : 0
        }
    }

    /// The cell, and where its label stands if it has one of its own.
    func read(number: Int, _ findings: inout Findings) -> (cell: Cell, labelPlace: Place?) {
        var reader = CellOptionsReader()
        for entry in fence.options { reader.read(entry, &findings) }
        var start = 0
        if fence.readsDirectiveOptions { start = readDirectiveOptions(&reader, &findings) }
        start = readOptionLines(from: start, &reader, &findings)
        findLateOptions(from: start, &findings)
        if fence.content == .shownCell { reader.options.eval = false }

        var end = texts.count
        while start < end, isBlank(texts[start]) { start += 1 }
        while start < end, isBlank(texts[end - 1]) { end -= 1 }
        let cell = Cell(
            label: reader.label?.name ?? "cell-\(number)", fenceLine: fenceLine, line: firstLine + start,
            source: texts[start..<end].joined(separator: "\n"), indents: Array(indents[start..<end]),
            options: reader.options)
        return (cell, reader.label?.place)
    }

    /// Reads the leading lines `:key: value`; returns the index of the line below them.
    private func readDirectiveOptions(_ reader: inout CellOptionsReader, _ findings: inout Findings) -> Int {
        for (index, text) in texts.enumerated() {
            guard text.first == ":", text.dropFirst().contains(":") else { return index }
            // Without its first colon the line is YAML.
            let source = YAMLSource(
                lines: [String(text.dropFirst())], origins: [(firstLine + index, indents[index] + 1)])
            read(source, &findings) { reader.readDirective($0, &$1) }
        }
        return texts.count
    }

    /// Reads the leading lines `//| key: value` or `#| key: value`; returns the index of the line below them.
    private func readOptionLines(
        from start: Int, _ reader: inout CellOptionsReader, _ findings: inout Findings
    ) -> Int {
        var start = start
        while start < texts.count, isBlank(texts[start]) { start += 1 }
        var source = YAMLSource()
        var index = start
        while index < texts.count, let content = CellReader.optionLine(texts[index]) {
            let indent = indents[index] + texts[index].utf8.count - content.utf8.count
            source.lines.append(String(content))
            source.origins.append((firstLine + index, indent))
            index += 1
        }
        if !source.lines.isEmpty { read(source, &findings) { reader.read($0, &$1) } }
        return index
    }

    private func read(
        _ source: YAMLSource, _ findings: inout Findings, _ apply: (CellOptionEntry, inout Findings) -> Void
    ) {
        guard let root = source.root(of: "the options are", &findings), root.scalar != .null else { return }
        guard let entries = root.entries else {
            root.fail("a line of options", expects: "the form key: value", &findings)
            return
        }
        for (key, value) in entries {
            apply(CellOptionEntry(name: key.text ?? key.found, at: key.place, value: value), &findings)
        }
    }

    /// Complains about option lines below the first line of code, where they would do nothing.
    private func findLateOptions(from start: Int, _ findings: inout Findings) {
        for index in start..<texts.count {
            guard let content = CellReader.optionLine(texts[index]),
                CellOptionsReader.names.contains(where: { content.hasPrefix($0 + ":") })
            else { continue }
            let place = Place(line: firstLine + index, column: indents[index] + 1)
            findings.error("expected options before the first line of code, found some behind it", at: place)
            return
        }
    }

    /// The YAML on an option line, or nil if the line is none.
    private static func optionLine(_ text: Substring) -> Substring? {
        let markers = ["//|", "#|"]
        guard let marker = markers.first(where: text.hasPrefix) else { return nil }
        let content = text.dropFirst(marker.count)
        return content.first == " " ? content.dropFirst() : content
    }

    private func isBlank(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
