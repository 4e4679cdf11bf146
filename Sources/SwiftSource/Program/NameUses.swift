import SwiftSyntax

/// Finds the names in a cell that mean something beyond the scopes inside it: what its top level declares, and what it
/// uses of the cells above or of a library.
///
/// The scopes are Swift's: a local variable counts from its declaration on; local functions and types, and the members of
/// a type, in the whole of their scope.
final class NameUses: SyntaxVisitor {
    /// A place where such a name stands.
    struct Use {
        /// The name without back-ticks.
        var name: String
        var offset: Int
        var length: Int
        var form = Form.plain
        /// For the name of a function that is called, what it is given.
        var arguments: CallArguments?
    }

    /// What the name's place says besides the name.
    enum Form {
        /// The name alone.
        case plain
        /// The top level declares it here.
        case declaration
        /// A use of what the name means above the cell, which itself gives it a new meaning.
        case above
        /// `if let x` or `[x]`: a use, and a local name of the same spelling.
        case shorthand
        /// `guard let x` at the top level: a use, and a declaration.
        case shorthandDeclaration
    }

    /// The names that are used or declared, in their order.
    private(set) var uses: [Use] = []
    /// What the top level declares.
    private(set) var declarations: [ProgramNames.Declaration] = []
    /// The places where the name of a member of some type stands.
    private(set) var memberUses: [Use] = []

    private let members: TypeMembers
    private var scopes: [Scope] = []
    private var typePath: [String] = []
    /// The names that a `guard` at the top level is about to bind, and that still mean what is above.
    private var unbound: Set<String> = []

    private struct Scope {
        var names: Set<String>
        var isType = false
    }

    init(members: TypeMembers) {
        self.members = members
        super.init(viewMode: .sourceAccurate)
    }

    // MARK: Names

    private func use(_ token: TokenSyntax, _ form: Form = .plain, arguments: CallArguments? = nil) {
        guard case .identifier = token.tokenKind else { return }
        let form = unbound.contains(token.plainText) ? .above : form
        let use = Use(token, form, arguments: arguments)
        switch scopes.last(where: { $0.names.contains(use.name) }) {
        case nil: uses.append(use)
        case let scope? where scope.isType: memberUses.append(use)
        default: break
        }
    }

    private func declare(_ token: TokenSyntax, _ form: Form = .declaration, function: FunctionDeclSyntax? = nil) {
        guard case .identifier = token.tokenKind else { return }
        guard scopes.isEmpty else { return declareLocally(token) }
        unbound.remove(token.plainText)
        let signature = function.map { FunctionSignature($0) }
        uses.append(Use(token, form, arguments: signature?.fullCall))
        declarations.append(.init(name: token.plainText, signature: signature, isPrivate: token.isDeclaredPrivate))
    }

    private func declareLocally(_ token: TokenSyntax) {
        guard !scopes.isEmpty else { return }
        scopes[scopes.count - 1].names.insert(token.plainText)
    }

    private func within(_ names: Set<String> = [], isType: Bool = false, _ body: () -> Void) {
        scopes.append(Scope(names: names, isType: isType))
        body()
        scopes.removeLast()
    }

    private func walkEach(_ nodes: (any SyntaxProtocol)?...) {
        for node in nodes { if let node { walk(node) } }
    }

    // MARK: References

