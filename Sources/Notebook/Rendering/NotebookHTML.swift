extension Notebook {
    /// Renders the prose as HTML, with what the closures give in the place of cells, values, math, code, headings
    /// and images.
    ///
    /// The document is rendered as a whole, so that footnotes, link definitions and lists reach across cells. What a
    /// closure gives is HTML and is put in verbatim; all other text is escaped, but for raw HTML, which is the
    /// author's. Links that would run a script lose their destination.
    ///
    /// - Parameters:
    ///   - cell: The HTML for the cell at an index of `cells`, a block.
    ///   - inlineValue: The HTML for the value at an index of `inlineValues`, unless it stands in math.
    ///   - math: The HTML for TeX, with the values in it.
    ///   - codeBlock: The HTML for a code block that is no cell, from its language, if one is named, and its text.
    ///   - heading: The HTML for a heading, from the HTML of what is in it.
    ///   - image: The HTML for an image, or nil for the usual `img` element.
    ///   - rawHTML: What becomes of the author's HTML, from a block or a tag of it and its line.
    ///   - reference: The HTML for a reference such as `@fig-loss`.
    ///   - link: The HTML for a link, from the link and the HTML of what is in it, or nil for the usual `a` element.
    ///   - figure: The HTML for an image that has a label, from the image and the HTML of its caption.
    ///   - table: The HTML for a table that has a caption, from its label, if it has one, its own HTML, and that of
    ///     its caption.
    public func renderHTML(
        cell: (Int) -> String,
        inlineValue: (Int) -> String,
        math: (MathSpan) -> String,
        codeBlock: (_ language: String?, _ code: String) -> String = Notebook.codeBlockHTML,
        heading: (_ heading: Heading, _ content: String) -> String = Notebook.headingHTML,
        image: (ImageReference) -> String? = { _ in nil },
        rawHTML: (_ html: String, _ line: Int) -> String = { html, _ in html },
        reference: (CrossReference) -> String = Notebook.referenceHTML,
        link: (_ link: LinkReference, _ content: String) -> String? = { _, _ in nil },
        figure: (_ part: LabelledPart, _ image: ImageReference, _ caption: String) -> String = Notebook.figureHTML,
        table: (_ part: LabelledPart?, _ table: String, _ caption: String) -> String = Notebook.tableHTML
    ) -> String {
        let document = CommonMark(body: lines)
        let parts = DocumentParts(of: document, lines: lines)
        for (node, line) in parts.rawHTML { node.setText(rawHTML(node.literal, line)) }
        let indices = Dictionary(cells.enumerated().map { ($1.fenceLine, $0) }, uniquingKeysWith: { first, _ in first })
        for block in parts.codeBlocks {
            if let index = indices[block.startLine], block.isFenced {
                block.replace(withHTML: cell(index))
            } else {
                block.replace(withHTML: codeBlock(block.codeLanguage(in: lines), block.literal))
            }
        }
        for (index, part) in parts.values.enumerated() where index < inlineValues.count {
            part.node?.replace(withHTML: inlineValue(index))
        }
        parts.replaceProse(math: math, heading: heading, image: image, reference: reference, link: link)
        for (paragraph, image, part) in parts.figures {
            paragraph.replace(withHTML: figure(part, image, paragraph.inlineHTML))
        }
        for (node, paragraph, part) in parts.tables {
            node.replace(withHTML: table(part, node.html, paragraph.inlineHTML))
            paragraph.remove()
        }
        return document.root.html
    }
}

/// An image in prose, as it is written.
public struct ImageReference: Sendable, Equatable {
    /// Where it is: a path relative to the notebook's folder, or an address.
    public var source: String
    /// The text for who cannot see it.
    public var alt: String
    /// The text that appears when one points at it; empty if there is none.
    public var title: String

    /// Creates an image.
    public init(source: String, alt: String, title: String) {
        self.source = source
        self.alt = alt
        self.title = title
    }
}

