import CKernel
import Foundation
import Glibc
import Notebook
import SwiftSource
import Synchronization

/// Compiles units one after the other, ahead of their run.
final class CompilePipeline: Sendable {
    /// What came of a unit.
    enum Outcome: Sendable {
        /// It is in this library.
        case ready(CellCompiler.Result)
        /// The compiler refused it.
        case failed(CellError, seconds: Double)
        /// It was not compiled, for the reason said.
        case skipped(String)
    }

    /// Can be read once another unit is through.
    let progress: Int32
    /// What compiles them.
    let compiler: CellCompiler
    private let outcomes: Mutex<[Outcome?]>
    private let task: Mutex<Task<Void, Never>?>

    /// Starts compiling.
    init(_ units: [CompileUnit], of notebook: Notebook, with compiler: CellCompiler) {
        progress = labbook_waker()
        self.compiler = compiler
        outcomes = Mutex(Array(repeating: nil, count: units.count))
        task = Mutex(nil)
        let work = Task { await self.compile(units, of: notebook) }
        task.withLock { $0 = work }
    }

    deinit { close(progress) }

    /// What came of a unit; nil while it is not through.
    func outcome(of unit: Int) -> Outcome? {
        var count: UInt64 = 0
        read(progress, &count, 8)
        return outcomes.withLock { $0[unit] }
    }

    /// Stops compiling.
    func cancel() {
        task.withLock { $0?.cancel() }
    }

    private func compile(_ units: [CompileUnit], of notebook: Notebook) async {
        var scope = ImportScope()
        var broken = BrokenNames()
        for (index, unit) in units.enumerated() {
            if Task.isCancelled { return }
            let outcome: Outcome
            let imports = scope.lines(for: unit.syntax)
            let key = compiler.cache.key(of: unit, imports: imports, importedKeys: scope.keys(for: unit.syntax))
            if let cause = broken.cause(for: unit.syntax) {
                outcome = .skipped("it uses what \(cause) declares or changes, which did not compile")
            } else if let problem = unit.syntax.problems.first {
                outcome = .failed(CellError([unit.diagnostic(for: problem, in: notebook)]), seconds: 0)
            } else {
                do {
                    let result = try await compiler.compile(unit, imports: imports, key: key)
                    outcome =
                        result.library == nil
                        ? .failed(CellError(result.diagnostics), seconds: result.seconds) : .ready(result)
                } catch {
                    outcome = .failed(
                        CellError(kind: .compile, message: "the compiler could not be run: \(error)"), seconds: 0)
                }
            }
            if case .ready = outcome {
                scope.add(module: unit.module, syntax: unit.syntax, key: key)
                broken.note(sound: unit.syntax)
            } else {
                broken.note(broken: unit.syntax, name: unit.name(in: notebook))
            }
            outcomes.withLock { $0[index] = outcome }
            var one: UInt64 = 1
            write(progress, &one, 8)
        }
        compiler.cache.prune()
    }
}

extension CompileUnit {
    /// What to call the unit when speaking of it.
    func name(in notebook: Notebook) -> String {
        switch content {
        case .parameters: "the front matter"
        case .cell(let index): notebook.cells[index].label
        case .inlineValues(let range): "the prose at line \(notebook.inlineValues[range.lowerBound].line)"
        }
    }

    /// The line of the notebook where the unit's code starts.
    func line(in notebook: Notebook) -> Int {
        switch content {
        case .parameters: 1
        case .cell(let index): notebook.cells[index].line
        case .inlineValues(let range): notebook.inlineValues[range.lowerBound].line
        }
    }

    /// A problem in the unit's text as a diagnostic of the notebook.
    func diagnostic(for problem: CellSyntax.Problem, in notebook: Notebook) -> Diagnostic {
        let line = line(in: notebook) + problem.line - 1
        return Diagnostic(
            file: notebook.file, line: line, column: map.column(problem.column, line: line), message: problem.message)
    }
}

extension CellError {
    /// The error of a cell that the compiler refused.
    init(_ diagnostics: [Diagnostic]) {
        let first = diagnostics.first { $0.severity == .error }
        self.init(
            kind: .compile, message: first?.message ?? "the cell could not be compiled", line: first?.line,
            column: first?.column, diagnostics: diagnostics)
    }
}
