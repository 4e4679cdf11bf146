import SwiftSyntax

/// Finds what must be inserted into a cell so that it can be compiled as one of a series: its last expression is
/// displayed, and what awaits at its top level is waited for.
struct CellRewriter {
    private let locations: SourceLocationConverter
    private(set) var insertions: [CellSyntax.Insertion] = []
    private(set) var problems: [CellSyntax.Problem] = []

    init(locations: SourceLocationConverter) {
        self.locations = locations
    }

    /// Reads the top level of a cell.
    mutating func rewrite(_ items: CodeBlockItemListSyntax, displaysLastExpression: Bool) {
        let concurrent = items.firstIndex { $0.startsAsyncLet } ?? items.endIndex
        if concurrent < items.endIndex { waitForAll(items[concurrent...]) }
        for (index, item) in zip(items.indices, items) {
            let isWaitedFor = index >= concurrent
            if case .expr(let expression) = item.item {
                let shows = displaysLastExpression && expression.id == items.displayedExpression?.id
                if shows { insert("_display(", before: expression) }
                if !isWaitedFor { waitIfNeeded(expression) }
                if shows { insert(")", after: expression) }
            } else if isWaitedFor {
                continue
            } else if let statement = item.item.as(GuardStmtSyntax.self) {
                bind(statement)
            } else if case .stmt(let statement) = item.item {
                waitIfNeeded(statement)
            } else if let variable = item.item.as(VariableDeclSyntax.self) {
                for binding in variable.bindings { waitIfNeeded(binding.initializer) }
            }
        }
        if concurrent < items.endIndex { endWaiting(for: items[concurrent...]) }
    }

    /// Makes the rest of a cell, from its first `async let` on, the body of one call that waits for it, and the variables
    /// declared there its results.
    private mutating func waitForAll(_ items: Slice<CodeBlockItemListSyntax>) {
        for item in items {
            guard case .decl(let declaration) = item.item, !declaration.is(VariableDeclSyntax.self) else { continue }
            let place = declaration.startLocation(converter: locations)
            problems.append(
                .init(
                    line: place.line, column: place.column,
                    message: "expected functions, types and imports above the cell's first 'async let', found one below"
                ))
        }
        let variables = items.flatMap(\.variables)
        let keyword = items.contains { $0.declaresVar } ? "var" : "let"
        let throwsErrors = items.contains { item in
            let effects = EffectVisitor(viewMode: .sourceAccurate)
            effects.walk(item)
            return effects.throwsErrors
        }
        let results = variables.isEmpty ? "" : "\(keyword) (\(variables.joined(separator: ", "))) = "
        if let first = items.first { insert("\(results)\(throwsErrors ? "try " : "")_wait { ", before: first) }
    }

    private mutating func endWaiting(for items: Slice<CodeBlockItemListSyntax>) {
        let variables = items.flatMap(\.variables)
        let results = variables.isEmpty ? "" : "; return (\(variables.joined(separator: ", ")))"
        if let last = items.last { insert("\(results) }", after: last.item) }
    }

    /// Makes what a guard binds the results of a call, since the compiler shows other modules no variable that a guard binds;
    /// only a name that holds in its cell alone is bound at the top level.
    private mutating func bind(_ statement: GuardStmtSyntax) {
        let names = statement.newNames.joined(separator: ", ")
        guard !names.isEmpty else {
            for condition in statement.conditions {
                // Without parentheses the closure would be taken for the statement's body.
                if let value = condition.parts.value { waitIfNeeded(value, around: ("(", ")")) }
            }
            return
        }
        let effects = EffectVisitor(viewMode: .sourceAccurate)
        effects.walk(statement)
        let call = (effects.throwsErrors ? "try " : "") + (effects.awaits ? "_wait { " : "{ ")
        let variables = statement.variableNames
        insert("\(variables.isEmpty ? "let" : "var") (\(names)) = \(call)", before: statement)
        insert("\(Self.change(variables)); return (\(names)) }\(effects.awaits ? "" : "()")", after: statement)
    }

    /// Counts for the compiler as a change of variables, so that it does not warn of what only later code changes.
    private static func change(_ variables: [String]) -> String {
        if variables.isEmpty { return "" }
        let parameters = variables.map { _ in "_: inout _" }.joined(separator: ", ")
        return "; _ = { (\(parameters)) in }(\(variables.map { "&\($0)" }.joined(separator: ", ")))"
    }

    private mutating func waitIfNeeded(_ initializer: InitializerClauseSyntax?) {
        if let initializer { waitIfNeeded(initializer.value) }
    }

    /// Wraps a node that awaits into a call that waits for it, so that the cell stays a synchronous program.
    private mutating func waitIfNeeded(
        _ node: some SyntaxProtocol, around: (before: String, after: String) = ("", "")
    ) {
        let effects = EffectVisitor(viewMode: .sourceAccurate)
        effects.walk(node)
        guard effects.awaits else { return }
        insert((effects.throwsErrors ? "try " : "") + around.before + "_wait { ", before: node)
        insert(" }" + around.after, after: node)
    }

    private mutating func insert(_ text: String, before node: some SyntaxProtocol) {
        insertions.append(.init(offset: node.positionAfterSkippingLeadingTrivia.utf8Offset, text: text))
    }

    private mutating func insert(_ text: String, after node: some SyntaxProtocol) {
        insertions.append(.init(offset: node.endPositionBeforeTrailingTrivia.utf8Offset, text: text))
    }
}
