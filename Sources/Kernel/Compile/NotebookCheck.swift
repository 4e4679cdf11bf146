import Notebook
import SwiftSource

/// Type-checks all units of a notebook together, which takes a fraction of the time that compiling them one by one does.
///
/// The units stand one behind the other in one source text. Inside one text a declaration counts from its top on, while
/// in a notebook it counts from its cell on; so a unit that declares a name that is used above it begins a new text,
/// which imports the ones before.
package struct NotebookCheck {
    /// Units that can be checked as one text.
    package struct Passage {
        package var module: String
        package var code = ""
        var map = SourceMap()
        var mentions: Set<String> = []
        var syntaxes: [CellSyntax] = []
    }

    let compiler: CellCompiler

    /// The errors of all units, in the order of their lines.
    ///
    /// Behind a passage with errors nothing is checked that would have to import it: the run's own compiling tells.
    func errors(in units: [CompileUnit]) async throws -> [Diagnostic] {
        let passages = Self.passages(of: units)
        var scope = ImportScope()
        var errors: [Diagnostic] = []
        for (index, passage) in passages.enumerated() {
            var syntax = passage.syntaxes[0]
            for next in passage.syntaxes.dropFirst() { syntax = syntax.joined(with: next) }
            let isLast = index == passages.count - 1
            let (diagnostics, succeeded) = try await compiler.check(
                scope.lines(for: syntax) + passage.code, module: passage.module, map: passage.map, emitsModule: !isLast)
            errors += diagnostics.filter { $0.severity == .error }
            guard succeeded else { break }
            scope.add(module: passage.module, syntax: syntax)
        }
        return errors
    }

    package static func passages(of units: [CompileUnit]) -> [Passage] {
        var passages: [Passage] = []
        for unit in units {
            let startsNew = passages.last.map { !unit.syntax.declaredNames.isDisjoint(with: $0.mentions) } ?? true
            if startsNew { passages.append(Passage(module: "Check\(passages.count + 1)")) }
            passages[passages.count - 1].code += unit.code
            passages[passages.count - 1].map.merge(unit.map)
            passages[passages.count - 1].mentions.formUnion(unit.syntax.mentions)
            passages[passages.count - 1].syntaxes.append(unit.syntax)
        }
        return passages
    }
}
