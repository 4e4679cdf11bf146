/// Reads the YAML between the two `---` lines at the top of a notebook.
enum FrontMatterReader {
    static let keys = ["title", "subtitle", "author", "date", "params", "timeout", "seed", "data", "cache"]

    /// How many lines the front matter takes, both fences included; nil if it is opened and never closed.
    ///
    /// As in pandoc, a `---` with a blank line below it is a rule and opens nothing.
    static func lineCount(in lines: [String]) -> Int? {
        guard let first = lines.first, isFence(first, "---") else { return 0 }
        if lines.count < 2 || lines[1].utf8.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
            return 0
        }
        return lines.dropFirst().firstIndex { isFence($0, "---") || isFence($0, "...") }.map { $0 + 1 }
    }

    /// What the front matter says.
    static func read(_ lines: [String], _ findings: inout Findings) -> FrontMatter {
        guard let count = lineCount(in: lines) else {
            findings.error(
                "expected a line --- that closes the front matter, found none", at: Place(line: 1, column: 1))
            return FrontMatter()
        }
        guard count > 2 else { return FrontMatter() }
        let source = YAMLSource(lines: Array(lines[1..<count - 1]), origins: (2..<count).map { ($0, 0) })
        guard let root = source.root(of: "the front matter is", &findings), root.scalar != .null else {
            return FrontMatter()
        }
        guard let entries = root.entries else {
            root.fail("front matter", expects: "lines of the form key: value", &findings)
            return FrontMatter()
        }
        var frontMatter = FrontMatter()
        for (key, value) in entries {
            read(key, value, into: &frontMatter, &findings)
        }
        return frontMatter
    }

    private static func isFence(_ line: String, _ fence: String) -> Bool {
        line.hasPrefix(fence)
            && line.utf8.dropFirst(3).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    private static func read(
        _ key: YAMLValue, _ value: YAMLValue, into frontMatter: inout FrontMatter, _ findings: inout Findings
    ) {
        // A key without a value says nothing, as in the templates that people fill in.
        let name = key.text ?? ""
        if value.scalar == .null, keys.contains(name) { return }
        switch name {
        case "title": frontMatter.title = value.readText(name, &findings).map(DocumentParts.text(ofLine:))
        case "subtitle": frontMatter.subtitle = value.readText(name, &findings).map(DocumentParts.text(ofLine:))
        case "author": frontMatter.authors = authors(value, &findings)
        case "date": frontMatter.date = value.readText(name, &findings)
        case "params": frontMatter.params = parameters(value, &findings)
        case "timeout": frontMatter.timeout = value.readSeconds(name, &findings)
        case "seed": frontMatter.seed = value.readUnsigned(name, &findings)
        case "data": (frontMatter.data, frontMatter.dataLine) = (value.readTexts(name, &findings), key.place.line)
        case "cache": frontMatter.cache = value.readBool(name, &findings) ?? false
        default:
            findings.error(
                "unknown front matter key \(key.found), \(Suggestion.text(for: name, among: keys))", at: key.place)
        }
    }

    /// A name, a mapping with a name, or a list of these.
    private static func authors(_ value: YAMLValue, _ findings: inout Findings) -> [String] {
        (value.elements ?? [value]).compactMap { author in
            guard let entries = author.entries else { return author.readText("author", &findings) }
            guard let name = entries.first(where: { $0.key.text == "name" }) else {
                author.fail("author", expects: "a name, or a mapping that has a key name", &findings)
                return nil
            }
            return name.value.readText("author name", &findings)
        }
    }

    private static func parameters(_ value: YAMLValue, _ findings: inout Findings) -> [Parameter] {
        guard let entries = value.entries else {
            value.fail("params", expects: "lines of the form name: value", &findings)
            return []
        }
        return entries.compactMap { key, value in
            guard let name = key.text, SwiftIdentifier.isValid(name) else {
                findings.error("a parameter's name expects a Swift identifier, found \(key.found)", at: key.place)
                return nil
            }
            return value.readParameter("parameter \(name)", &findings).map { Parameter(name: name, value: $0) }
        }
    }
}
