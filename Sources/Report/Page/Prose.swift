internal import Foundation
internal import Notebook

extension PageBuilder {
    /// The prose with the cells in it, and the headings for the contents list.
    func prose() throws -> (html: String, contents: [ContentsEntry]) {
        let notebook = run.notebook
        let cells = try notebook.cells.indices.map { try cellHTML($0) }
        let titleLine = notebook.titleLine
        let prose = notebook.renderHTML(
            cell: mark,
            inlineValue: inlineValueHTML,
            math: { mathHTML($0.tex, display: $0.display, label: $0.label, line: $0.line, column: $0.column) },
            codeBlock: { CodeHTML.block($1, language: $0 ?? "") },
            heading: { $0.line == titleLine ? "" : heading($0, $1) },
            image: image,
            reference: { referenceHTML($0) },
            figure: figureHTML,
            table: tableHTML)
        let html = filled(modernised(prose), with: cells)
        let contents = notebook.headings.filter { $0.line != titleLine }
        return (
            html,
            contents.map {
                ContentsEntry(
                    level: $0.level, number: numbering.section(atLine: $0.line), text: $0.text, id: $0.id)
            }
        )
    }

    /// Where a cell goes: between control characters, so that prose can be worked on without the cells.
    private func mark(_ cell: Int) -> String { "\u{1}\(cell)\u{2}\n" }

    private func filled(_ prose: String, with cells: [String]) -> String {
        var html = ""
        for (index, part) in prose.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let end = part.firstIndex(of: "\u{2}"), let cell = Int(part[..<end]),
                cells.indices.contains(cell)
            else {
                html += part
                continue
            }
            html += cells[cell] + part[part.index(after: end)...].drop { $0 == "\n" }
        }
        return html
    }

    /// GitHub's Markdown aligns columns by an attribute that HTML has given up, and names no check box.
    private func modernised(_ prose: String) -> String {
        prose.replacing(#/(<t[hd]) align="(left|center|right)"/#) { "\($0.1) class=\"\($0.2)\"" }
            .replacing(#/<input type="checkbox"( checked="")?/#) { box in
                "\(box.0) aria-label=\"\(box.1 == nil ? "to do" : "done")\""
            }
    }

    /// Markdown that a cell puts out.
    func markdown(_ text: String, ofCell index: Int) -> String {
        modernised(
            Notebook.renderMarkdown(
                text, math: { mathHTML($0.tex, display: $0.display, ofCell: index) },
                reference: { referenceHTML($0, ofCell: index) }))
    }

    /// A caption.
    func inlineMarkdown(_ text: String, ofCell index: Int) -> String {
        Notebook.renderMarkdown(
            text, inline: true, math: { mathHTML($0.tex, display: $0.display, ofCell: index) },
            reference: { referenceHTML($0, ofCell: index) })
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

    // MARK: Figures and tables in prose

    private func figureHTML(_ part: LabelledPart, _ reference: ImageReference, _ caption: String) -> String {
        let picture = image(reference) ?? Notebook.imageHTML(reference)
        let (id, label) = numberHTML(part)
        return "<figure class=\"figure\"\(id)>\n<div class=\"plate\">\(picture)</div>\n"
            + "<figcaption>\(label)\(caption)</figcaption>\n</figure>"
    }

    private func tableHTML(_ part: LabelledPart?, _ table: String, _ caption: String) -> String {
        let (id, label) = part.map(numberHTML) ?? ("", "")
        return "<figure class=\"table\"\(id)>\n<figcaption>\(label)\(caption)</figcaption>\n"
            + "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\(table)</div>\n</figure>"
    }

    /// The id of a labelled part as an attribute, and its number for the caption.
    private func numberHTML(_ part: LabelledPart) -> (id: String, label: String) {
        guard let target = numbering.target(part.label), numbered.insert(target.id).inserted else { return ("", "") }
        let name = "\(part.kind.name) \(target.number)."
        return (" id=\"\(target.id)\"", "<span class=\"figure-number\">\(name)</span> ")
    }

    // MARK: Pictures in prose

    /// A picture that the notebook's folder holds is put into the page; one from elsewhere becomes a link, for a page
    /// asks nobody for anything.
    private func image(_ image: ImageReference) -> String? {
        let title = image.title.isEmpty ? "" : " title=\"\(image.title.htmlEscaped)\""
        if image.source.hasPrefix("data:") || image.source.isEmpty { return nil }
        if image.source.hasPrefix("//") || image.source.prefixMatch(of: #/[A-Za-z][A-Za-z0-9+.-]*:/#) != nil {
            warn("expected a picture in the notebook's folder, found \(image.source), to which the page links instead")
            let text = image.alt.isEmpty ? image.source : image.alt
            return "<a href=\"\(image.source.htmlEscaped)\"\(title)>\(text.htmlEscaped)</a>"
        }
        guard let (type, data) = picture(at: image.source) else {
            warn("expected a picture (PNG, JPEG, GIF, WebP, AVIF, SVG) at \(image.source), found none that can be read")
            return "<span class=\"inline-error\">\(image.alt.htmlEscaped) <span class=\"reason\">picture not found: "
                + "<code>\(image.source.htmlEscaped)</code></span></span>"
        }
        let size = Picture.size(ofPNG: data).map { " width=\"\($0.width)\" height=\"\($0.height)\"" } ?? ""
        return "<img src=\"\(Picture.address(type, data))\" alt=\"\(image.alt.htmlEscaped)\"\(title)\(size)>"
    }

    private func picture(at path: String) -> (type: String, data: Data)? {
        let types = [
            "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
            "avif": "image/avif", "svg": "image/svg+xml",
        ]
        let folder = URL(fileURLWithPath: run.notebook.file).deletingLastPathComponent()
        for candidate in [path, path.removingPercentEncoding ?? path] {
            let file = candidate.hasPrefix("/") ? URL(fileURLWithPath: candidate) : folder.appending(path: candidate)
            guard let type = types[file.pathExtension.lowercased()],
                let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let data = try? Data(contentsOf: file), !data.isEmpty
            else { continue }
            return (type, data)
        }
        return nil
    }

    private func warn(_ message: String) {
        warnings.append(Diagnostic(file: run.notebook.file, severity: .warning, message: message))
    }
}
