extension String {
    /// The text with `&`, `<`, `>` and `"` escaped, fit for content and for attributes in double quotation marks.
    package var escapedForHTML: String {
        guard utf8.contains(where: { "&<>\"".utf8.contains($0) }) else { return self }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(utf8.count + utf8.count / 8)
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "&"): escaped += "&amp;".utf8
            case UInt8(ascii: "<"): escaped += "&lt;".utf8
            case UInt8(ascii: ">"): escaped += "&gt;".utf8
            case UInt8(ascii: "\""): escaped += "&quot;".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

extension Notebook {
    /// A code block with its language as a class, as CommonMark renders it.
    public static func codeBlockHTML(language: String?, code: String) -> String {
        let attribute = language.map { " class=\"language-\($0.escapedForHTML)\"" } ?? ""
        return "<pre><code\(attribute)>\(code.escapedForHTML)</code></pre>"
    }

    /// A heading with its fragment identifier.
    public static func headingHTML(_ heading: Heading, content: String) -> String {
        "<h\(heading.level) id=\"\(heading.id.escapedForHTML)\">\(content)</h\(heading.level)>"
    }

    /// A reference as it is written.
    public static func referenceHTML(_ reference: CrossReference) -> String {
        switch reference.form {
        case .full: "@\(reference.label)"
        case .number: "[-@\(reference.label)]"
        case .prefixed(let prefix): "[\(prefix.escapedForHTML) @\(reference.label)]"
        }
    }

    /// An image, as CommonMark renders it.
    public static func imageHTML(_ image: ImageReference) -> String {
        let title = image.title.isEmpty ? "" : " title=\"\(image.title.escapedForHTML)\""
        return "<img src=\"\(image.source.escapedForHTML)\" alt=\"\(image.alt.escapedForHTML)\"\(title) />"
    }

    /// An image with its label and caption.
    public static func figureHTML(_ part: LabelledPart, image: ImageReference, caption: String) -> String {
        "<figure id=\"\(part.label)\">\(imageHTML(image))<figcaption>\(caption)</figcaption></figure>"
    }

    /// A table with its label and caption.
    public static func tableHTML(_ part: LabelledPart?, table: String, caption: String) -> String {
        let id = part.map { " id=\"\($0.label)\"" } ?? ""
        return "<table\(id)>\n<caption>\(caption)</caption>" + table.dropFirst("<table>".count)
    }
}
