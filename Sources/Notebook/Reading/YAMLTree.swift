import Foundation

/// The content of a small YAML file, each part with its place, for files other than notebooks.
package struct YAMLTree: Sendable {
    /// What a part is.
    package enum Content: Sendable {
        /// Nothing is written.
        case nothing
        /// A text, number or truth value, as it is written.
        case text(String)
        /// Parts one after the other.
        case list([YAMLTree])
        /// Parts by name, in the order of the file.
        case mapping([(key: YAMLTree, value: YAMLTree)])
    }

    /// What the part is.
    package let content: Content
    /// Its line, from 1.
    package let line: Int
    /// Its column in UTF-8 bytes, from 1.
    package let column: Int
    /// What it is, for a sentence that ends with "found …".
    package let found: String

    /// Reads YAML.
    ///
    /// - Throws: `NotebookError` with the place where the text is not valid YAML, or is too large: aliases can make a
    ///   small text stand for a huge tree.
    package init(text: String, file: String) throws(NotebookError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        var findings = Findings(file: file)
        let source = YAMLSource(lines: lines, origins: lines.indices.map { ($0 + 1, 0) })
        let root = source.root(of: "the file is", &findings)
        if !findings.diagnostics.isEmpty { throw NotebookError(findings.diagnostics) }
        guard let root else {
            throw NotebookError([Diagnostic(file: file, message: "expected YAML, found an empty file")])
        }
        var budget = 10_000
        self.init(root, budget: &budget)
        guard budget > 0 else {
            throw NotebookError([Diagnostic(file: file, message: "expected at most 10,000 values, found more")])
        }
    }

    private init(_ value: YAMLValue, budget: inout Int) {
        budget -= 1
        line = value.place.line
        column = value.place.column
        found = value.found
        if budget <= 0 {
            content = .nothing
        } else if let entries = value.entries {
            var pairs: [(key: YAMLTree, value: YAMLTree)] = []
            for entry in entries where budget > 0 {
                pairs.append((YAMLTree(entry.key, budget: &budget), YAMLTree(entry.value, budget: &budget)))
            }
            content = .mapping(pairs)
        } else if let elements = value.elements {
            var parts: [YAMLTree] = []
            for element in elements where budget > 0 { parts.append(YAMLTree(element, budget: &budget)) }
            content = .list(parts)
        } else if let text = value.text, value.scalar != .null {
            content = .text(text)
        } else {
            content = .nothing
        }
    }
}
