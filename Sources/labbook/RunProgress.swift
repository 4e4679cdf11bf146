import Foundation
import Kernel
import Notebook
import Synchronization

/// Shows a run on the terminal: errors as soon as they are known, and a line that says where the run is.
final class RunProgress: Sendable {
    private let terminal: Terminal
    private let run = Mutex<(notebook: Notebook?, cell: Int)>((nil, 0))

    init(terminal: Terminal) {
        self.terminal = terminal
    }

    /// Starts to show the run of a notebook.
    func begin(_ notebook: Notebook) {
        run.withLock { $0 = (notebook, 0) }
    }

    func observe(_ event: NotebookRunner.Event) {
        guard let notebook = run.withLock({ $0.notebook }) else { return }
        switch event {
        case .errors(let diagnostics):
            for diagnostic in diagnostics { terminal.print(diagnostic, lines: notebook.lines) }
        case .cellStarted(let index):
            run.withLock { $0.cell = index }
            terminal.show(place(of: index, in: notebook))
        case .output(let output):
            guard let text = describe(output) else { break }
            terminal.show(place(of: run.withLock { $0.cell }, in: notebook) + "  " + text)
        case .began, .saved, .checked, .text: break
        case .cellFinished(let index, let result):
            tellFailure(of: index, in: notebook, result)
        }
    }

    private func tellFailure(of index: Int, in notebook: Notebook, _ result: CellResult) {
        // What the compiler found has been told line by line.
        guard let error = result.error, error.kind != .compile || error.diagnostics.isEmpty else { return }
        let expected = !result.isFailure(of: notebook.cells[index])
        terminal.print(
            Diagnostic(
                file: notebook.file, line: error.line, column: error.column, severity: expected ? .note : .error,
                message: "\(result.label) \(error.kind.verb): \(error.message)"),
            lines: notebook.lines)
    }

    private func place(of index: Int, in notebook: Notebook) -> String {
        "[\(index + 1)/\(notebook.cells.count)] \(notebook.cells[index].label)"
    }

    /// A report of progress as text with a bar.
    private func describe(_ output: Output) -> String? {
        guard case .progress(let progress) = output else { return nil }
        var text = "\(progress.label) \(progress.step)"
        if let total = progress.total, total > 0 {
            let done = min(12, 12 * progress.step / total)
            text += "/\(total) " + String(repeating: "━", count: done) + String(repeating: "╌", count: 12 - done)
        }
        for value in progress.values { text += "  \(value.name) " + String(format: "%.4g", value.value) }
        return text
    }
}

extension CellError.Kind {
    /// The kind as a verb in the past.
    fileprivate var verb: String {
        switch self {
        case .compile: "did not compile"
        case .thrown: "threw an error"
        case .trap: "stopped"
        case .exit: "exited"
        case .timeout: "timed out"
        case .memory: "ran out of memory"
        case .output: "put out too much"
        case .killed: "was ended"
        }
    }
}
