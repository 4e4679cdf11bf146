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
            The report is OUTPUT/NAME/index.html, one self-contained page; beside it stand results.json, the figures \
            as PNG files, and NAME.swift, the notebook as one program. Exit codes: 0 every cell succeeded, 1 a cell failed (the report shows it), 2 the \
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

    @OptionGroup var timeout: TimeoutOption

    @Option(help: ArgumentHelp("Megabytes of memory that a cell may take.", valueName: "megabytes"))
    var memory: Int?

    @Option(name: .customLong("cell"), help: ArgumentHelp("Runs nothing below this cell.", valueName: "label"))
    var lastCell: String?

    @Flag(help: "Runs again whenever the notebook or a file that it reads is saved, from the first change on.")
    var watch = false

    @Flag(help: "Says of each cell on standard error why it ran, or why it did not have to.")
    var explain = false

    @Flag(help: "Prints the results as one JSON object on standard output.")
    var json = false

    @OptionGroup var reportOptions: ReportOptions

    func validate() throws {
        if let memory, memory < 64 {
            throw ValidationError("--memory expects a number of megabytes, at least 64, found \(memory)")
        }
    }

    func run() throws {
        let terminal = Terminal()
        let progress = RunProgress(terminal: terminal)
        let runner: NotebookRunner
        let reporting: ReportOptions.Prepared
        do {
            // What is wrong with the notebook is told first, then what is wrong with the machine.
            if !watch { _ = try Notebook(file: notebook) }
            reporting = try reportOptions.prepare()
            runner = try NotebookRunner(
                toolchain: .find(), timeout: timeout.seconds, memoryLimit: memory.map { $0 << 20 },
                watching: watch ? notebook : nil, observer: progress.observe)
        } catch {
            throw explain(error, on: terminal)
        }
        var code = runOnce(with: runner, reporting: reporting, progress: progress, terminal: terminal)
        while watch {
            terminal.show("Waiting for \(notebook) to be saved; Ctrl-C ends.")
            guard runner.waitForChange() else { break }
            code = runOnce(with: runner, reporting: reporting, progress: progress, terminal: terminal)
        }
        terminal.clear()
        throw code
    }

    /// Runs what has to run and writes the report; runs again at once if the notebook is saved meanwhile.
    private func runOnce(
        with runner: NotebookRunner, reporting: ReportOptions.Prepared, progress: RunProgress, terminal: Terminal
    ) -> ExitCode {
        do {
            while true {
                let notebook = try Notebook(file: notebook)
                for warning in notebook.warnings { terminal.print(warning, lines: notebook.lines) }
                let params = try ParameterArguments(parameters).applied(to: notebook)
                let lastCell = try lastCell.map { try CellSelection(label: $0).cell(in: notebook) }
                try notebook.fetchMissingData { terminal.printLine($0) }
                let outputFolder = URL(fileURLWithPath: output, isDirectory: true)
                // A folder that cannot be written to is told before the run, not after it.
                try ReportWriter.prepare(for: notebook, in: outputFolder)

                progress.begin(notebook)
                guard let run = try runner.run(notebook, params: params, through: lastCell) else { continue }
                terminal.clear()
                if explain { RunExplanation(run: run).lines.forEach(terminal.printLine) }
                let report = try reporting.writer.render(run)
                runner.watch(sources: report.sources)
                let page = try reporting.writer.write(report, of: notebook, to: outputFolder)
                for warning in report.warnings { terminal.print(warning, lines: notebook.lines) }
                print(json ? report.results : page.shortPath)
                let printed = try reporting.finish(page, name: notebook.name)
                if let printed, !json { print(printed.shortPath) }
                fflush(nil)
                return run.status == .failed ? .cellFailed : .ok
            }
        } catch {
            return explain(error, on: terminal)
        }
    }

    /// Tells why the command or the notebook cannot be used.
    private func explain(_ error: any Error, on terminal: Terminal) -> ExitCode {
        terminal.clear()
        switch error {
        case let error as NotebookError:
            let lines = Notebook.lines(of: notebook)
            for diagnostic in error.diagnostics { terminal.print(diagnostic, lines: lines) }
        case is ReportWriteFailure, is Theme.Failure: Terminal.printError("\(error)")
        default: Terminal.printError("labbook: error: \(error)")
        }
        return .unusable
    }
}

extension Notebook {
    /// Where the notebook's cells look for data: they run in its folder.
    var dataLocations: DataLocations {
        DataLocations(
            variables: ProcessInfo.processInfo.environment,
            currentFolder: URL(fileURLWithPath: file).deletingLastPathComponent().path)
    }

    /// Fetches the data sets that the front matter names, before anything runs.
    ///
    /// A file that is here but broken is left to the cell that reads it.
    func fetchMissingData(report: (String) -> Void) throws {
        for name in frontMatter.data {
            let set = try DataSet.named(name)
            guard set.isMissing(in: dataLocations) else { continue }
            try set.ensure(in: dataLocations) { report($0) }
        }
    }
}

extension URL {
    /// The path as it reads best from the current folder.
    var shortPath: String {
        let current = FileManager.default.currentDirectoryPath + "/"
        return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
    }
}
