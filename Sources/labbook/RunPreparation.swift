import Foundation
import Notebook
import Report

/// What comes before each run of a notebook: it is read, its parameters are set, what it needs is brought.
struct RunPreparation: Sendable {
    /// The notebook's file.
    let file: String
    /// The `-P name=value` arguments.
    let parameters: [String]
    /// The folder for reports.
    let outputFolder: URL
    let terminal: Terminal

    /// Reads the notebook and sets its parameters.
    ///
    /// - Parameter chosen: Values of parameters, as text, that take the place of others.
    func read(chosen: [String: String] = [:]) throws -> (notebook: Notebook, params: [Parameter]) {
        let notebook = try Notebook(file: file)
        let known = Set(notebook.frontMatter.params.map(\.name))
        let all = parameters + chosen.filter { known.contains($0.key) }.map { "\($0.key)=\($0.value)" }
        return (notebook, try ParameterArguments(all).applied(to: notebook))
    }

    /// Tells what is odd in the notebook, fetches the data that it needs, and looks whether the report can be written:
    /// before the run, not after it.
    func makeReady(for notebook: Notebook) throws {
        for warning in notebook.warnings { terminal.print(warning, lines: notebook.lines) }
        try notebook.fetchMissingData { terminal.printLine($0) }
        try ReportWriter.prepare(for: notebook, in: outputFolder)
    }

    /// Tells why the command or the notebook cannot be used.
    @Sendable func explain(_ error: any Error) {
        terminal.clear()
        switch error {
        case let error as NotebookError:
            let lines = Notebook.lines(of: file)
            for diagnostic in error.diagnostics { terminal.print(diagnostic, lines: lines) }
        case is ReportWriteFailure, is Theme.Failure: Terminal.printError("\(error)")
        default: Terminal.printError("labbook: error: \(error)")
        }
    }
}
