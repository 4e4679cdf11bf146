import SwiftSyntax

/// Finds the names whose values a cell may change when it runs.
final class ChangeVisitor: SyntaxVisitor {
    private(set) var names: Set<String> = []

    /// Functions known to leave their arguments as they are.
    private static let readers: Set = [
        "print", "debugPrint", "dump", "display", "metric", "min", "max", "abs", "String",
    ]

    override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
        let elements = Array(node.elements)
        for (index, element) in elements.enumerated() where index > 0 {
            let operatorText = element.as(BinaryOperatorExprSyntax.self)?.operator.text
            let assigns =
                element.is(AssignmentExprSyntax.self)
                || operatorText.map {
                    $0.count > 1 && $0.hasSuffix("=") && !["==", "!=", "<=", ">=", "===", "!=="].contains($0)
                } == true
            if assigns { names.formUnion(elements[index - 1].rootNames) }
        }
        return .visitChildren
    }

    override func visit(_ node: InOutExprSyntax) -> SyntaxVisitorContinueKind {
        names.formUnion(node.expression.rootNames)
        return .visitChildren
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        let called = node.calledExpression
        if let member = called.as(MemberAccessExprSyntax.self) {
            names.formUnion(member.base?.rootNames ?? [])
        }
        if let function = called.as(DeclReferenceExprSyntax.self), Self.readers.contains(function.baseName.text) {
            return .visitChildren
        }
        for argument in node.arguments { names.formUnion(argument.expression.rootNames) }
        return .visitChildren
    }
}

/// Finds out whether running a piece of code awaits and throws, not counting the code of functions and closures in it.
final class EffectVisitor: SyntaxVisitor {
    private(set) var awaits = false
    private(set) var throwsErrors = false

    override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
        awaits = true
        return .visitChildren
    }

    override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind {
        if node.awaitKeyword != nil { awaits = true }
        if node.tryKeyword != nil { throwsErrors = true }
        return .visitChildren
    }

    override func visit(_ node: TryExprSyntax) -> SyntaxVisitorContinueKind {
        if node.questionOrExclamationMark == nil { throwsErrors = true }
        return .visitChildren
    }

    override func visit(_ node: ThrowStmtSyntax) -> SyntaxVisitorContinueKind {
        throwsErrors = true
        return .visitChildren
    }

    /// Errors of a `do` with a catch-all end there; only its clauses' own errors go on.
    override func visit(_ node: DoStmtSyntax) -> SyntaxVisitorContinueKind {
        guard node.catchClauses.contains(where: { $0.catchItems.isEmpty }) else { return .visitChildren }
        let inner = EffectVisitor(viewMode: .sourceAccurate)
        inner.walk(node.body)
        if inner.awaits { awaits = true }
        for clause in node.catchClauses { walk(clause) }
        return .skipChildren
    }

    override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
        if node.modifiers.contains(where: { $0.name.tokenKind == .keyword(.async) }) { awaits = true }
        return .visitChildren
    }

    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
    override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

extension TokenSyntax {
    /// The token's text without the back-ticks of an escaped identifier.
    var plainText: String {
        text.hasPrefix("`") && text.hasSuffix("`") && text.count > 2 ? String(text.dropFirst().dropLast()) : text
    }
}

extension CodeBlockItemSyntax {
    /// Whether the item is an `async let`.
    var startsAsyncLet: Bool {
        item.as(VariableDeclSyntax.self)?.modifiers.contains { $0.name.tokenKind == .keyword(.async) } ?? false
    }

    /// Whether the item declares variables that can be changed.
    var declaresVar: Bool { item.as(VariableDeclSyntax.self)?.bindingSpecifier.tokenKind == .keyword(.var) }

    /// The variables and constants that the item declares for all that follows, but for those of an `async let`.
    var variables: [String] {
        if let variable = item.as(VariableDeclSyntax.self) {
            return startsAsyncLet ? [] : variable.bindings.flatMap(\.pattern.boundNames)
        }
        return item.as(GuardStmtSyntax.self)?.newNames ?? []
    }
}

extension GuardStmtSyntax {
    /// The names that the statement binds.
    var boundNames: [String] { conditions.flatMap { $0.parts.pattern?.boundNames ?? [] } }

