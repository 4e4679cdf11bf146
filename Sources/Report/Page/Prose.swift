internal import Foundation
internal import Notebook

extension PageBuilder {
    /// The prose with the cells in it, and the headings for the contents list.
    func prose() throws -> (parts: PageParts, contents: [ContentsEntry]) {
        let notebook = run.notebook
        let cells = try notebook.cells.indices.map { try cellHTML($0) }
        let titleLine = notebook.titleLine
        let prose = notebook.renderHTML(
            cell: PageParts.mark,
            inlineValue: inlineValueHTML,
            math: { mathHTML($0) },
            codeBlock: { CodeHTML.block($1, language: $0 ?? "") },
            heading: { $0.line == titleLine ? "" : heading($0, $1) },
            image: { imageHTML($0) },
            rawHTML: rawHTML,
            reference: { referenceHTML($0) },
            link: { linkHTML($0, $1) },
            figure: figureHTML,
            table: tableHTML)
        let contents = notebook.headings.filter { $0.line != titleLine }
        return (
            PageParts(prose: modernised(prose), cells: cells),
            contents.map {
                ContentsEntry(
                    level: $0.level, number: numbering.section(atLine: $0.line), text: $0.text, id: $0.id)
            }
        )
    }

    /// GitHub's Markdown aligns columns by an attribute that HTML has given up, makes headers of empty cells, and names no
    /// check box.
    private func modernised(_ prose: String) -> String {
        prose.replacing(#/(<t[hd]) align="(left|center|right)"/#) { "\($0.1) class=\"\($0.2)\"" }
            .replacing(#/<th( class="\w+")?><\/th>/#) { "<td\($0.1 ?? "")></td>" }
            .replacing(#/<input type="checkbox"( checked="")?/#) { box in
                "\(box.0) aria-label=\"\(box.1 == nil ? "to do" : "done")\""
            }
    }

    /// Markdown that a cell puts out.
    func markdown(_ text: String, ofCell index: Int) -> String {
        modernised(
            Notebook.renderMarkdown(
                text, math: { mathHTML($0.tex, display: $0.display, ofCell: index) },
                reference: { referenceHTML($0, ofCell: index) }, link: { linkHTML($0, $1, ofCell: index) }))
    }

    /// A caption.
    func inlineMarkdown(_ text: String, ofCell index: Int) -> String {
        Notebook.renderMarkdown(
            text, inline: true, math: { mathHTML($0.tex, display: $0.display, ofCell: index) },
            reference: { referenceHTML($0, ofCell: index) }, link: { linkHTML($0, $1, ofCell: index) })
    }

    /// A formula that a cell puts out, whose place in the notebook is only known as the cell's.
    func mathHTML(_ tex: String, display: Bool, ofCell index: Int) -> String {
        let before = warnings.count
        let html = mathHTML(tex, display: display, line: 0, column: 0)
        for warning in before..<warnings.count {
            warnings[warning].line = run.notebook.cells[index].fenceLine
            warnings[warning].column = nil
        }
        return html
    }

    private func heading(_ heading: Heading, _ content: String) -> String {
        let id = heading.id.htmlEscaped
        let number = numbering.section(atLine: heading.line).map {
            "<span class=\"section-number\">\($0)</span> "
        }
        return "<h\(heading.level) id=\"\(id)\">\(number ?? "")\(content)"
            + "<a class=\"anchor\" href=\"#\(id)\" aria-label=\"Link to this section\">#</a></h\(heading.level)>"
    }
}
