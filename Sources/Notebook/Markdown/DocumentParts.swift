/// The nodes of a document that a notebook cares for, each with its place in the file.
struct DocumentParts {
    /// The code blocks, in the order of their lines.
    private(set) var codeBlocks: [CommonMark.Node] = []
    /// The values in prose, in the order of their places; how many cells stand before them is not known here. One that
    /// stands in math has no node of its own.
    private(set) var values: [(node: CommonMark.Node?, value: InlineValue)] = []
    /// The headings that stand in the text, in its order.
    private(set) var headings: [(node: CommonMark.Node, heading: Heading)] = []
    /// The pieces of math, in the order of the tree.
    private(set) var math: [(node: CommonMark.Node, span: MathSpan)] = []
    /// The references, in the order of the tree.
    private(set) var references: [(node: CommonMark.Node, reference: CrossReference)] = []
    /// Images that are figures, in the order of the tree; the paragraph of each holds its caption.
    private(set) var figures: [(paragraph: CommonMark.Node, image: ImageReference, part: LabelledPart)] = []
    /// Tables that have captions, in the order of the tree; the paragraph of each holds its caption.
    private(set) var tables: [(table: CommonMark.Node, paragraph: CommonMark.Node, part: LabelledPart?)] = []
    /// Display math whose list or quote ended before it did.
    private(set) var brokenMath: [CommonMark.Node] = []
    private(set) var quotes: [CommonMark.Node] = []
    /// The links, in the order of the tree.
    private(set) var links: [(node: CommonMark.Node, link: LinkReference)] = []
    private(set) var images: [CommonMark.Node] = []
    private(set) var htmlBlocks: [CommonMark.Node] = []
    /// The author's HTML, blocks and tags in text, with their lines.
    private(set) var rawHTML: [(node: CommonMark.Node, line: Int)] = []

    /// Goes through a document once.
    init(of document: CommonMark, lines: [String]) {
        var slugs = Slugs()
        var block = InlineBlock(lines: lines)
        document.forEach { node in
            switch node.kind {
            case .paragraph:
                block.enter(node)
                if let label = node.figureLabel, let image = node.firstChild {
                    figures.append(
                        (node, ImageReference(image), LabelledPart(kind: .figure, label: label, line: node.startLine)))
                } else if let table = node.previous, table.kind == .table, node.isTableCaption {
                    tables.append((table, node, nil))
                }
            case .tableCell: block.enter(node)
            case .heading:
                block.enter(node)
                let label = node.takeLabel()
                let text = DocumentParts.text(of: node)
                let id = label.map { slugs.unused($0) } ?? slugs.slug(for: text)
                headings.append((node, Heading(level: node.headingLevel, text: text, id: id, line: node.startLine)))
            case .codeBlock: codeBlocks.append(node)
            case .mathBlock:
                if let span = MathSpan(block: node, lines: lines) {
                    add(node, span)
                } else {
                    brokenMath.append(node)
                }
            case .math:
                let found = node.math
                let place = block.place(ofMathAt: found.offset, length: found.tex.utf8.count)
                let span = MathSpan(
                    tex: found.tex, display: found.display, label: found.label, line: place.line, column: place.column)
                add(node, span)
            case .reference:
                let found = node.reference
                let place = block.place(ofMathAt: found.offset, length: found.label.utf8.count + 1)
                if let kind = CrossReference.Kind(ofLabel: found.label) {
                    let reference = CrossReference(
                        kind: kind, label: found.label, isInLink: node.isInLink, line: place.line, column: place.column)
                    references.append((node, reference))
                }
            case .code:
                let literal = node.literal
                guard let start = DocumentParts.expressionOffset(in: literal), !node.isInImage else {
                    block.skip(literal)
                    return
                }
                let expression = String(Substring(literal.utf8.dropFirst(start))).trimmingSpaces()
                let place = block.place(ofCode: literal, plus: start)
                let value = InlineValue(
                    expression: expression, line: place.line, column: place.column, cellsBefore: 0)
                values.append((node, value))
            case .blockQuote: quotes.append(node)
            case .link:
                let place = block.place(ofLinkTo: node.url)
                let link = LinkReference(
                    destination: node.url, title: node.title, isEmpty: node.firstChild == nil, line: place.line,
                    column: place.column)
                links.append((node, link))
            case .image: if node.parent?.figureLabel == nil { images.append(node) }
            case .htmlBlock:
                htmlBlocks.append(node)
                rawHTML.append((node, node.startLine))
            case .htmlInline: rawHTML.append((node, block.line))
            case .table, .otherBlock, .text, .softBreak, .lineBreak, .otherInline: break
            }
        }
        for (paragraph, _, _) in figures { paragraph.becomeFigureCaption() }
        for (index, (table, paragraph, _)) in tables.enumerated() {
            tables[index].part = paragraph.becomeTableCaption().map {
                LabelledPart(kind: .table, label: $0, line: table.startLine)
            }
        }
        // Footnotes stand at the end of the tree, wherever they stand in the text.
        codeBlocks.sort { $0.startLine < $1.startLine }
        values.sort { ($0.value.line, $0.value.column) < ($1.value.line, $1.value.column) }
    }

