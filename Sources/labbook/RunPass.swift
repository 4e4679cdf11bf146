import ArgumentParser
import Foundation
import Kernel
import Notebook
import Report

/// What one pass of `labbook run` does around the cells: it reads the notebook, shows the run and writes the report.
final class RunPass {
    let terminal: Terminal
    let progress: RunProgress
    let preparation: RunPreparation
    private let command: RunCommand
    private var reporting: ReportOptions.Prepared?

    /// Prepares a pass that writes to this process's standard streams as they are now.
    init(_ command: RunCommand) {
        self.command = command
        terminal = Terminal()
        progress = RunProgress(terminal: terminal)
        preparation = RunPreparation(
            file: command.notebook, parameters: command.runOptions.parameters,
            outputFolder: URL(fileURLWithPath: command.output, isDirectory: true), terminal: terminal)
    }

    /// Reads the notebook and what the command says of it.
    func read() throws -> (notebook: Notebook, params: [Parameter], lastCell: Int?) {
        let (notebook, params) = try preparation.read()
        return (notebook, params, try command.lastCell.map { try CellSelection(label: $0).cell(in: notebook) })
    }

    /// Sees to it that the report can be made as it is asked for.
    func prepareReport() throws {
        reporting = try command.reportOptions.prepare()
    }

    /// Runs what has to run and writes the report; runs again at once if the notebook is saved meanwhile.
    func run(with runner: NotebookRunner) -> ExitCode {
        do {
            let run = try runner.runToEnd {
                let (notebook, params, lastCell) = try read()
                try preparation.makeReady(for: notebook)
                progress.begin(notebook)
                return (notebook, params, lastCell)
            }
            guard let run else { return .ok }
            terminal.clear()
            if command.explain { RunExplanation(run: run).lines.forEach(terminal.printLine) }
            try write(run, watchedBy: runner)
            return run.status == .failed ? .cellFailed : .ok
        } catch {
            preparation.explain(error)
            return .unusable
        }
    }

    private func write(_ run: Run, watchedBy runner: NotebookRunner) throws {
        if reporting == nil { try prepareReport() }
        guard let reporting else { return }
        let report = try reporting.writer.render(run)
        runner.watch(sources: report.sources)
        let page = try reporting.writer.write(report, of: run.notebook, to: preparation.outputFolder)
        for warning in report.warnings { terminal.print(warning, lines: run.notebook.lines) }
        print(command.json ? report.results : page.shortPath)
        let printed = try reporting.finish(page, name: run.notebook.name)
        if let printed, !command.json { print(printed.shortPath) }
        fflush(nil)
    }
}
