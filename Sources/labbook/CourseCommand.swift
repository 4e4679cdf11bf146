import ArgumentParser
import Course
import Digits
import Foundation
import Kernel
import Notebook
import Report

/// `labbook course [DIR]`: runs the lessons of a course and writes one site.
struct CourseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course",
        abstract: "Runs the lessons of a course and writes one site.",
        discussion: """
            FOLDER/course.yml names the lessons. The site is OUTPUT/index.html with a page for each lesson. Lessons whose \
            text, files and program are those of the last time are not run again. Exit codes: 0 every cell succeeded, \
            1 a cell failed (the site is written and shows it), 2 the command, the course or a link cannot be used.
            """)

    @Argument(
        help: ArgumentHelp("The folder with course.yml.", valueName: "folder"), completion: .directory)
    var folder: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the site.", valueName: "folder"))
    var output = "Output/course"

    @Option(name: .shortAndLong, help: ArgumentHelp("How many lessons run at once.", valueName: "number"))
    var jobs: Int?

    @OptionGroup var timeout: TimeoutOption

    @Flag(help: "Prints the results as one JSON object on standard output.")
    var json = false

    @OptionGroup var reportOptions: ReportOptions

    func validate() throws {
        if let jobs, !(1...64).contains(jobs) {
            throw ValidationError("--jobs expects a number from 1 to 64, found \(jobs)")
        }
    }

    func run() throws {
        let terminal = Terminal()
        let progress = CourseProgress(terminal: terminal)
        let build: CourseBuild.Outcome
        let printed: URL?
        do {
            let course = try Course(folder: self.folder ?? Self.folderHere())
            for warning in course.warnings { terminal.print(warning, lines: Notebook.lines(of: warning.file)) }
            let reporting = try reportOptions.prepare()
            let site = URL(fileURLWithPath: output, isDirectory: true)
            let runner = CourseRunner(
                folder: site, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, timeout: timeout.seconds,
                observer: progress.observe)
            let prepared = try CourseBuild(course, theme: reporting.theme, folder: site, runner: runner)
            // What lessons need is fetched once, before several want it at the same time.
            _ = try Toolchain.find()
            for entry in course.entries { try entry.notebook.fetchMissingData { terminal.printLine($0) } }
            build = try prepared.build()
            terminal.clear()
            printed = try reporting.finish(
                build.page, printing: site.appending(path: "print.html"), to: site.appending(path: "course.pdf"))
        } catch {
            throw explain(error, on: terminal)
        }
        // Each file's lines are read once, for all that is wrong in it.
        var lines: [String: [String]] = [:]
        for diagnostic in build.diagnostics + build.failures {
            let text = lines[diagnostic.file] ?? Notebook.lines(of: diagnostic.file)
            lines[diagnostic.file] = text
            if diagnostic.severity == .error, build.failures.contains(diagnostic) {
                Terminal.printError(diagnostic.description)
            } else {
                terminal.print(diagnostic, lines: text)
            }
        }
        if build.isInterrupted { Terminal.printError("labbook: error: the course was interrupted") }
        print(json ? build.results : build.page.shortPath, terminator: json ? "" : "\n")
        if let printed, !json { print(printed.shortPath) }
        fflush(nil)
        let isBroken = build.diagnostics.contains { $0.severity == .error }
        throw build.isInterrupted || isBroken || !build.failures.isEmpty ? ExitCode.cellFailed : ExitCode.ok
    }

    /// The folder of the course that is meant where none is named.
    private static func folderHere() -> String {
        let isHere = FileManager.default.fileExists(atPath: Course.fileName)
        return isHere || !FileManager.default.fileExists(atPath: "Notebooks") ? "." : "Notebooks"
    }

    private func explain(_ error: any Error, on terminal: Terminal) -> ExitCode {
        terminal.clear()
        switch error {
        case let error as NotebookError:
            for diagnostic in error.diagnostics {
                terminal.print(diagnostic, lines: Notebook.lines(of: diagnostic.file))
            }
        case is ReportWriteFailure, is Theme.Failure: Terminal.printError("\(error)")
        default: Terminal.printError("labbook: error: \(error)")
        }
        return .unusable
    }
}

/// Shows on the terminal which lessons run.
struct CourseProgress {
    let terminal: Terminal

    func observe(_ event: CourseRunner.Event) {
        switch event {
        case .started: break
        case .told(_, let text): terminal.printLine(String(text.dropLast()))
        case .finished(let path, let seconds, let outcome):
            guard terminal.isInteractive else { break }
            terminal.printLine("\(path): \(outcome.words) after " + String(format: "%.1f s", seconds))
        case .waiting(let running, let done, let count):
            let names = running.map { "\($0.path) \(Int($0.seconds)) s" }.joined(separator: ", ")
            terminal.show("[\(done)/\(count)] \(names)")
        }
    }
}

extension CourseRunner.Outcome {
    /// How a lesson ended, in words.
    fileprivate var words: String {
        switch self {
        case .finished(let failed): failed ? "failed" : "done"
        case .unusable: "could not be run"
        case .died(let what): what
        case .notStarted: "not run"
        }
    }
}
