import SwiftSyntax

/// Declarations without a name of their own that may stand in a program only once: operators, precedence groups, and the
/// members that extensions give to types.
struct RepeatedDeclarations {
    /// The text of each operator and precedence group and of each member that was seen, by what tells it from others.
    private var texts: [String: String] = [:]
    /// What members that were declared again with another body are called from there on.
    private var memberNames: [String: String] = [:]

    /// Drops what a cell repeats, and gives a number to members that it declares in another way than a cell above.
    ///
    /// - Parameters:
    ///   - names: What the names in the cell are called, by their places.
    ///   - memberUses: The places where members are used.
    mutating func edit(
        _ file: SourceFileSyntax, names: [Int: String], memberUses: [NameUses.Use], with edits: inout SourceEdits
    ) {
        // In one cell nothing is declared twice, but for what the compiler refuses in the notebook, too.
        var new = texts
        for item in file.statements {
            if let declaration = item.item.as(OperatorDeclSyntax.self) {
                let fixity = declaration.fixitySpecifier.text
                drop(item, ifKnown: "\(fixity) operator \(declaration.name.text)", from: &edits, &new)
            } else if let group = item.item.as(PrecedenceGroupDeclSyntax.self) {
                drop(item, ifKnown: "precedencegroup \(group.name.text)", from: &edits, &new)
            } else if let declaration = item.item.as(ExtensionDeclSyntax.self) {
                edit(declaration, of: item, names: names, with: &edits, &new)
            }
        }
        texts = new
        for use in memberUses { edits.rename(use, to: memberNames[use.name]) }
    }

    private func drop(
        _ node: some SyntaxProtocol, ifKnown key: String, from edits: inout SourceEdits, _ new: inout [String: String]
    ) {
        if texts[key] != nil { edits.remove(node) }
        new[key] = node.trimmedDescription
    }

    private mutating func edit(
        _ declaration: ExtensionDeclSyntax, of item: CodeBlockItemSyntax, names: [Int: String],
        with edits: inout SourceEdits, _ new: inout [String: String]
    ) {
        let start = declaration.extendedType.positionAfterSkippingLeadingTrivia.utf8Offset
        for inherited in declaration.inheritanceClause?.inheritedTypes ?? [] {
            guard let type = inherited.type.as(AttributedTypeSyntax.self),
                let attribute = type.attributes.first(where: { $0.trimmedDescription == "@retroactive" })
            else { continue }
            // In one program the cells' types and protocols belong to its own module.
            let base = type.baseType.positionAfterSkippingLeadingTrivia.utf8Offset
            if names[start] != nil || names[base] != nil { edits.remove(attribute) }
        }

        let path = (names[start].map { $0 + " " } ?? "") + declaration.extendedPath
        let condition = declaration.genericWhereClause?.trimmedDescription ?? ""
        let members = declaration.memberBlock.members
        let repeated = members.filter { member in
            let key = "\(path) \(condition) \(member.decl.memberKey)"
            let text = member.trimmedDescription
            defer { new[key] = text }
            guard let known = texts[key] else { return false }
            if known == text { return true }
            for token in member.decl.memberNames {
                let numbered = next(after: memberNames[token.plainText] ?? token.plainText, of: token.plainText)
                memberNames[token.plainText] = numbered
                edits.replace(token, with: numbered)
            }
            return false
        }
        if repeated.count == members.count, !members.isEmpty, declaration.inheritanceClause == nil {
            edits.remove(item)
        } else {
            for member in repeated { edits.remove(member) }
        }
    }

    private func next(after name: String, of base: String) -> String {
        let number = name == base ? 1 : Int(name.dropFirst(base.count + 1)) ?? 1
        return "\(base)_\(number + 1)"
    }
}

extension DeclSyntax {
    /// What tells a member from others of its type: kind, name and signature.
    fileprivate var memberKey: String {
        let isStatic =
            asProtocol((any WithModifiersSyntax).self)?.modifiers.contains {
                $0.name.tokenKind == .keyword(.static)
            } ?? false
        let names = memberNames.map(\.plainText).joined(separator: ",")
        let signature = self.as(FunctionDeclSyntax.self).map { FunctionSignature($0).text { $0 } } ?? ""
        return (isStatic ? "static " : "") + (names.isEmpty ? trimmedDescription : names + signature)
    }
}
