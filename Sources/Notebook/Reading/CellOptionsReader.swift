import Yams

/// An option of a cell, wherever it was written.
struct CellOptionEntry {
    var name: String
    var place: Place
    var value: YAMLValue

    init(name: String, at place: Place, value: YAMLValue) {
        self.name = name
        self.place = place
        self.value = value
    }

    /// Creates an option from a name and a scalar, which may be in quotation marks.
    init(name: String, at place: Place, value: String, at valuePlace: Place) {
        let isQuoted = value.utf8.count > 1 && (value.first == "\"" || value.first == "'")
        let scalar = Node.Scalar(
            isQuoted ? String(value.dropFirst().dropLast()) : value, .implicit, isQuoted ? .doubleQuoted : .plain)
        let source = YAMLSource(lines: [value], origins: [(valuePlace.line, valuePlace.column - 1)])
        self.init(name: name, at: place, value: YAMLValue(node: .scalar(scalar), source: source))
    }
}

/// Reads the options of a cell; names and meanings are Quarto's.
struct CellOptionsReader {
    static let names = [
        "label", "echo", "eval", "output", "include", "error", "fig-cap", "fig-alt", "fig-format", "tbl-cap",
        "timeout", "cache", "optimize",
    ]

    /// What people write who know other tools, and what it is here.
    private static let elsewhere = [
        "code-fold": "echo: fold", "name": "label", "caption": "fig-cap", "alt": "fig-alt", "id": "label",
    ]

    /// The options so far.
    var options = CellOptions()
    /// The label, and where it stands.
    var label: (name: String, place: Place)?
    private var seen: Set<String> = []

    /// Reads one option.
    mutating func read(_ entry: CellOptionEntry, _ findings: inout Findings) {
        let name = entry.name
        let value = entry.value
        guard seen.insert(name).inserted else {
            findings.error("option \(name) is given more than once", at: entry.place)
            return
        }
        switch name {
        case "label": readLabel(value, &findings)
        case "echo": readEcho(value, &findings)
        case "eval": set(\.eval, value.readBool(name, &findings))
        case "output": set(\.output, value.readBool(name, &findings))
        case "include": set(\.include, value.readBool(name, &findings))
        case "error": set(\.error, value.readBool(name, &findings))
        case "fig-cap": options.figureCaption = value.readText(name, &findings)
        case "fig-alt": options.figureAlt = value.readText(name, &findings)
        case "fig-format": readFigureFormat(value, &findings)
        case "tbl-cap": options.tableCaption = value.readText(name, &findings)
        case "timeout": options.timeout = value.readSeconds(name, &findings)
        case "cache": options.cache = value.readBool(name, &findings)
        case "optimize": options.optimize = value.readBool(name, &findings)
        default:
            let hint =
                CellOptionsReader.elsewhere[name].map { "here it is \"\($0)\"" }
                ?? Suggestion.text(for: name, among: CellOptionsReader.names)
            findings.error("unknown option \"\(name)\", \(hint)", at: entry.place)
        }
    }

    /// Reads an option of a MyST directive, which has some names of its own.
    mutating func readDirective(_ entry: CellOptionEntry, _ findings: inout Findings) {
        var entry = entry
        switch entry.name {
        case "tags":
            for tag in entry.value.elements ?? [entry.value] { readTag(tag, &findings) }
            return
        case "name": entry.name = "label"
        case "caption": entry.name = "fig-cap"
        case "alt": entry.name = "fig-alt"
        default: break
        }
        read(entry, &findings)
    }

    private mutating func set(_ option: WritableKeyPath<CellOptions, Bool>, _ value: Bool?) {
        if let value { options[keyPath: option] = value }
    }

    private mutating func readLabel(_ value: YAMLValue, _ findings: inout Findings) {
        guard let name = value.text, CellLabel.isValid(name) else {
            value.fail("label", expects: CellLabel.expectation, &findings)
            return
        }
        label = (name, value.place)
    }

    private mutating func readEcho(_ value: YAMLValue, _ findings: inout Findings) {
        switch (value.scalar, value.text) {
        case (.bool(true), _): options.echo = .shown
        case (.bool(false), _): options.echo = .hidden
        case (.string, "fold"): options.echo = .folded
        default: value.fail("echo", expects: "true, false or fold", &findings)
        }
    }

    private mutating func readFigureFormat(_ value: YAMLValue, _ findings: inout Findings) {
        guard let format = value.text.flatMap(CellOptions.FigureFormat.init) else {
            value.fail("fig-format", expects: "png or svg", &findings)
            return
        }
        options.figureFormat = format
    }

    private mutating func readTag(_ tag: YAMLValue, _ findings: inout Findings) {
        switch tag.text {
        case "hide-input": options.echo = .folded
        case "remove-input": options.echo = .hidden
        case "remove-output": options.output = false
        case "remove-cell": options.include = false
        case "skip-execution": options.eval = false
        case "raises-exception": options.error = true
        default: findings.warning("the tag \(tag.found) means nothing here", at: tag.place)
        }
    }
}