    override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
        use(node.baseName, arguments: CallArguments(ofCallTo: node))
        return .skipChildren
    }

    override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.base)
        memberUses.append(Use(node.declName.baseName))
        return .skipChildren
    }

    override func visit(_ node: KeyPathPropertyComponentSyntax) -> SyntaxVisitorContinueKind {
        memberUses.append(Use(node.declName.baseName))
        walkEach(node.genericArgumentClause)
        return .skipChildren
    }

    override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
        use(node.name)
        return .visitChildren
    }

    // MARK: Variables and patterns

    override func visit(_ node: PatternBindingSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.typeAnnotation, node.initializer, node.pattern, node.accessorBlock)
        return .skipChildren
    }

    override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
        declare(node.identifier)
        return .skipChildren
    }

    override func visit(_ node: OptionalBindingConditionSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.typeAnnotation, node.initializer)
        if node.initializer == nil, let shorthand = node.pattern.as(IdentifierPatternSyntax.self) {
            if scopes.isEmpty {
                declare(shorthand.identifier, .shorthandDeclaration)
                return .skipChildren
            }
            use(shorthand.identifier, .shorthand)
        }
        walk(node.pattern)
        return .skipChildren
    }

    override func visit(_ node: MatchingPatternConditionSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.initializer, node.typeAnnotation, node.pattern)
        return .skipChildren
    }

    override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
        guard !scopes.isEmpty else {
            // Neither what stands before a name nor the body sees it.
            for part in [Syntax(node.conditions), Syntax(node.body)] {
                unbound = Set(node.boundNames)
                walk(part)
            }
            unbound = []
            return .skipChildren
        }
        // What it binds counts below it, but not in its own body.
        var bound: Set<String> = []
        within {
            walk(node.conditions)
            bound = scopes[scopes.count - 1].names
        }
        walk(node.body)
        scopes[scopes.count - 1].names.formUnion(bound)
        return .skipChildren
    }

    // MARK: Statements with scopes of their own

    override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind {
        within(node.statements.hoistedNames) { walk(node.statements) }
        return .skipChildren
    }

    override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
        within { walkEach(node.conditions, node.body) }
        walkEach(node.elseBody)
        return .skipChildren
    }

    override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind {
        within { walkEach(node.conditions, node.body) }
        return .skipChildren
    }

    override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
        walk(node.sequence)
        within { walkEach(node.pattern, node.typeAnnotation, node.whereClause, node.body) }
        return .skipChildren
    }

    override func visit(_ node: SwitchCaseSyntax) -> SyntaxVisitorContinueKind {
        within(node.statements.hoistedNames) { walkEach(node.label, node.statements) }
        return .skipChildren
    }

    override func visit(_ node: CatchClauseSyntax) -> SyntaxVisitorContinueKind {
        within(node.catchItems.isEmpty ? ["error"] : []) { walkEach(node.catchItems, node.body) }
        return .skipChildren
    }

    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
        within {
            for capture in node.signature?.capture?.items ?? [] {
                if let initializer = capture.initializer { walk(initializer) } else { use(capture.name, .shorthand) }
            }
            for capture in node.signature?.capture?.items ?? [] { declareLocally(capture.name) }
            walkEach(node.signature?.parameterClause, node.signature?.returnClause)
            within(node.statements.hoistedNames) { walk(node.statements) }
        }
        return .skipChildren
    }

    override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
        declareLocally(node.name)
        return .skipChildren
    }

    override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.type)
        declareLocally(node.secondName ?? node.firstName)
        return .skipChildren
    }

    override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind {
        switch node.accessors {
        case .getter(let statements): within(statements.hoistedNames) { walk(statements) }
        case .accessors(let accessors): walk(accessors)
        @unknown default: return .visitChildren
        }
        return .skipChildren
    }

    override func visit(_ node: AccessorDeclSyntax) -> SyntaxVisitorContinueKind {
        let implicit: Set<String> =
            switch node.accessorSpecifier.tokenKind {
            case .keyword(.set), .keyword(.willSet): ["newValue"]
            case .keyword(.didSet): ["oldValue"]
            default: []
            }
        within(node.parameters.map { [$0.name.plainText] } ?? implicit) { walkEach(node.body) }
        return .skipChildren
    }

    // MARK: Functions

    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
        walk(node.attributes)
        if scopes.isEmpty { declare(node.name, function: node) }
        within(node.genericParameterClause?.names ?? []) {
            walkEach(node.genericParameterClause, node.signature, node.genericWhereClause, node.body)
        }
        return .skipChildren
    }

    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind {
        within(node.genericParameterClause?.names ?? []) {
            walkEach(node.genericParameterClause, node.signature, node.genericWhereClause, node.body)
        }
        return .skipChildren
    }

    override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind {
        within(node.genericParameterClause?.names ?? []) {
            walkEach(
                node.genericParameterClause, node.parameterClause, node.returnClause, node.genericWhereClause,
                node.accessorBlock)
        }
        return .skipChildren
    }

    override func visit(_ node: FunctionParameterClauseSyntax) -> SyntaxVisitorContinueKind {
        // A parameter's type and default value do not see the parameters.
        for parameter in node.parameters { walkEach(parameter.attributes, parameter.type, parameter.defaultValue) }
        for parameter in node.parameters { declareLocally(parameter.secondName ?? parameter.firstName) }
        return .skipChildren
    }

    // MARK: Types

    private func visitType(_ node: some DeclGroupSyntax & NamedDeclSyntax, generics: GenericParameterClauseSyntax?) {
        walk(node.attributes)
        if scopes.isEmpty { declare(node.name) }
        typePath.append(node.name.plainText)
        within(members.names(of: typePath.joined(separator: ".")).union(node.declaredMembers), isType: true) {
            within(generics?.names ?? []) {
                walkEach(generics, node.inheritanceClause, node.genericWhereClause, node.memberBlock)
            }
        }
        typePath.removeLast()
    }

    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
        visitType(node, generics: node.genericParameterClause)
        return .skipChildren
    }

    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
        visitType(node, generics: node.genericParameterClause)
        return .skipChildren
    }

    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
        visitType(node, generics: node.genericParameterClause)
        return .skipChildren
    }

    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
        visitType(node, generics: node.genericParameterClause)
        return .skipChildren
    }

    override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
        visitType(node, generics: nil)
        return .skipChildren
    }

    override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.attributes, node.extendedType)
        let path = node.extendedPath
        typePath.append(path)
        within(members.names(of: path).union(node.declaredMembers), isType: true) {
            walkEach(node.inheritanceClause, node.genericWhereClause, node.memberBlock)
        }
        typePath.removeLast()
        return .skipChildren
    }

    override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
        if scopes.isEmpty { declare(node.name) }
        within(node.genericParameterClause?.names ?? []) {
            walkEach(node.genericParameterClause, node.initializer, node.genericWhereClause)
        }
        return .skipChildren
    }

    // MARK: What holds no names of this kind

    override func visit(_ node: IfConfigClauseSyntax) -> SyntaxVisitorContinueKind {
        walkEach(node.elements)
        return .skipChildren
    }

    override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: PrecedenceGroupDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension NameUses.Use {
    init(_ token: TokenSyntax, _ form: NameUses.Form = .plain, arguments: CallArguments? = nil) {
        self.init(
            name: token.plainText, offset: token.positionAfterSkippingLeadingTrivia.utf8Offset,
            length: token.trimmedLength.utf8Length, form: form, arguments: arguments)
    }
}