extension Notebook {
    /// Renders Markdown that stands outside of a notebook's prose, such as a caption, as HTML; without its paragraph if
    /// it is a single one and `inline` is true.
    ///
    /// `math` gives the HTML for TeX, whose place is that in the text, `reference` that for references, and `link` that
    /// for links. There are no cells and no values in it.
    public static func renderMarkdown(
        _ text: String, inline: Bool = false, math: (MathSpan) -> String,
        reference: (CrossReference) -> String = Notebook.referenceHTML,
        link: (_ link: LinkReference, _ content: String) -> String? = { _, _ in nil }
    ) -> String {
        let lines = SourceFile.lines(of: text)
        let document = CommonMark(lines: lines, mathBlocks: MathBlocks.find(in: lines))
        DocumentParts(of: document, lines: lines).replaceProse(
            math: math, heading: Notebook.headingHTML, image: { _ in nil }, reference: reference, link: link)
        guard inline, let paragraph = document.root.firstChild, paragraph.kind == .paragraph, paragraph.next == nil
        else { return document.root.html }
        return paragraph.inlineHTML
    }
}

extension DocumentParts {
    /// Replaces what is not plain Markdown, but for cells and values.
    fileprivate func replaceProse(
        math: (MathSpan) -> String, heading: (Heading, String) -> String, image: (ImageReference) -> String?,
        reference: (CrossReference) -> String, link: (LinkReference, String) -> String?
    ) {
        for (node, part) in referencesWithForms {
            if node.isInImage {
                node.replace(withText: node.literal)
            } else {
                node.replace(withHTML: reference(part))
            }
        }
        for (node, span) in self.math {
            if node.kind == .mathBlock {
                node.replace(withHTML: "<p>\(math(span))</p>")
            } else if node.isInImage {
                node.replace(withText: span.tex)
            } else if span.display {
                node.replace(withHTML: math(span))
            } else {
                node.replace(withFormula: math(span))
            }
        }
        for node in brokenMath { node.replace(withHTML: "<p>\(node.literal.escapedForHTML)</p>") }
        // An image in the text of another is a part of that text.
        for node in images where !node.isInImage {
            if !LinkFilter.allows(node.url, inImage: true) { node.setURL("") }
            if let html = image(ImageReference(node)) {
                node.replace(withHTML: html)
            }
        }
        // Behind images, which can be what a link shows.
        for (node, part) in links {
            if !LinkFilter.allows(part.destination, inImage: false) {
                node.setURL("")
            } else if !node.isInImage, let html = link(part, node.linkContent) {
                node.replace(withHTML: html)
            }
        }
        for quote in quotes { Callout(quote)?.apply(to: quote) }
        for (node, part) in headings {
            // "<h1>", the content, "</h1>\n"
            let content = node.html.utf8.dropFirst(4).dropLast(6)
            node.replace(withHTML: heading(part, String(Substring(content))))
        }
    }
}

extension CommonMark.Node {
    /// The HTML of what is in a paragraph.
    fileprivate var inlineHTML: String { String(html.dropFirst("<p>".count).dropLast("</p>\n".count)) }

    /// Puts a formula in the place of the node, together with the punctuation marks behind it: a line must not begin with them,
    /// and around a formula browsers break anywhere.
    fileprivate func replace(withFormula html: String) {
        var marks = ""
        var following = next
        while let text = following, text.kind == .text {
            following = text.next
            let literal = text.literal
            let own = literal.prefix(while: \.isPunctuation)
            marks += own
            text.replace(withText: String(literal.dropFirst(own.count)))
            if own.count < literal.count { break }
        }
        replace(
            withHTML: marks.isEmpty ? html : "<span class=\"unbroken\">\(html)\(marks.escapedForHTML)</span>")
    }

    /// The HTML of what is in a link.
    fileprivate var linkContent: String {
        // "<a href="…">", in whose attributes no ">" stands, the content, "</a>"
        let html = html
        guard let start = html.firstIndex(of: ">"), html.hasSuffix("</a>") else { return "" }
        return String(html[html.index(after: start)...].dropLast("</a>".count))
    }

    /// The language of a code block that is no cell.
    fileprivate func codeLanguage(in lines: [String]) -> String? {
        guard isFenced, let opening = OpeningFence(of: self, in: lines) else { return nil }
        var findings = Findings(file: "")
        switch Fence(info: opening.info, at: opening.infoPlace, &findings).content {
        case .code(let language):
            // Escapes and character references in the name are Markdown's to read.
            let isPlain = language?.contains(where: { "\\&".contains($0) }) != true
            return isPlain ? language : fenceInfo.split(whereSeparator: \.isWhitespace).first.map(String.init)
        case .cell, .shownCell: return "swift"
        }
    }
}
