import ArgumentParser
import Digits
import Foundation
import Kernel
import Notebook

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

    @Option(
        help: ArgumentHelp(
            "Minutes that a notebook with cache: true stays loaded after its run, so that the next run goes on from the first change; 5 unless told, 0 for none.",
            valueName: "minutes"))
    var keep: Double?

    /// Minutes.
    private static let year = 365.0 * 24 * 60

    func validate() throws {
        if let keep, !(0...Self.year ~= keep) {
            throw ValidationError("--keep expects a number of minutes, at least 0 and at most a year, found \(keep)")
        }
    }

    func run() throws {
        let pass = RunPass(self)
        let progress = pass.progress
        let runner: NotebookRunner
        do {
            // What is wrong with the notebook is told first, then what is wrong with the machine.
            let once = watch ? nil : try pass.read()
            try pass.prepareReport()
            runner = try NotebookRunner(
                toolchain: .find(), limits: runOptions.limits, watching: watch ? notebook : nil,
                observer: progress.observe)
            if let once,
                let code = try KeptRun(self, pass).run(
                    once.notebook, once.params, through: once.lastCell, orWith: runner)
            {
                throw code
            }
        } catch let code as ExitCode {
            throw code
        } catch {
            pass.preparation.explain(error)
            throw ExitCode.unusable
        }
        var code = ExitCode.ok
        runner.keepRunning {
            code = pass.run(with: runner)
            if watch { pass.terminal.show("Waiting for \(notebook) to be saved; Ctrl-C ends.") }
        }
        pass.terminal.clear()
        throw code
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
