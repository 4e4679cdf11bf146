import SwiftSyntax

/// Finds out whether a cell has code that may run very often: a loop inside a loop, a function or a closure.
///
/// One loop at the top level mostly calls a few functions that do the work and are compiled already; measured, compiling
/// such a cell for speed costs more time than it saves.
final class RepetitionVisitor: SyntaxVisitor {
    private(set) var found = false
    private var depth = 0

    /// Functions that call the closure they are given for each element.
    private static let loopingFunctions: Set = [
        "map", "flatMap", "compactMap", "filter", "reduce", "forEach", "sort", "sorted", "min", "max", "contains",
        "allSatisfy", "first", "firstIndex", "withUnsafeBufferPointer", "withUnsafeMutableBufferPointer",
    ]

    private func enterLoop() -> SyntaxVisitorContinueKind {
        if depth > 0 { found = true }
        depth += 1
        return .visitChildren
    }

    private func enter() -> SyntaxVisitorContinueKind {
        depth += 1
        return .visitChildren
    }

    private func leave() { depth -= 1 }

    override func visit(_ node: ForStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
    override func visitPost(_ node: ForStmtSyntax) { leave() }
    override func visit(_ node: WhileStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
    override func visitPost(_ node: WhileStmtSyntax) { leave() }
    override func visit(_ node: RepeatStmtSyntax) -> SyntaxVisitorContinueKind { enterLoop() }
    override func visitPost(_ node: RepeatStmtSyntax) { leave() }
    override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
    override func visitPost(_ node: FunctionDeclSyntax) { leave() }
    override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind { enter() }
    override func visitPost(_ node: InitializerDeclSyntax) { leave() }
    override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { enter() }
    override func visitPost(_ node: AccessorBlockSyntax) { leave() }
    override func visitPost(_ node: ClosureExprSyntax) { leave() }

    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
        let call = node.parent?.as(FunctionCallExprSyntax.self)
        let function = call?.calledExpression.as(MemberAccessExprSyntax.self)?.declName.baseName.text
        return function.map(Self.loopingFunctions.contains) == true ? enterLoop() : enter()
    }
}
