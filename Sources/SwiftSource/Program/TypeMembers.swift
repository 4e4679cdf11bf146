import SwiftSyntax

/// The members that a notebook's cells give to types, as far as their text says: inside a type they come before what the
/// top level calls the same.
struct TypeMembers {
    private var names: [String: Set<String>] = [:]
    private var inherited: [String: [String]] = [:]

    /// The members of a type, with those of the types it inherits from.
    ///
    /// - Parameter path: The type's name, or `Outer.Inner`.
    func names(of path: String) -> Set<String> {
        var (found, seen, waiting): (Set<String>, Set<String>, [String]) = ([], [], [path])
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            found.formUnion(names[next] ?? [])
            waiting += inherited[next] ?? []
        }
        return found
    }

    /// Notes what a cell declares; a type that is declared again begins anew.
    mutating func add(_ statements: CodeBlockItemListSyntax) {
        for item in statements {
            guard case .decl(let declaration) = item.item else { continue }
            if let (name, type) = declaration.namedType {
                forget(name)
                add(type, path: name)
            }
        }
        for item in statements {
            if let added = item.item.as(ExtensionDeclSyntax.self) { add(added, path: added.extendedPath) }
        }
    }

    private mutating func forget(_ path: String) {
        for known in names.keys where known == path || known.hasPrefix(path + ".") {
            names[known] = nil
            inherited[known] = nil
        }
    }

    private mutating func add(_ type: any DeclGroupSyntax, path: String) {
        names[path, default: []].formUnion(type.declaredMembers)
        inherited[path, default: []] += type.inheritanceClause?.inheritedTypes.map { $0.type.pathText } ?? []
        for member in type.memberBlock.members {
            if let (name, inner) = member.decl.namedType { add(inner, path: path + "." + name) }
        }
    }
}

extension DeclGroupSyntax {
    /// The names of the members that stand in its braces.
    var declaredMembers: Set<String> { memberBlock.members.declaredNames }
}

extension MemberBlockItemListSyntax {
    fileprivate var declaredNames: Set<String> {
        var names: Set<String> = []
        for member in self {
            if let conditional = member.decl.as(IfConfigDeclSyntax.self) {
                for case .decls(let members)? in conditional.clauses.map(\.elements) {
                    names.formUnion(members.declaredNames)
                }
            } else {
                names.formUnion(member.decl.memberNames.map(\.plainText))
            }
        }
        return names
    }
}

extension DeclSyntax {
    /// The declaration of a type, and its name.
    fileprivate var namedType: (name: String, type: any DeclGroupSyntax)? {
        guard let type = asProtocol((any DeclGroupSyntax).self), let named = asProtocol((any NamedDeclSyntax).self)
        else { return nil }
        return (named.name.plainText, type)
    }

    /// The tokens that name a declaration as a member.
    var memberNames: [TokenSyntax] {
        if let variable = self.as(VariableDeclSyntax.self) {
            return variable.bindings.compactMap { $0.pattern.as(IdentifierPatternSyntax.self)?.identifier }
        }
        if let cases = self.as(EnumCaseDeclSyntax.self) { return cases.elements.map(\.name) }
        return self.asProtocol((any NamedDeclSyntax).self).map { [$0.name] } ?? []
    }
}

extension ExtensionDeclSyntax {
    /// The name of the type that is extended, without generic arguments.
    var extendedPath: String { extendedType.pathText }
}

extension TypeSyntax {
    /// `Outer.Inner` for a type that is written with names alone, its text for any other.
    fileprivate var pathText: String {
        if let name = self.as(IdentifierTypeSyntax.self) { return name.name.plainText }
        if let member = self.as(MemberTypeSyntax.self) {
            return member.baseType.pathText + "." + member.name.plainText
        }
        if let attributed = self.as(AttributedTypeSyntax.self) { return attributed.baseType.pathText }
        return trimmedDescription
    }
}
