import SwiftParser
import SwiftSyntax

/// The cells of a notebook as the parts of one program.
///
/// The parts, one behind the other below the imports, mean what the cells mean as modules of their own: a name that is
/// declared again is another name from there on, and what may stand in a program only once stands there once.
/// Nothing is type-checked: of the members of a type, only those are known that the cells themselves declare.
public struct JoinedCells: Sendable {
    /// A cell that has run.
    public struct Cell: Sendable {
        /// Its code.
        public var source: String
        /// Whether the value of its last expression is to be displayed.
        public var displaysLastExpression: Bool

        /// Creates a cell.
        public init(source: String, displaysLastExpression: Bool) {
            self.source = source
            self.displaysLastExpression = displaysLastExpression
        }
    }

    /// The import lines of all cells, each once, in alphabetical order.
    public private(set) var imports: [String] = []
    /// The code of each cell without its imports and without blank lines at its ends.
    public private(set) var sources: [String] = []

    /// Whether a name has a number that its cell does not give it.
    public private(set) var hasNumberedNames = false

    /// Joins cells.
    ///
    /// - Parameter imports: Import lines that the program needs besides those of the cells.
    public init(_ cells: [Cell], imports: [String] = []) {
        let readings = Self.read(cells)
        var names = ProgramNames()
        names.reserve("display", labels: ["result"])
        for reading in readings { names.add(reading.names.declarations, uses: reading.names.uses) }
        let named = names.names(avoiding: readings.reduce(into: []) { $0.formUnion($1.identifiers) })

        var repeats = RepeatedDeclarations()
        for (reading, names) in zip(readings, named) {
            var edits = SourceEdits()
            if let shown = reading.displayed {
                edits.insert("display(result: ", at: shown.lowerBound)
                edits.insert(")", at: shown.upperBound)
            }
            var ownNames: [Int: String] = [:]
            for (use, name) in zip(reading.names.uses, names) {
                edits.rename(use, to: name.own, from: name.above)
                if let own = name.own { ownNames[use.offset] = own }
                if let own = name.own, own != use.name { hasNumberedNames = true }
            }
            repeats.edit(reading.file, names: ownNames, memberUses: reading.names.memberUses, with: &edits)
            for item in reading.file.statements {
                guard let declaration = item.item.as(ImportDeclSyntax.self) else { continue }
                self.imports.append(declaration.trimmedDescription)
                edits.remove(item)
            }
            sources.append(edits.applied(to: reading.source))
        }
        self.imports = Set(self.imports).union(imports).sorted()
    }

    /// What is known of a cell from its text.
    private struct Reading {
        var source: String
        var file: SourceFileSyntax
        var names: NameUses
        var identifiers: Set<String>
        /// Where the expression stands whose value is displayed.
        var displayed: Range<Int>?
    }

    private static func read(_ cells: [Cell]) -> [Reading] {
        var members = TypeMembers()
        return cells.map { cell in
            let file = Parser.parse(source: cell.source)
            members.add(file.statements)
            let names = NameUses(members: members)
            names.walk(file)
            var shown = cell.displaysLastExpression ? file.statements.displayedExpression : nil
            if let expression = shown, callsVoid(expression) { shown = nil }
            return Reading(
                source: cell.source, file: file, names: names,
                identifiers: Set(file.tokens(viewMode: .sourceAccurate).map(\.plainText)),
                displayed: shown.map { expression in
                    expression.positionAfterSkippingLeadingTrivia
                        .utf8Offset..<expression.endPositionBeforeTrailingTrivia.utf8Offset
                })
        }
    }

    /// Whether an expression is a call of a function that is known to give nothing.
    private static func callsVoid(_ expression: ExprSyntax) -> Bool {
        let called = expression.as(FunctionCallExprSyntax.self)?.calledExpression.as(DeclReferenceExprSyntax.self)
        return called.map { ["print", "display", "metric", "progress"].contains($0.baseName.text) } ?? false
    }
}