extension TokenSyntax {
    /// Whether the declaration that the token names is not seen by other cells: neither is what `async let` binds, nor what
    /// a `guard` gives a new meaning.
    fileprivate var isDeclaredPrivate: Bool {
        let ancestors = sequence(first: Syntax(self), next: \.parent).lazy
        if let statement = ancestors.compactMap({ $0.as(GuardStmtSyntax.self) }).first {
            return !statement.newNames.contains(plainText)
        }
        let declaration = ancestors.compactMap { $0.asProtocol((any WithModifiersSyntax).self) }.first
        guard let modifiers = declaration?.modifiers else { return false }
        return modifiers.isPrivate || modifiers.contains { $0.name.tokenKind == .keyword(.async) }
    }
}

extension CodeBlockItemListSyntax {
    /// The functions and types among the statements, which count in all of them.
    fileprivate var hoistedNames: Set<String> {
        var names: Set<String> = []
        for item in self {
            guard case .decl(let declaration) = item.item else { continue }
            if let conditional = declaration.as(IfConfigDeclSyntax.self) {
                for case .statements(let statements)? in conditional.clauses.map(\.elements) {
                    names.formUnion(statements.hoistedNames)
                }
            } else if let named = declaration.asProtocol((any NamedDeclSyntax).self) {
                names.insert(named.name.plainText)
            }
        }
        return names
    }
}

extension GenericParameterClauseSyntax {
    /// The names of the parameters.
    var names: Set<String> { Set(parameters.map(\.name.plainText)) }
}
