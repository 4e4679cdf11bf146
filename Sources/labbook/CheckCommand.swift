import ArgumentParser
import Digits
import Foundation
import Kernel
import Notebook
import Report

/// `labbook check NOTEBOOK.md…`: finds what is wrong with notebooks without running them.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Type-checks notebooks and runs nothing.",
        discussion: """
            Told are errors and warnings in the document, the code, the formulas and the pictures. Exit codes: 0 no \
            errors, 1 errors in the code, 2 a notebook that cannot be used.
            """)

    @Argument(help: ArgumentHelp("The notebooks, Markdown files.", valueName: "notebook.md"), completion: .file())
    var notebooks: [String]

    func run() throws {
        let terminal = Terminal()
        var readable: [Notebook] = []
        var isUnusable = false
        for file in notebooks {
            do {
                readable.append(try Notebook(file: file))
            } catch {
                isUnusable = true
                let lines = Notebook.lines(of: file)
                for diagnostic in error.diagnostics { terminal.print(diagnostic, lines: lines) }
            }
        }
        var hasErrors = false
        do {
            let found = try NotebookChecker(toolchain: try .find()).diagnostics(for: readable)
            for (notebook, diagnostics) in zip(readable, found) {
                let all =
                    notebook.warnings + diagnostics + (try pageWarnings(of: notebook)) + dataWarnings(of: notebook)
                for diagnostic in all { terminal.print(diagnostic, lines: notebook.lines) }
                if all.contains(where: { $0.severity == .error }) { hasErrors = true }
            }
        } catch {
            Terminal.printError("labbook: error: \(error)")
            throw ExitCode.unusable
        }
        if isUnusable { throw ExitCode.unusable }
        if hasErrors { throw ExitCode.cellFailed }
    }

    /// What the report of the notebook would warn of, whatever its cells put out.
    private func pageWarnings(of notebook: Notebook) throws -> [Diagnostic] {
        try ReportWriter(theme: .standard()).render(.notRun(notebook)).warnings
    }

    private func dataWarnings(of notebook: Notebook) -> [Diagnostic] {
        notebook.frontMatter.data.flatMap { name -> [Diagnostic] in
            do throws(NotebookError) {
                guard try notebook.dataSet(name).isMissing(in: notebook.dataLocations) else { return [] }
                let message = "\(name) is not here; 'labbook data fetch \(name)' gets it"
                let line = notebook.frontMatter.dataLine
                return [Diagnostic(file: notebook.file, line: line, severity: .warning, message: message)]
            } catch {
                return error.diagnostics
            }
        }
    }
}

extension Notebook {
    /// The lines of a file that may not be a usable notebook, for showing where it is wrong.
    static func lines(of file: String) -> [String] {
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }
}
