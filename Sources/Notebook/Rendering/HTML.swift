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
}
