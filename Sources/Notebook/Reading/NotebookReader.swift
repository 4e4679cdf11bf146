extension Notebook {
    /// Reads a notebook from a Markdown file.
    ///
    /// Throws a `NotebookError` that holds everything that makes the file unusable.
    public init(file: String) throws(NotebookError) {
        let text: String
        do {
            text = try SourceFile.text(of: file)
        } catch {
            throw error as? NotebookError ?? NotebookError([Diagnostic(file: file, message: "\(error)")])
        }
        try self.init(source: text, file: file)
    }

    /// Reads a notebook from the text of a Markdown file.
    ///
    /// Throws a `NotebookError` that holds everything that makes the text unusable.
    public init(source: String, file: String) throws(NotebookError) {
        let lines = SourceFile.lines(of: source)
        guard lines.contains(where: { $0.contains { !$0.isWhitespace } }) else {
            let message = "expected Markdown with Swift cells (lines between ```swift and ```), found an empty file"
            throw NotebookError([Diagnostic(file: file, message: message)])
        }
        var findings = Findings(file: file)
        self.init(
            file: file, name: Notebook.name(ofFile: file), frontMatter: FrontMatterReader.read(lines, &findings),
            lines: lines, cells: [])
        let parts = DocumentParts(of: CommonMark(body: lines), lines: lines)
        readCells(parts, &findings)
        inlineValues = parts.values.map { _, value in
            var value = value
            value.cellsBefore = cells.count { $0.fenceLine < value.line }
            return value
        }
        headings = parts.headings.map(\.heading)
        firstHeading = headings.first { $0.level == 1 }?.text
        labelled = parts.labelled
        links = parts.links.map(\.link)
        findDoubleLabels(&findings)
        warnings = findings.sorted(.warning)
        let errors = findings.sorted(.error)
        if !errors.isEmpty { throw NotebookError(errors) }
    }

    /// The file's name without its folder and last extension; never one that means a folder.
    private static func name(ofFile file: String) -> String {
        let last = file.split(separator: "/").last ?? ""
        let dot = last.lastIndex(of: ".") ?? last.endIndex
        let name = last[..<dot]
        return name.isEmpty || name == "." || name == ".." ? "notebook" : String(name)
    }

    /// Warns of labels that two things have: a reference leads to the first.
    private func findDoubleLabels(_ findings: inout Findings) {
        var lines: [String: Int] = [:]
        for cell in cells where CrossReference.Kind(ofLabel: cell.label) != nil { lines[cell.label] = cell.fenceLine }
        for part in labelled {
            guard let earlier = lines[part.label] else {
                lines[part.label] = part.line
                continue
            }
            findings.warning(
                "expected a label of its own, found \(part.label), which line \(earlier) has too",
                at: Place(line: part.line, column: 1))
        }
    }

    private mutating func readCells(_ parts: DocumentParts, _ findings: inout Findings) {
        let openings = Set(parts.codeBlocks.map(\.startLine))
        var labels: [String: Place] = [:]
        for block in parts.codeBlocks where block.isFenced {
            guard let opening = OpeningFence(of: block, in: lines) else { continue }
            if !opening.isClosed(block, in: lines, openings: openings) {
                let place = Place(line: block.startLine, column: block.startColumn)
                findings.error(
                    "expected a line \(opening.fence) that closes the fence opened here, found none", at: place)
            }
            let fence = Fence(info: opening.info, at: opening.infoPlace, &findings)
            if case .code = fence.content { continue }
            let (cell, labelPlace) = CellReader(block, fence, in: lines).read(number: cells.count + 1, &findings)
            let place = labelPlace ?? Place(line: cell.fenceLine, column: block.startColumn)
            if let earlier = labels[cell.label] {
                findings.error(
                    "expected a label of its own, found \"\(cell.label)\", which is the label of the cell at line "
                        + "\(earlier.line) too", at: place)
            } else {
                labels[cell.label] = place
            }
            cells.append(cell)
        }
        for block in parts.htmlBlocks {
            for (index, line) in block.literal.utf8.split(separator: 10, omittingEmptySubsequences: false).enumerated()
            where line.starts(with: "```swift".utf8) {
                let place = Place(line: block.startLine + index, column: 1)
                findings.warning(
                    "this cell does not run: a blank line is missing between it and the HTML above", at: place)
            }
        }
    }
}

extension CommonMark {
    /// Parses the lines of a notebook without its front matter; nodes have the line numbers of the file.
    convenience init(body lines: [String]) {
        let head = FrontMatterReader.lineCount(in: lines) ?? 0
        var body = lines
        for index in 0..<head { body[index] = "" }
        self.init(lines: body, mathBlocks: MathBlocks.find(in: body))
    }
}

/// The line that opens a fenced code block.
struct OpeningFence {
    /// The backticks or tildes.
    let fence: String
    /// What stands behind them.
    let info: String
    let infoPlace: Place

    init?(of block: CommonMark.Node, in lines: [String]) {
        guard 1...lines.count ~= block.startLine, block.startColumn >= 1 else { return nil }
        let rest = lines[block.startLine - 1].utf8.dropFirst(block.startColumn - 1)
        guard let character = rest.first else { return nil }
        let mark = rest.prefix { $0 == character }
        fence = String(Substring(mark))
        info = String(Substring(rest.dropFirst(mark.count)))
        infoPlace = Place(line: block.startLine, column: block.startColumn + mark.count)
    }

    /// Whether the line below the block's text closes it.
    ///
    /// A block that no line closes ends with its list, its quote or the file; the line below may then be anything,
    /// even a fence, but one that opens the next block.
    func isClosed(_ block: CommonMark.Node, in lines: [String], openings: Set<Int>) -> Bool {
        let end = block.startLine + block.literal.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        guard end <= lines.count, !openings.contains(end) else { return false }
        let mark = lines[end - 1].utf8.drop { " \t>".utf8.contains($0) }
        let closing = mark.prefix { $0 == fence.utf8.first }
        return closing.count >= fence.utf8.count && mark.dropFirst(closing.count).allSatisfy { " \t".utf8.contains($0) }
    }
}
