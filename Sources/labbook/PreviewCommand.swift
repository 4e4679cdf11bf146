import ArgumentParser
import Course
import Foundation
import Kernel
import Notebook
import Preview
import Report

/// `labbook preview NOTEBOOK.md`: shows the report in the browser and keeps it live.
struct PreviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Shows a notebook's report in the browser, live while it is edited and runs.",
        discussion: """
            The page changes as the notebook is saved and as its cells run; the report is written to the folder for \
            reports, as labbook run does. Only this machine can reach the page, and only with the address that is \
            printed. Ctrl-C stops the cell that runs, once more ends the preview.
            """)

    @Argument(
        help: ArgumentHelp("The notebook, a Markdown file, or the folder of a course.", valueName: "notebook.md"),
        completion: .file())
    var notebook: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder for reports: Output, or Output/course for a course.", valueName: "folder"))
    var output: String?

    @Option(help: ArgumentHelp("The port on 127.0.0.1; else one that is free.", valueName: "number"))
    var port: Int = 0

    @OptionGroup var runOptions: RunOptions

    @Option(
        help: ArgumentHelp(
            "A folder with templates and style sheet that take the place of the report's own.", valueName: "folder"),
        completion: .directory)
    var theme: String?

    @Flag(inversion: .prefixedNo, help: "Opens the page in the browser.")
    var open = true

    func validate() throws {
        if !(0...65535).contains(port) {
            throw ValidationError("--port expects a number from 1 to 65535, found \(port)")
        }
    }

    func run() throws {
        let terminal = Terminal()
        let progress = RunProgress(terminal: terminal)
        let explaining = RunPreparation(
            file: notebook, parameters: [], outputFolder: outputFolder, terminal: terminal)
        let preview: Preview
        do {
            preview = try Preview(
                site(terminal, progress), port: UInt16(port), toolchain: .find(), limits: runOptions.limits,
                editor: Editor(environment: ProcessInfo.processInfo.environment, start: Desktop.start),
                observer: progress.observe,
                explain: explaining.explain)
        } catch {
            explaining.explain(error)
            throw ExitCode.unusable
        }
        Terminal.printError("The report is live at \(preview.address.absoluteString)")
        if open { Desktop.open(preview.address) }
        try preview.run()
        terminal.clear()
    }

    private var isCourse: Bool {
        (try? URL(fileURLWithPath: notebook).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
    }

    private var outputFolder: URL {
        URL(fileURLWithPath: output ?? (isCourse ? "Output/course" : "Output"), isDirectory: true)
    }

    private func site(_ terminal: Terminal, _ progress: RunProgress) throws -> PreviewSite {
        let (theme, parameters) = (try Theme.named(theme), runOptions.parameters)
        guard isCourse else {
            let preview = try NotebookPreview(notebook, theme: theme, folder: outputFolder, parameters: parameters)
            return preview.site(terminal, progress)
        }
        let course = try Course(folder: notebook)
        for warning in course.warnings { terminal.print(warning, lines: Notebook.lines(of: warning.file)) }
        let preview = try CoursePreview(course, theme: theme, folder: outputFolder, parameters: parameters)
        return preview.site(terminal, progress)
    }
}