    private mutating func add(_ node: CommonMark.Node, _ span: MathSpan) {
        math.append((node, span))
        guard !node.isInImage else { return }
        values += span.values.map { value in
            let place = InlineValue(
                expression: value.expression, line: value.line, column: value.column, cellsBefore: 0)
            return (nil, place)
        }
    }

    /// What in the prose has a label or a caption, in the order of the lines.
    var labelled: [LabelledPart] {
        let sections = headings.filter { $0.heading.id.hasPrefix("sec-") }.map {
            LabelledPart(kind: .section, label: $0.heading.id, line: $0.heading.line)
        }
        let equations = math.compactMap { _, span in
            span.label.map { LabelledPart(kind: .equation, label: $0, line: span.line) }
        }
        return (sections + equations + figures.map(\.part) + tables.compactMap(\.part)).sorted { $0.line < $1.line }
    }

    /// Where the expression starts in a code span `{swift} expression`, or nil if the span is something else.
    static func expressionOffset(in literal: String) -> Int? {
        let marker = "{swift}"
        guard literal.hasPrefix(marker) else { return nil }
        let rest = literal.utf8.dropFirst(marker.utf8.count)
        let spaces = rest.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        return spaces > 0 && spaces < rest.count ? marker.utf8.count + spaces : nil
    }

    /// The text in a node without its markup.
    static func text(of node: CommonMark.Node) -> String {
        var text = ""
        node.forEach { part in
            switch part.kind {
            case .text: text += part.literal
            case .code: text += expressionOffset(in: part.literal) == nil ? part.literal : "…"
            case .math: text += part.math.tex
            case .reference: text += part.literal
            case .softBreak, .lineBreak: text += " "
            default: break
            }
        }
        return text
    }

    /// The text of a line of Markdown, as of a heading; a line that is more than text, such as a list's, as it is.
    static func text(ofLine line: String) -> String {
        let document = CommonMark(lines: [line], mathBlocks: [:])
        var kinds: Set<CommonMark.Kind> = []
        document.forEach { kinds.insert($0.kind) }
        guard let paragraph = document.root.firstChild, paragraph.kind == .paragraph, paragraph.next == nil,
            !kinds.contains(.htmlInline)
        else { return line }
        return text(of: paragraph)
    }
}

extension CommonMark.Node {
    /// Whether the node is part of the text for an image, where nothing but text can be.
    var isInImage: Bool { isInside(.image) }
    /// Whether the node is part of a link's text.
    var isInLink: Bool { isInside(.link) }

    private func isInside(_ kind: CommonMark.Kind) -> Bool {
        var node = parent
        while let ancestor = node {
            if ancestor.kind == kind { return true }
            switch ancestor.kind {
            case .otherInline, .link, .image: node = ancestor.parent
            default: return false
            }
        }
        return false
    }

    /// Takes the label ` {#name}` off the end of a heading.
    fileprivate func takeLabel() -> String? {
        guard let last = lastChild, last.kind == .text, let (text, label) = ReferenceScanner.split(last.literal),
            CellLabel.isValid(label)
        else { return nil }
        last.setText(text)
        return label
    }

    /// The label of a paragraph that is nothing but an image and a label: `![caption](file){#fig-name}`.
    fileprivate var figureLabel: String? {
        guard kind == .paragraph, let image = firstChild, image.kind == .image, let rest = image.next,
            rest.kind == .text, rest.next == nil, let (text, label) = ReferenceScanner.split(rest.literal),
            text.isEmpty, CrossReference.Kind(ofLabel: label) == .figure
        else { return nil }
        return label
    }

    /// Leaves nothing but the image's text, with its markup.
    fileprivate func becomeFigureCaption() {
        guard let image = firstChild else { return }
        image.next?.remove()
        image.replaceWithChildren()
    }

    /// Whether the paragraph looks like a table's caption: `: caption {#tbl-name}`.
    fileprivate var isTableCaption: Bool {
        firstChild?.kind == .text && [": ", "Table: "].contains { content.starts(with: $0.utf8) }
    }

