internal import Foundation
internal import Notebook

extension PageBuilder {
    // MARK: Figures and tables in prose

    func figureHTML(_ part: LabelledPart, _ reference: ImageReference, _ caption: String) -> String {
        let picture = imageHTML(reference, line: part.line) ?? Notebook.imageHTML(reference)
        let (id, label) = numberHTML(part)
        return "<figure class=\"figure\"\(id)>\n<div class=\"plate\">\(picture)</div>\n"
            + "<figcaption>\(label)\(caption)</figcaption>\n</figure>"
    }

    func tableHTML(_ part: LabelledPart?, _ table: String, _ caption: String) -> String {
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
    func imageHTML(_ image: ImageReference, line: Int? = nil) -> String? {
        // What would run a script has lost its address before it comes here.
        if image.source.isEmpty { return notFound(image.alt, "picture without an address that a page may show") }
        if image.source.hasPrefix("data:") { return nil }
        let line = line ?? self.line(of: image.source)
        let title = image.title.isEmpty ? "" : " title=\"\(image.title.htmlEscaped)\""
        if image.source.hasPrefix("//") || image.source.prefixMatch(of: #/[A-Za-z][A-Za-z0-9+.-]*:/#) != nil {
            warn(
                "expected a picture in the notebook's folder, found \(image.source), to which the page links instead",
                line)
            let text = image.alt.isEmpty ? image.source : image.alt
            return "<a href=\"\(image.source.htmlEscaped)\"\(title)>\(text.htmlEscaped)</a>"
        }
        guard let (type, data) = picture(at: image.source) else {
            warn(
                "expected a picture (PNG, JPEG, GIF, WebP, AVIF, SVG) at \(image.source), found none that can be read",
                line)
            return notFound(image.alt, "picture not found: <code>\(image.source.htmlEscaped)</code>")
        }
        let size = Picture.size(ofPNG: data).map { " width=\"\($0.width)\" height=\"\($0.height)\"" } ?? ""
        return "<img src=\"\(Picture.address(type, data))\" alt=\"\(image.alt.htmlEscaped)\"\(title)\(size)>"
    }

    private func notFound(_ alt: String, _ reason: String) -> String {
        "<span class=\"inline-error\">\(alt.htmlEscaped) <span class=\"reason\">\(reason)</span></span>"
    }

    private func picture(at path: String) -> (type: String, data: Data)? {
        let types = [
            "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
            "avif": "image/avif", "svg": "image/svg+xml",
        ]
        let folder = URL(fileURLWithPath: run.notebook.file).deletingLastPathComponent()
        for candidate in [path, path.removingPercentEncoding ?? path] {
            let file = candidate.hasPrefix("/") ? URL(fileURLWithPath: candidate) : folder.appending(path: candidate)
            sources.append(file.path)
            guard let type = types[file.pathExtension.lowercased()],
                let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let data = try? Data(contentsOf: file), !data.isEmpty
            else { continue }
            return (type, data)
        }
        return nil
    }

    /// The first line that speaks of a picture.
    private func line(of source: String) -> Int? {
        run.notebook.lines.firstIndex { $0.contains("(\(source)") || $0.contains(": \(source)") }.map { $0 + 1 }
    }

    private func warn(_ message: String, _ line: Int?) {
        warnings.append(Diagnostic(file: run.notebook.file, line: line, severity: .warning, message: message))
    }

    // MARK: The author's HTML

    /// The author's HTML as it is, but for pictures of the notebook's folder, which are put into the page.
    ///
    /// What the page would have to ask another server for is only named in it, since its policy forbids that; a warning
    /// says so.
    func rawHTML(_ html: String, line: Int) -> String {
        let tag = #/<!--[\s\S]*?-->|<(img|source|video|audio|track|script|iframe|embed|object|link|input)\b[^>]*>/#
        return html.replacing(tag.ignoresCase()) { match in
            guard let name = match.1 else { return String(match.0) }
            let before = html[..<match.range.lowerBound].count(where: \.isNewline)
            return requestFree(String(match.0), isImage: name.lowercased() == "img", line: line + before)
        }
    }

    private func requestFree(_ tag: String, isImage: Bool, line: Int) -> String {
        let attribute = #/(\s(src|href|data|poster)\s*=\s*)("([^"]*)"|'([^']*)'|([^\s"'>]+))/#
        return tag.replacing(attribute.ignoresCase()) { match in
            let address = String(match.4 ?? match.5 ?? match.6 ?? "")
            if ["data:", "blob:", "#", "about:"].contains(where: address.hasPrefix) || address.isEmpty {
                return String(match.0)
            }
            if isImage, let (type, data) = picture(at: address) {
                return "\(match.1)\"\(Picture.address(type, data))\""
            }
            warn(
                isImage
                    ? "expected a picture of the notebook's folder, found \(address), which the page can not show"
                    : "expected nothing that a page asks for, found \(address), which its policy forbids to load", line)
            let empty = isImage ? " src=\"data:,\"" : ""
            return "\(empty) data-\(match.2.lowercased())=\"\(address.htmlEscaped)\""
        }
    }
}
