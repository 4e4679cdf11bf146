/// What the search of a course looks through: the text of all pages, section by section.
///
/// It is a script that any page can load from the file system, which browsers do not allow for data.
struct SearchIndex {
    private var sections: [JSONText] = []

    /// Adds the prose of a page with its cells.
    mutating func add(_ html: String, title: String, address: String) {
        for section in SectionScanner.sections(of: html) where !section.heading.isEmpty || !section.text.isEmpty {
            let place = section.id.isEmpty ? address : "\(address)#\(section.id)"
            sections.append(
                .array([.string(place), .string(title), .string(section.heading), .string(section.text)]))
        }
    }

    /// The file's text: a list of sections, each an address, the page's title, the section's, and its text.
    var text: String {
        "globalThis.labbookCourse = " + JSONText.array(sections).text.dropLast() + ";\n"
    }
}

/// Parts the HTML of a page's prose at its headings.
///
/// It goes through the bytes once, since most of them are pictures, which are in attributes.
struct SectionScanner {
    /// A heading and the text below it.
    struct Section {
        var id = ""
        var heading = ""
        var text = ""
    }

    private let html: [UInt8]
    private var position = 0
    private var sections = [Section()]
    private var text: [UInt8] = []

    /// The sections of a page; the first, which has no heading, is what stands above all headings.
    static func sections(of html: String) -> [Section] {
        var scanner = SectionScanner(html: Array(html.utf8))
        scanner.scan()
        return scanner.sections
    }

    private init(html: [UInt8]) { self.html = html }

    private mutating func scan() {
        while position < html.count {
            guard html[position] == UInt8(ascii: "<") else {
                text.append(html[position])
                position += 1
                continue
            }
            let tag = nextTag()
            switch tag.name {
            case "h1", "h2", "h3", "h4", "h5", "h6":
                finish()
                sections.append(Section(id: tag.value(of: "id") ?? ""))
            case "/h1", "/h2", "/h3", "/h4", "/h5", "/h6": sections[sections.count - 1].heading = takeText()
            // What says nothing of the subject: TeX beside its formula, the mark for links, how long a cell took.
            case "annotation": skip(past: "</annotation>")
            case "a" where tag.value(of: "class") == "anchor": skip(past: "</a>")
            case "p" where tag.value(of: "class") == "tags": skip(past: "</p>")
            case "details" where tag.value(of: "class") == "data-table": skip(past: "</details>")
            case "style", "script": skip(past: "</\(tag.name)>")
            // Blocks part words, marks in the text do not.
            case "code", "/code", "em", "/em", "strong", "/strong", "span", "/span", "a", "/a", "sup", "/sup", "sub",
                "/sub", "mi", "/mi", "mo", "/mo", "mn", "/mn", "mrow", "/mrow":
                break
            default: text.append(UInt8(ascii: " "))
            }
        }
        finish()
    }

    private mutating func finish() {
        sections[sections.count - 1].text = takeText()
    }

    private mutating func takeText() -> String {
        let words = text.split { $0 <= 0x20 }
        text = []
        return String(decoding: Array(words.joined(separator: [UInt8(ascii: " ")])), as: UTF8.self).withoutTags
    }

    private struct Tag {
        var name: String
        var text: ArraySlice<UInt8>

        /// The value of an attribute; the tags that are asked for it are our own, short and in double quotation marks.
        func value(of attribute: String) -> String? {
            let text = String(decoding: text.prefix(400), as: UTF8.self)
            guard let start = text.firstRange(of: " \(attribute)=\"")?.upperBound,
                let end = text[start...].firstIndex(of: "\"")
            else { return nil }
            return String(text[start..<end])
        }
    }

    /// Takes in a tag; a ">" in a quoted attribute does not end it.
    private mutating func nextTag() -> Tag {
        let start = position + 1
        var end = start
        var quote: UInt8?
        while end < html.count, quote != nil || html[end] != UInt8(ascii: ">") {
            let byte = html[end]
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            end += 1
        }
        position = min(end + 1, html.count)
        let tag = html[start..<end]
        let name = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
        return Tag(name: String(decoding: name.prefix(12), as: UTF8.self).lowercased(), text: tag)
    }

    private mutating func skip(past end: String) {
        let wanted = Array(end.utf8)
        while position < html.count, !html[position...].starts(with: wanted) { position += 1 }
        position = min(position + wanted.count, html.count)
    }
}
