/// What the line that opens a fenced code block says.
struct Fence {
    /// What is in the block.
    enum Content: Equatable {
        /// A Swift cell that runs.
        case cell
        /// Swift that is only shown.
        case shownCell
        /// Code in another language, or in none that is named.
        case code(language: String?)
    }

    var content: Content
    /// Whether lines such as `:label: loss` are options, as in MyST.
    var readsDirectiveOptions = false
    /// The options on the fence itself.
    var options: [CellOptionEntry] = []
}

extension Fence {
    /// Reads what stands behind the fence characters; `place` is where that starts.
    init(info: String, at place: Place, _ findings: inout Findings) {
        let start = info.prefix { $0 == " " || $0 == "\t" }.utf8.count
        var text = Substring(info.utf8.dropFirst(start))
        let origin = Place(line: place.line, column: place.column + start)
        while text.last == " " || text.last == "\t" { text.removeLast() }

        let word = text.prefix { !$0.isWhitespace && $0 != "," && $0 != "{" }
        if word.lowercased() == "swift" {
            self.init(content: .cell)
            readAttributes(text[word.endIndex...], of: text, at: origin, allowsLabel: false, &findings)
        } else if let inner = Fence.braces(text), inner.prefix(while: { !", \t".contains($0) }) == "swift" {
            self.init(content: .cell)
            readAttributes(inner.dropFirst(5), of: text, at: origin, allowsLabel: true, &findings)
        } else if text.hasPrefix("{code-cell}") {
            let language = text.dropFirst(11).trimmingPrefix { $0 == " " || $0 == "\t" }
            let isSwift = language.isEmpty || language.lowercased() == "swift"
            self.init(content: isSwift ? .cell : .code(language: String(language)), readsDirectiveOptions: isSwift)
        } else {
            self.init(content: .code(language: Fence.language(text)))
        }
    }

    /// What is between braces, if the text is nothing else.
    private static func braces(_ text: Substring) -> Substring? {
        guard text.first == "{", text.last == "}", text.count > 2 else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains("{") ? nil : inner
    }

    /// The language in `python title=…`, `{python}`, `{.swift}` or `{code-cell} python`.
    private static func language(_ text: Substring) -> String? {
        let name = text.drop { "{.".contains($0) }.prefix { !$0.isWhitespace && !",{}".contains($0) }
        return name.isEmpty ? nil : String(name)
    }

    /// Reads `label, echo=false, fig-cap="A plot"` or `ignore`.
    private mutating func readAttributes(
        _ attributes: Substring, of text: Substring, at origin: Place, allowsLabel: Bool, _ findings: inout Findings
    ) {
        var rest = attributes
        func place() -> Place {
            let offset = text.utf8.distance(from: text.startIndex, to: rest.startIndex)
            return Place(line: origin.line, column: origin.column + offset)
        }
        // After a plain `swift`, options stand in braces of their own.
        var allowsOptions = allowsLabel
        while true {
            rest = rest.drop { ", \t".contains($0) }
            if rest.isEmpty { return }
            if !allowsOptions, let inner = Fence.braces(rest) {
                allowsOptions = true
                rest = inner
                continue
            }
            let wordPlace = place()
            let word = rest.prefix { !", \t=".contains($0) }
            rest = rest[word.endIndex...]
            if allowsOptions, rest.first == "=" {
                rest = rest.dropFirst()
                let valuePlace = place()
                guard let value = Fence.takeValue(&rest) else {
                    findings.error("option \(word) expects a value that ends with a quotation mark", at: valuePlace)
                    return
                }
                options.append(CellOptionEntry(name: String(word), at: wordPlace, value: value, at: valuePlace))
            } else if word == "ignore" {
                content = .shownCell
            } else if allowsOptions, options.isEmpty, !word.isEmpty {
                let label = word.first == "#" ? word.dropFirst() : word
                let column = wordPlace.column + word.utf8.count - label.utf8.count
                let labelPlace = Place(line: wordPlace.line, column: column)
                options.append(CellOptionEntry(name: "label", at: labelPlace, value: "\"\(label)\"", at: labelPlace))
            } else {
                let found = word.isEmpty ? rest.prefix(1) : word
                let expectation = allowsOptions ? "an option such as echo=false" : "ignore or nothing"
                findings.error("expected \(expectation) after swift, found \"\(found)\"", at: wordPlace)
                return
            }
        }
    }

    /// Takes a value off the front: a word, or a text in quotation marks, which it keeps.
    private static func takeValue(_ rest: inout Substring) -> String? {
        let value: Substring
        if let quote = rest.first, quote == "\"" || quote == "'" {
            guard let end = rest.dropFirst().firstIndex(of: quote) else { return nil }
            value = rest[...end]
        } else {
            value = rest.prefix { !", \t".contains($0) }
        }
        rest = rest[value.endIndex...]
        return String(value)
    }
}
