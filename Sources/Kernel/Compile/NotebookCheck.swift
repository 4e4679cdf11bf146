import Notebook
import SwiftSource

/// Type-checks all units of a notebook together, which takes a fraction of the time that compiling them one by one does.
///
/// The units stand one behind the other in one source text. Inside one text a declaration counts from its top on, while
/// in a notebook it counts from its cell on; so a unit that declares a name that is used above it begins a new text,
/// which imports the ones before.
package struct NotebookCheck: Sendable {
    /// Units that can be checked as one text.
    package struct Passage: Sendable {
        package var units: [CompileUnit]

        /// All identifiers in it.
        var mentions: Set<String> = []

        var code: String { units.map(\.code).joined() }

        var map: SourceMap {
            units.reduce(into: SourceMap()) { $0.merge($1.map) }
        }

        var syntax: CellSyntax {
            units.dropFirst().reduce(units[0].syntax) { $0.joined(with: $1.syntax) }
        }
    }

    let compiler: CellCompiler

    /// What is wrong with the units, in the order of the notebook.
    ///
    /// What fails only because something above it failed is not repeated: units that depend on one with errors are left
    /// out, as they are in a run.
    func diagnostics(for units: [CompileUnit]) async throws -> [Diagnostic] {
        let passages = Self.passages(of: units)
        var scope = ImportScope()
        var broken = BrokenNames()
        var diagnostics: [Diagnostic] = []
        var compiler = compiler
        for (index, passage) in passages.enumerated() {
            let isLast = index == passages.count - 1
            let module = CompileUnit.modulePrefix + "check\(index + 1)"
            var failed: Set<String> = []
            var sound = Self.sound(passage.units, except: failed, &broken)
            // Once more without the units that have errors, if later passages need the others' module.
            while !sound.isEmpty {
                let current = Passage(units: sound)
                compiler.declaring.add(sound, in: module, of: compiler.notebook)
                let (found, succeeded) = try await compiler.check(
                    scope.lines(for: current.syntax) + current.code, module: module, map: current.map,
                    emitsModule: !isLast)
                diagnostics += found.filter { !diagnostics.contains($0) }
                if succeeded {
                    scope.add(module: module, syntax: current.syntax)
                    break
                }
                let new = sound.filter { unit in found.contains { $0.severity == .error && unit.holds($0) } }
                if isLast || new.isEmpty { break }
                failed.formUnion(new.map(\.module))
                sound = Self.sound(passage.units, except: failed, &broken)
            }
        }
        return diagnostics
    }

    /// The units that neither failed nor use anything broken; the others count as broken.
    private static func sound(
        _ units: [CompileUnit], except failed: Set<String>, _ broken: inout BrokenNames
    ) -> [CompileUnit] {
        units.filter { unit in
            let isSound = !failed.contains(unit.module) && broken.cause(for: unit.syntax) == nil
            if isSound { broken.note(sound: unit.syntax) } else { broken.note(broken: unit.syntax, name: unit.module) }
            return isSound
        }
    }

    package static func passages(of units: [CompileUnit]) -> [Passage] {
        var passages: [Passage] = []
        for unit in units {
            let names = unit.syntax.declaredNames.union(unit.syntax.privateNames)
            let startsNew = passages.last.map { !names.isDisjoint(with: $0.mentions) } ?? true
            if startsNew { passages.append(Passage(units: [])) }
            passages[passages.count - 1].units.append(unit)
            passages[passages.count - 1].mentions.formUnion(unit.syntax.mentions)
        }
        return passages
    }
}

extension CompileUnit {
    /// Whether a diagnostic speaks of one of the unit's lines.
    fileprivate func holds(_ diagnostic: Diagnostic) -> Bool {
        diagnostic.line.map { map.covers(line: $0) } ?? false
    }
}