    /// Leaves nothing but the caption, and returns the label.
    fileprivate func becomeTableCaption() -> String? {
        guard let first = firstChild, let colon = first.literal.firstIndex(of: ":") else { return nil }
        first.setText(String(first.literal[colon...].dropFirst().drop { $0 == " " }))
        guard let last = lastChild, last.kind == .text, let (text, label) = ReferenceScanner.split(last.literal),
            CrossReference.Kind(ofLabel: label) == .table
        else { return nil }
        last.setText(text)
        return label
    }
}

extension ImageReference {
    /// An image as it is written.
    init(_ image: CommonMark.Node) {
        self.init(source: image.url, alt: DocumentParts.text(of: image), title: image.title)
    }
}

extension MathSpan {
    /// Takes the dollars off a block of display math.
    init?(block: CommonMark.Node, lines: [String]) {
        let literal = block.literal
        let bytes = Array(literal.utf8)
        let start = bytes.prefix { $0 != UInt8(ascii: "$") }.count
        let match = MathScanner.match(at: start) { $0 < bytes.count ? bytes[$0] : 0 }
        guard case .math(let tex, _, let label, _) = match else { return nil }
        let before = bytes[..<tex.lowerBound]
        let row = before.count { $0 == UInt8(ascii: "\n") }
        let column = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
        let length = column + bytes[tex.lowerBound...].prefix { $0 != UInt8(ascii: "\n") }.count
        let line = block.startLine + row
        let indent = line <= lines.count ? max(0, lines[line - 1].utf8.count - length) : 0
        self.init(
            tex: String(decoding: bytes[tex], as: UTF8.self), display: true,
            label: label.map { String(decoding: bytes[$0], as: UTF8.self) }, line: line, column: indent + column + 1)
    }
}

/// Finds the places of the inline nodes of one block after the other.
private struct InlineBlock {
    let lines: [String]
    private var node: CommonMark.Node?
    private var map: ContentMap?
    /// The code spans that were passed since the last place was asked for.
    private var skipped: [String] = []
    private var cursor = 0
    /// Where the links end whose places were asked for: line and UTF-8 offset.
    private var linkCursor = (line: 0, offset: 0)

    init(lines: [String]) {
        self.lines = lines
    }

    /// The line on which the block starts.
    var line: Int { node?.startLine ?? 1 }

    mutating func enter(_ node: CommonMark.Node) {
        self.node = node
        linkCursor = (node.startLine, 0)
        map = nil
        skipped = []
        cursor = 0
    }

    mutating func skip(_ literal: String) {
        skipped.append(literal)
    }

    mutating func place(ofMathAt offset: Int, length: Int) -> Place {
        skipped = []
        cursor = offset + length
        return currentMap()?.place(of: offset) ?? Place(line: 1, column: 1)
    }

    mutating func place(ofCode literal: String, plus offset: Int) -> Place {
        guard let map = currentMap() else { return Place(line: 1, column: 1) }
        for literal in skipped { cursor = map.codeSpan(literal, from: cursor)?.end ?? cursor }
        skipped = []
        guard let span = map.codeSpan(literal, from: cursor) else { return map.place(of: cursor) }
        cursor = span.end
        return map.place(of: span.start + offset)
    }

    /// The place of a link's destination, where it is written out behind the link's text; else the block's line.
    mutating func place(ofLinkTo destination: String) -> (line: Int, column: Int?) {
        let start = line
        guard let node, !destination.isEmpty, start >= 1 else { return (start, nil) }
        let wanted = Array(destination.utf8)
        for line in linkCursor.line..<max(linkCursor.line, min(node.endLine, lines.count) + 1) where line >= 1 {
            let text = Array(lines[line - 1].utf8)
            let from = line == linkCursor.line ? linkCursor.offset : 0
            guard text.count >= wanted.count, from <= text.count - wanted.count else { continue }
            for offset in from...(text.count - wanted.count)
            where offset > 0 && "(<".utf8.contains(text[offset - 1]) && text[offset...].starts(with: wanted) {
                linkCursor = (line, offset + wanted.count)
                return (line, offset + 1)
            }
        }
        return (start, nil)
    }

    private mutating func currentMap() -> ContentMap? {
        if map == nil { map = node.map { ContentMap(of: $0, in: lines) } }
        return map
    }
}

extension String {
    /// The text without spaces at its ends.
    func trimmingSpaces() -> String {
        let start = drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { String(start[...$0]) } ?? ""
    }
}
