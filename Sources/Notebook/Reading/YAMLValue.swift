import Yams

/// A piece of YAML that stands somewhere in a notebook: its lines, and where they stand.
struct YAMLSource {
    /// The lines of YAML.
    var lines: [String] = []
    /// For each line its line in the notebook, and how many UTF-8 bytes stand before it there.
    var origins: [(line: Int, indent: Int)] = []

    /// The root of the YAML, or nil where there is none or it is broken, which is then among the findings.
    func root(of subject: String, _ findings: inout Findings) -> YAMLValue? {
        do {
            // No resolver: `YAMLValue` resolves plain scalars itself, by the rules of YAML 1.2.
            let parser = try Parser(yaml: lines.joined(separator: "\n") + "\n", resolver: .basic, encoding: .utf8)
            return try parser.singleRoot().map { YAMLValue(node: $0, source: self) }
        } catch let error as YamlError {
            let (message, place) = explain(error)
            findings.error("\(subject) not valid YAML: \(message)", at: place)
        } catch {
            findings.error("\(subject) not valid YAML: \(error)", at: place(line: 1, scalar: 1))
        }
        return nil
    }

    /// The place in the notebook of a line and a Unicode scalar in it, both from 1, as libYAML counts them.
    func place(line: Int, scalar: Int) -> Place {
        guard !origins.isEmpty else { return Place(line: 1, column: 1) }
        let index = min(max(line, 1), origins.count) - 1
        let before = lines[index].unicodeScalars.prefix(max(scalar - 1, 0))
        let column = before.reduce(1) { $0 + UTF8.width($1) }
        return Place(line: origins[index].line, column: origins[index].indent + column)
    }

    private func explain(_ error: YamlError) -> (String, Place) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.hasPrefix("Maximum nesting level") {
                return ("it is nested too deeply", place(line: mark.line, scalar: mark.column))
            }
            let lead = context.map { "\($0.text), " } ?? ""
            return (lead + problem, place(line: mark.line, scalar: mark.column))
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0).unicodeScalars
            let line = before.count { $0 == "\n" } + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            return (problem, place(line: line, scalar: column))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            return ("\(names) is given more than once", place(line: context.mark.line, scalar: context.mark.column))
        default:
            return ("\(error)", place(line: 1, scalar: 1))
        }
    }
}

/// A value in YAML that knows its place in the notebook.
///
/// It looks at its children only when asked, for aliases can make a small text stand for a huge tree.
struct YAMLValue {
    /// A scalar by the core schema of YAML 1.2.
    enum Scalar: Equatable {
        case null
        case bool(Bool)
        case int(Int)
        case unsigned(UInt64)
        case hugeInteger
        case double(Double)
        case string
    }

    private let node: Node
    private let source: YAMLSource

    init(node: Node, source: YAMLSource) {
        self.node = node
        self.source = source
    }

    /// Where the value starts.
    var place: Place {
        source.place(line: node.mark?.line ?? 1, scalar: node.mark?.column ?? 1)
    }

    /// The keys and values of a mapping, or nil if it is none.
    var entries: [(key: YAMLValue, value: YAMLValue)]? {
        node.mapping?.map { (YAMLValue(node: $0.key, source: source), YAMLValue(node: $0.value, source: source)) }
    }

    /// The elements of a list, or nil if it is none.
    var elements: [YAMLValue]? {
        node.sequence?.map { YAMLValue(node: $0, source: source) }
    }

    /// The text of a scalar as it is written, or nil for lists and mappings.
    var text: String? {
        node.scalar?.string
    }

    /// The scalar with its type, or nil for lists and mappings.
    var scalar: Scalar? {
        guard let scalar = node.scalar else { return nil }
        // An explicit tag other than those of the core schema leaves a text.
        switch scalar.tag.rawValue {
        case "", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float",
            "tag:yaml.org,2002:null":
            return scalar.style == .plain ? Scalar(plain: scalar.string) : .string
        default:
            return .string
        }
    }

    /// What the value is, for a sentence that ends with "found …".
    var found: String {
        if node.mapping != nil { return "a mapping" }
        if node.sequence != nil { return "a list" }
        guard let text, scalar != .null else { return "nothing" }
        let short = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return scalar == .string ? "\"\(short)\"" : String(short)
    }
}

extension YAMLValue.Scalar {
    /// Resolves a plain scalar (YAML 1.2.2, section 10.3.2).
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .double(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .double(.nan)
        default: self = Self(number: text) ?? .string
        }
    }

    private init?(number text: String) {
        if text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) {
            self = .init(magnitude: value)
        } else if text.hasPrefix("0o"), let value = UInt64(text.dropFirst(2), radix: 8) {
            self = .init(magnitude: value)
        } else if let value = Int(text) {
            self = .int(value)
        } else if let value = UInt64(text) {
            self = .unsigned(value)
        } else {
            let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
            guard let first = unsigned.utf8.first(where: { $0 != UInt8(ascii: ".") }),
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= first
            else { return nil }
            if unsigned.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
                self = .hugeInteger
            } else if unsigned.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text) {
                self = .double(value)
            } else {
                return nil
            }
        }
    }

    private init(magnitude: UInt64) {
        self = Int(exactly: magnitude).map { .int($0) } ?? .unsigned(magnitude)
    }
}
