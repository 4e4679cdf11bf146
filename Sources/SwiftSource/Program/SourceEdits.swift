import SwiftSyntax

/// Changes of a source text, each at a place of the text as it was.
struct SourceEdits {
    private struct Edit {
        var offset: Int
        var length: Int
        var text: String
    }

    private var edits: [Edit] = []
    /// Stands for removed text while edits are applied, so that a line of which nothing is left can go, too.
    private static let removed = "\u{0}"

    /// Puts text before the byte at a place.
    mutating func insert(_ text: String, at offset: Int) {
        edits.append(Edit(offset: offset, length: 0, text: text))
    }

    /// Puts text in the place of a token.
    mutating func replace(_ token: TokenSyntax, with text: String) {
        edits.append(
            Edit(
                offset: token.positionAfterSkippingLeadingTrivia.utf8Offset, length: token.trimmedLength.utf8Length,
                text: text))
    }

    /// Removes a node and what stands behind it on its line; comments above it stay.
    mutating func remove(_ node: some SyntaxProtocol) {
        let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
        edits.append(Edit(offset: start, length: node.endPosition.utf8Offset - start, text: Self.removed))
    }

    /// Calls a name what it is called in the program.
    ///
    /// - Parameters:
    ///   - name: What it is called in its cell; nil if no cell declares it.
    ///   - above: What it was called above the cell.
    mutating func rename(_ use: NameUses.Use, to name: String?, from above: String? = nil) {
        switch use.form {
        case .plain, .declaration, .above:
            let name = use.form == .above ? above : name
            if let name, name != use.name { edits.append(Edit(offset: use.offset, length: use.length, text: name)) }
        case .shorthand:
            if let name, name != use.name { insert(" = \(name)", at: use.offset + use.length) }
        case .shorthandDeclaration:
            guard let name, name != use.name else { return }
            edits.append(Edit(offset: use.offset, length: use.length, text: "\(name) = \(above ?? use.name)"))
        }
    }

    /// The text with all changes, without lines that were removed as a whole and without blank lines at its ends.
    func applied(to source: String) -> String {
        let bytes = Array(source.utf8)
        var (result, copied): ([UInt8], Int) = ([], 0)
        // Edits of one place stay in the order in which they were made.
        for (_, edit) in edits.enumerated().sorted(by: {
            ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
        })
        where edit.offset >= copied {
            result += bytes[copied..<edit.offset]
            result += edit.text.utf8
            copied = edit.offset + edit.length
        }
        result += bytes[copied...]
        // Only what ends a line in Swift: other line breaks may stand in strings.
        var lines = String(decoding: result, as: UTF8.self).split(omittingEmptySubsequences: false) { character in
            ["\n", "\r\n", "\r"].contains(character)
        }
        lines.removeAll { line in
            line.contains(Self.removed) && line.allSatisfy { $0.isWhitespace || String($0) == Self.removed }
        }
        while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
        while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.joined(separator: "\n").replacing(Self.removed, with: "")
    }
}
