import Foundation
public import Notebook
import SwiftSource

/// Type-checks notebooks without running anything.
public struct NotebookChecker: Sendable {
    private let toolchain: Toolchain

    /// Creates a checker that uses a toolchain.
    public init(toolchain: Toolchain) {
        self.toolchain = toolchain
    }

    /// What the compiler says of each notebook's code, in the order of its lines.
    ///
    /// - Throws: `KernelError` if no files can be written for the compiler.
    public func diagnostics(for notebooks: [Notebook]) throws -> [[Diagnostic]] {
        let folders = try notebooks.map { _ in try RunFolder() }
        defer { for folder in folders { folder.remove() } }
        let jobs = Array(zip(notebooks, folders.map(\.path)))
        return waitFor { [toolchain] in
            await withTaskGroup(of: (Int, [Diagnostic]).self) { group in
                var results = [[Diagnostic]](repeating: [], count: jobs.count)
                var next = 0
                // One compiler for each processor, no more.
                func start() {
                    guard next < jobs.count else { return }
                    let (index, (notebook, folder)) = (next, jobs[next])
                    group.addTask { (index, await Self.check(notebook, in: folder, with: toolchain)) }
                    next += 1
                }
                for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { start() }
                for await (index, diagnostics) in group {
                    results[index] = diagnostics
                    start()
                }
                return results
            }
        }
    }

    private static func check(_ notebook: Notebook, in folder: String, with toolchain: Toolchain) async -> [Diagnostic]
    {
        let units = CompileUnit.units(of: notebook)
        let problems = units.flatMap { unit in unit.syntax.problems.map { unit.diagnostic(for: $0, in: notebook) } }
        let compiler = CellCompiler(toolchain: toolchain, folder: folder, notebook: notebook, units: units)
        do {
            let found = try await NotebookCheck(compiler: compiler).diagnostics(for: units)
            return (problems + found).withNotes.inOrder
        } catch {
            return problems + [Diagnostic(file: notebook.file, message: "the compiler could not be run: \(error)")]
        }
    }
}
