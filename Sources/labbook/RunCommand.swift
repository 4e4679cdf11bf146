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

    @OptionGroup var runOptions: RunOptions

    @Option(name: .customLong("cell"), help: ArgumentHelp("Runs nothing below this cell.", valueName: "label"))
    var lastCell: String?

    @Flag(help: "Runs again whenever the notebook or a file that it reads is saved, from the first change on.")
    var watch = false

    @Flag(help: "Says of each cell on standard error why it ran, or why it did not have to.")
    var explain = false

    @Flag(help: "Prints the results as one JSON object on standard output.")
    var json = false

    @OptionGroup var reportOptions: ReportOptions

    func run() throws {
        let terminal = Terminal()
        let progress = RunProgress(terminal: terminal)
        let runner: NotebookRunner
        let reporting: ReportOptions.Prepared
        let preparation = RunPreparation(
            file: notebook, parameters: runOptions.parameters,
            outputFolder: URL(fileURLWithPath: output, isDirectory: true), terminal: terminal)
        do {
            // What is wrong with the notebook is told first, then what is wrong with the machine.
            if !watch { _ = try Notebook(file: notebook) }
            reporting = try reportOptions.prepare()
            runner = try NotebookRunner(
                toolchain: .find(), limits: runOptions.limits, watching: watch ? notebook : nil,
                observer: progress.observe)
        } catch {
            preparation.explain(error)
            throw ExitCode.unusable
        }
        var code = ExitCode.ok
        runner.keepRunning {
            code = runOnce(with: runner, preparation, reporting, progress)
            if watch { terminal.show("Waiting for \(notebook) to be saved; Ctrl-C ends.") }
        }
        terminal.clear()
        throw code
    }

    /// Runs what has to run and writes the report; runs again at once if the notebook is saved meanwhile.
    private func runOnce(
        with runner: NotebookRunner, _ preparation: RunPreparation, _ reporting: ReportOptions.Prepared,
        _ progress: RunProgress
    ) -> ExitCode {
        let terminal = preparation.terminal
        do {
            let run = try runner.runToEnd {
                let (notebook, params) = try preparation.read()
                let lastCell = try lastCell.map { try CellSelection(label: $0).cell(in: notebook) }
                try preparation.makeReady(for: notebook)
                progress.begin(notebook)
                return (notebook, params, lastCell)
            }
            guard let run else { return .ok }
            terminal.clear()
            if explain { RunExplanation(run: run).lines.forEach(terminal.printLine) }
            let report = try reporting.writer.render(run)
            runner.watch(sources: report.sources)
            let page = try reporting.writer.write(report, of: run.notebook, to: preparation.outputFolder)
            for warning in report.warnings { terminal.print(warning, lines: run.notebook.lines) }
            print(json ? report.results : page.shortPath)
            let printed = try reporting.finish(page, name: run.notebook.name)
            if let printed, !json { print(printed.shortPath) }
            fflush(nil)
            return run.status == .failed ? .cellFailed : .ok
        } catch {
            preparation.explain(error)
            return .unusable
        }
    }
}

extension Notebook {
    /// Where the notebook's cells look for data: they run in its folder.
    var dataLocations: DataLocations {
        DataLocations(
            variables: ProcessInfo.processInfo.environment,
            currentFolder: URL(fileURLWithPath: file).deletingLastPathComponent().path)
    }

    /// The data set of a name in the front matter.
    ///
    /// - Throws: `NotebookError` for a name that is not known.
    func dataSet(_ name: String) throws(NotebookError) -> DataSet {
        do {
            return try DataSet.named(name)
        } catch {
            throw NotebookError([Diagnostic(file: file, line: frontMatter.dataLine, message: "\(error)")])
        }
    }

    /// Fetches the data sets that the front matter names, before anything runs.
    ///
    /// A file that is here but broken is left to the cell that reads it.
    ///
    /// - Throws: `NotebookError` for a name that is not known, `DataError` where a set cannot be fetched.
    func fetchMissingData(report: (String) -> Void) throws {
        for name in frontMatter.data {
            let set = try dataSet(name)
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