    /// The names that the statement binds for all that follows; none if one of them has a meaning already that the statement
    /// uses, as in `guard let model`: then the new meaning holds in its cell only.
    var newNames: [String] {
        var bound: [String] = []
        var used: Set<String> = []
        for condition in conditions {
            let (pattern, value) = condition.parts
            let names = pattern?.boundNames ?? []
            let references = ReferenceVisitor(viewMode: .sourceAccurate)
            if let value { references.walk(value) }
            // Without a value, the names are those of the values.
            used.formUnion((value == nil ? Set(names) : references.names).subtracting(bound))
            bound += names
        }
        return used.isDisjoint(with: bound) ? bound : []
    }

    /// The names that the statement binds with `var`.
    var variableNames: [String] {
        conditions.flatMap { condition in
            if case .optionalBinding(let binding) = condition.condition {
                return binding.bindingSpecifier.tokenKind == .keyword(.var) ? binding.pattern.boundNames : []
            }
            let visitor = VariablePatternVisitor(viewMode: .sourceAccurate)
            if let pattern = condition.parts.pattern { visitor.walk(pattern) }
            return visitor.names
        }
    }
}

extension ConditionElementSyntax {
    /// The pattern that the condition matches and the value that it takes.
    var parts: (pattern: PatternSyntax?, value: ExprSyntax?) {
        switch condition {
        case .expression(let value): (nil, value)
        case .optionalBinding(let binding): (binding.pattern, binding.initializer?.value)
        case .matchingPattern(let match): (match.pattern, match.initializer.value)
        default: (nil, nil)
        }
    }
}

extension DeclSyntax {
    /// The names that the declaration gives a meaning.
    var boundNames: [String] {
        if let variable = self.as(VariableDeclSyntax.self) { return variable.bindings.flatMap(\.pattern.boundNames) }
        return self.asProtocol((any NamedDeclSyntax).self).map { [$0.name.plainText] } ?? []
    }
}

extension PatternSyntax {
    /// The names that the pattern binds.
    var boundNames: [String] {
        let visitor = PatternVisitor(viewMode: .sourceAccurate)
        visitor.walk(self)
        return visitor.names
    }
}

/// Finds the names that are used other than as members.
private final class ReferenceVisitor: SyntaxVisitor {
    private(set) var names: Set<String> = []

    override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
        names.insert(node.baseName.plainText)
        return .visitChildren
    }

    override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
        if let base = node.base { walk(base) }
        return .skipChildren
    }
}

/// Finds the names that a pattern binds.
private final class PatternVisitor: SyntaxVisitor {
    private(set) var names: [String] = []

    override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
        names.append(node.identifier.plainText)
        return .skipChildren
    }
}

/// Finds the names that a pattern binds with `var`.
private final class VariablePatternVisitor: SyntaxVisitor {
    private(set) var names: [String] = []

    override func visit(_ node: ValueBindingPatternSyntax) -> SyntaxVisitorContinueKind {
        guard node.bindingSpecifier.tokenKind == .keyword(.var) else { return .visitChildren }
        names += node.pattern.boundNames
        return .skipChildren
    }
}

extension DeclModifierListSyntax {
    /// Whether what is declared can be seen in its file only.
    var isPrivate: Bool {
        contains { ["private", "fileprivate"].contains($0.name.text) && $0.detail == nil }
    }
}

extension CodeBlockItemListSyntax {
    /// The last expression, whose value a cell displays; nil where there is none or a semicolon hushes it.
    var displayedExpression: ExprSyntax? {
        guard let last, last.semicolon == nil, case .expr(let expression) = last.item, !expression.isAssignment
        else { return nil }
        return expression
    }
}

extension ExprSyntax {
    /// Whether the expression assigns with `=`.
    var isAssignment: Bool {
        self.as(SequenceExprSyntax.self)?.elements.contains { $0.is(AssignmentExprSyntax.self) } ?? false
    }

    /// The variables that the expression is a part of: `model` for `model.layers[0].weight`, both for `(a, b)`.
    var rootNames: [String] {
        switch self.as(ExprSyntaxEnum.self) {
        case .declReferenceExpr(let reference): [reference.baseName.plainText]
        case .memberAccessExpr(let member): member.base?.rootNames ?? []
        case .subscriptCallExpr(let call): call.calledExpression.rootNames
        case .forceUnwrapExpr(let unwrap): unwrap.expression.rootNames
        case .optionalChainingExpr(let chain): chain.expression.rootNames
        case .inOutExpr(let inOut): inOut.expression.rootNames
        case .tupleExpr(let tuple): tuple.elements.flatMap(\.expression.rootNames)
        case .arrayExpr(let array): array.elements.flatMap(\.expression.rootNames)
        default: []
        }
    }
}
