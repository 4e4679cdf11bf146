import SwiftParser
import SwiftSyntax

/// What can be known of a cell from its text alone: the names it declares, uses and may change, and how its text must
/// be altered so that it can be compiled as one of a series.
///
/// Nothing here is type-checked; where the text leaves a doubt, the doubt is resolved so that too much is remembered
/// rather than too little.
public struct CellSyntax: Sendable {
    /// The names that later cells can see, in the order of their declaration.
    public private(set) var declarations: [Declaration] = []
    /// The names that only this cell can see.
    public private(set) var privateNames: Set<String> = []
    /// The members that the cell's extensions add to types; whoever mentions one needs this cell.
    public private(set) var extensionMembers: Set<String> = []
    /// Whether the cell extends a type, and so may add conformances that nobody mentions.
    public private(set) var hasExtensions = false
    /// Whether the cell has code that may run very often, as in a loop inside a loop.
    public private(set) var repeatsWork = false
    /// All identifiers and operators in the cell.
    public private(set) var mentions: Set<String> = []
    /// The names whose values running the cell may change: targets of assignments, `inout` and call arguments, and
    /// receivers of method calls.
    public private(set) var mayChange: Set<String> = []
    /// The modules that the cell imports, as they are written: `import Foundation`.
    public private(set) var imports: [String] = []
    /// What must be inserted so that the last expression is displayed and top-level `await` is waited for.
    public private(set) var insertions: [Insertion] = []
    /// What a cell must not contain, with its place in the cell.
    public private(set) var problems: [Problem] = []

    /// A name at the top level of a cell.
    public struct Declaration: Hashable, Sendable {
        /// The name without back-ticks.
        public var name: String
        /// The keyword that a scoped import of it takes.
        public var kind: Kind

        /// What a scoped import of it says behind `import`, given its module; nil if there is none.
        public func scopedImport(from module: String) -> String? {
            let isNamed = name.first.map { $0.isLetter || $0 == "_" } ?? false
            guard kind != .operator, isNamed else { return nil }
            let escaped = name.isValidSwiftIdentifier(for: .variableName) ? name : "`\(name)`"
            return "\(kind.rawValue) \(module).\(escaped)"
        }

        /// The keywords of scoped imports, and operators, which take none.
        public enum Kind: String, Sendable {
            case variable = "var"
            case function = "func"
            case structure = "struct"
            case `class`
            case enumeration = "enum"
            case `protocol`
            case `typealias`
            case `operator`
        }
    }

    /// Text to be inserted at a place of the cell; it holds no line break, so that lines stay what they are.
    public struct Insertion: Hashable, Sendable {
        /// The UTF-8 offset in the cell before which the text goes.
        public var offset: Int
        /// The text.
        public var text: String
    }

    /// Something that cannot be compiled as part of a notebook.
    public struct Problem: Hashable, Sendable {
        /// The line in the cell, from 1.
        public var line: Int
        /// The UTF-8 column in the line, from 1.
        public var column: Int
        /// What was expected and found.
        public var message: String
    }

    /// Reads a cell's source.
    ///
    /// - Parameter displaysLastExpression: Whether the last expression is to be displayed.
    public init(_ source: String, displaysLastExpression: Bool = true) {
        let file = Parser.parse(source: source)
        for token in file.tokens(viewMode: .sourceAccurate) {
            switch token.tokenKind {
            case .identifier, .binaryOperator, .prefixOperator, .postfixOperator, .dollarIdentifier:
                mentions.insert(token.plainText)
            default: break
            }
        }
        let changes = ChangeVisitor(viewMode: .sourceAccurate)
        changes.walk(file)
        mayChange = changes.names
        let repetitions = RepetitionVisitor(viewMode: .sourceAccurate)
        repetitions.walk(file)
        repeatsWork = repetitions.found
        collect(file.statements)
        var rewriter = CellRewriter(locations: SourceLocationConverter(fileName: "", tree: file))
        rewriter.rewrite(file.statements, displaysLastExpression: displaysLastExpression)
        (insertions, problems) = (rewriter.insertions, rewriter.problems)
    }

    private mutating func collect(_ items: CodeBlockItemListSyntax) {
        for item in items {
            // What an `async let` binds lives no longer than its cell.
            if item.startsAsyncLet { continue }
            if case .decl(let declaration) = item.item {
                collect(declaration)
            } else if let statement = item.item.as(GuardStmtSyntax.self) {
                declare(variables: statement.newNames)
            }
        }
    }

    private mutating func collect(_ declaration: DeclSyntax) {
        if declaration.asProtocol((any WithModifiersSyntax).self)?.modifiers.isPrivate == true {
            privateNames.formUnion(declaration.boundNames)
            return
        }
        switch declaration.as(DeclSyntaxEnum.self) {
        case .variableDecl: declare(variables: declaration.boundNames)
        case .functionDecl(let function): declare(function.name, .function)
        case .structDecl(let type): declare(type.name, .structure)
        case .classDecl(let type): declare(type.name, .class)
        case .actorDecl(let type): declare(type.name, .class)
        case .enumDecl(let type): declare(type.name, .enumeration)
        case .protocolDecl(let type): declare(type.name, .protocol)
        case .typeAliasDecl(let alias): declare(alias.name, .typealias)
        case .operatorDecl(let declaration): declare(declaration.name, .operator)
        case .precedenceGroupDecl(let group): declare(group.name, .operator)
        case .importDecl(let declaration): imports.append(declaration.trimmedDescription)
        case .extensionDecl(let declaration):
            hasExtensions = true
            for member in declaration.memberBlock.members { collectMember(member.decl) }
        case .ifConfigDecl(let conditional):
            for clause in conditional.clauses {
                if case .statements(let statements)? = clause.elements { collect(statements) }
            }
        default: break
        }
    }

    private mutating func collectMember(_ declaration: DeclSyntax) {
        extensionMembers.formUnion(declaration.boundNames)
    }

    private mutating func declare(variables names: [String]) {
        for name in names { declarations.append(.init(name: name, kind: .variable)) }
    }

    private mutating func declare(_ token: TokenSyntax, _ kind: Declaration.Kind) {
        let declaration = Declaration(name: token.plainText, kind: kind)
        if !declarations.contains(declaration) { declarations.append(declaration) }
    }
}

extension CellSyntax {
    /// The names that later cells can see.
    public var declaredNames: Set<String> { Set(declarations.map(\.name)) }

    /// What is known of this cell and the next as of one.
    public func joined(with next: CellSyntax) -> CellSyntax {
        var joined = self
        joined.declarations += next.declarations.filter { !declarations.contains($0) }
        joined.privateNames.formUnion(next.privateNames)
        joined.extensionMembers.formUnion(next.extensionMembers)
        joined.hasExtensions = hasExtensions || next.hasExtensions
        joined.mentions.formUnion(next.mentions)
        joined.mayChange.formUnion(next.mayChange)
        joined.imports += next.imports.filter { !imports.contains($0) }
        return joined
    }
}
