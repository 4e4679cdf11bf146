extension DocumentParts {
    /// The references, each with the form that brackets around it ask for; the brackets are taken away.
    ///
    /// `[Fig. @fig-a; @fig-b]` has words of the author's before its first reference only.
    var referencesWithForms: [(node: CommonMark.Node, reference: CrossReference)] {
        var result: [(node: CommonMark.Node, reference: CrossReference)] = []
        var inside = 0
        for (index, (node, reference)) in references.enumerated() {
            var reference = reference
            if inside > 0 {
                inside -= 1
            } else if let group = ReferenceGroup(from: node) {
                // The nodes of a group stand one behind the other in the list, too.
                inside = min(group.count, references.count - index) - 1
                reference.form = group.form
                group.removeBrackets()
            }
            result.append((node, reference))
        }
        return result
    }
}

/// References between brackets.
private struct ReferenceGroup {
    let form: CrossReference.Form
    /// How many references there are.
    let count: Int
    private let before: CommonMark.Node
    private let bracket: String.Index
    private let after: CommonMark.Node

    /// The group whose first reference is `node`, if there is one.
    init?(from node: CommonMark.Node) {
        guard let before = node.previous, before.kind == .text else { return nil }
        let text = before.literal
        guard let bracket = text.lastIndex(where: { $0 == "[" || $0 == "]" }), text[bracket] == "[" else { return nil }
        var count = 1
        var last = node
        while let between = last.next, between.kind == .text, let next = between.next, next.kind == .reference,
            [";", ","].contains(between.literal.filter { $0 != " " })
        {
            count += 1
            last = next
        }
        guard let after = last.next, after.kind == .text, after.literal.hasPrefix("]") else { return nil }
        switch text[bracket...].dropFirst().filter({ $0 != " " }) {
        case "": form = .full
        case "-": form = .number
        default:
            let words = text[bracket...].dropFirst().drop { $0 == " " }
            form = .prefixed(String(words.reversed().drop { $0 == " " }.reversed()))
        }
        (self.before, self.bracket, self.after, self.count) = (before, bracket, after, count)
    }

    func removeBrackets() {
        before.setText(String(before.literal[..<bracket]))
        after.setText(String(after.literal.dropFirst()))
    }
}
