import ArgumentParser
import Digits
import Foundation
import Kernel
import Notebook
import Report

/// `labbook run NOTEBOOK.md`: runs a notebook and writes its report.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a notebook from top to bottom and writes its report.",
        discussion: """
            The report is OUTPUT/NAME/index.html, one self-contained page; beside it stand results.json and the \
            figures as PNG files. Exit codes: 0 every cell succeeded, 1 a cell failed (the report shows it), 2 the \
            command or the notebook cannot be used.
            """)

    @Argument(help: ArgumentHelp("The notebook, a Markdown file.", valueName: "notebook.md"), completion: .file())
    var notebook: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder for reports.", valueName: "folder"))
    var output = "Output"

    @Option(
        name: [.customShort("P"), .customLong("parameter")],
        help: ArgumentHelp("Sets a parameter of the front matter.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: ArgumentHelp("Seconds that a cell may take, where the notebook does not say.", valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Prints the results as one JSON object on standard output.")
    var json = false

    func validate() throws {
        if let timeout, !(timeout > 0) {
            throw ValidationError("--timeout expects a number of seconds above 0, found \(timeout)")
        }
    }

    func run() throws {
        let terminal = Terminal()
        do {
            let notebook = try Notebook(file: notebook)
            for warning in notebook.warnings { terminal.print(warning, lines: notebook.lines) }
            let params = try ParameterArguments(parameters).applied(to: notebook)
            try fetchMissingData(of: notebook, terminal: terminal)
            let toolchain = try Toolchain.find()
            let writer = ReportWriter(theme: try .standard())
            let outputFolder = URL(fileURLWithPath: output, isDirectory: true)
            // A folder that cannot be written to is told before the run, not after it.
            try ReportWriter.prepare(for: notebook, in: outputFolder)

            let progress = RunProgress(notebook: notebook, terminal: terminal)
            let runner = NotebookRunner(
                notebook: notebook, params: params, timeout: timeout, toolchain: toolchain, observer: progress.observe)
            let run = try runner.run()
            terminal.clear()
            let report = try writer.render(run)
            let page = try writer.write(report, of: notebook, to: outputFolder)
            for warning in report.warnings { terminal.print(warning, lines: notebook.lines) }
            print(json ? report.results : relativePath(page))
            if run.status == .failed { throw ExitCode.cellFailed }
        } catch let error as ExitCode {
            throw error
        } catch let error as NotebookError {
            let lines = Notebook.lines(of: notebook)
            for diagnostic in error.diagnostics { terminal.print(diagnostic, lines: lines) }
            throw ExitCode.unusable
        } catch let error as ReportWriteFailure {
            terminal.clear()
            Terminal.printError("\(error)")
            throw ExitCode.unusable
        } catch {
            terminal.clear()
            Terminal.printError("labbook: error: \(error)")
            throw ExitCode.unusable
        }
    }

    /// Fetches the data sets that the front matter names, before anything runs.
    ///
    /// A file that is here but broken is left to the cell that reads it.
    private func fetchMissingData(of notebook: Notebook, terminal: Terminal) throws {
        let locations = DataLocations(
            variables: ProcessInfo.processInfo.environment,
            currentFolder: URL(fileURLWithPath: notebook.file).deletingLastPathComponent().path)
        for name in notebook.frontMatter.data {
            let set = try DataSet.named(name)
            let states = set.states(verifying: false, in: locations)
            let isMissing = states.contains { if case .missing = $0.state { true } else { false } }
            if isMissing { try set.ensure(in: locations) { terminal.printLine($0) } }
        }
    }

    /// The path as it reads best from the current folder.
    private func relativePath(_ url: URL) -> String {
        let current = FileManager.default.currentDirectoryPath + "/"
        return url.path.hasPrefix(current) ? String(url.path.dropFirst(current.count)) : url.path
    }
}
