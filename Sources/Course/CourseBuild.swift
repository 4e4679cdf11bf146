public import Foundation
import Kernel
public import Notebook
public import Report

/// Runs a course and writes its site, as far as that has to be done.
public struct CourseBuild {
    /// What came of it.
    public struct Outcome {
        /// The home page.
        public var page: URL
        /// The text of `course.json`.
        public var results: String
        /// What is odd in the pages; links that lead nowhere are errors.
        public var diagnostics: [Diagnostic]
        /// The cells and values that failed, in the order of the course.
        public var failures: [Diagnostic]
        /// How many notebooks were run.
        public var ran: Int
        /// How many there are that have something to run.
        public var count: Int
        /// Whether somebody asked the program to end.
        public var isInterrupted: Bool
    }

    private let course: Course
    private let theme: Theme
    private let folder: URL
    private let runner: CourseRunner

    /// Prepares the building of a site in a folder.
    ///
    /// - Throws: `NotebookError` where a link leads nowhere; `ReportWriteFailure` where the site cannot be written.
    public init(_ course: Course, theme: Theme, folder: URL, runner: CourseRunner) throws {
        self.course = course
        self.theme = theme
        self.folder = folder
        self.runner = runner
        let broken = CourseSite(course.gathered(in: folder) { .notRun($0.notebook) }, theme: theme).brokenLinks()
        if !broken.isEmpty { throw NotebookError(broken) }
    }

    /// Runs the lessons that have to run, and writes the site if anything of it is another.
    ///
    /// - Throws: `ReportWriteFailure`, `Theme.Failure`, `CourseError`.
    public func build() throws -> Outcome {
        let jobs = runner.jobs(of: course)
        let stamp = SiteStamp(folder: folder, course, theme)
        var outcome = Outcome(
            page: folder.appending(path: "index.html"), results: "", diagnostics: [], failures: [], ran: jobs.count,
            count: course.entries.count { $0.notebook.hasCode }, isInterrupted: false)
        if jobs.isEmpty, stamp.isCurrent,
            let results = try? String(contentsOf: folder.appending(path: "course.json"), encoding: .utf8)
        {
            outcome.results = results
            return outcome
        }
        stamp.remove()
        try CourseSite.prepare(folder)
        let (outcomes, isInterrupted) = try runner.run(jobs)
        let run = course.gathered(in: folder) { self.run(of: $0, outcomes[$0.path]) }
        let site = try CourseSite(run, theme: theme).render()
        outcome.page = try CourseSite.write(site, to: folder)
        outcome.results =
            site.files.first { $0.path == "course.json" }.map { String(decoding: $0.data, as: UTF8.self) } ?? ""
        outcome.diagnostics = site.diagnostics + missingMetrics(in: run)
        outcome.failures = run.all.flatMap(\.run.failures)
        outcome.isInterrupted = isInterrupted
        if !isInterrupted, run.status == .ok, !outcome.diagnostics.contains(where: { $0.severity == .error }) {
            stamp.write()
        }
        return outcome
    }

    /// The run of a lesson from the results beside its page.
    private func run(of entry: Course.Entry, _ outcome: CourseRunner.Outcome?) -> Run {
        guard entry.notebook.hasCode else { return .notRun(entry.notebook) }
        let reason: String
        switch outcome {
        case .finished?, .notStarted?, nil:
            if let run = entry.storedRun(in: folder) { return run }
            reason =
                outcome == .notStarted
                ? "the course was interrupted before the lesson was run" : "the lesson was changed while it ran"
        case .unusable?: reason = "the lesson could not be run"
        case .died(let what)?: reason = what
        }
        return .died(entry.notebook, because: reason)
    }

    /// Warns of metrics that `course.yml` wants on a card and the lesson does not give.
    private func missingMetrics(in run: CourseRun) -> [Diagnostic] {
        zip(course.parts.flatMap(\.lessons), run.lessons).compactMap { entry, lesson in
            let known = lesson.run.metrics.map(\.name)
            guard let metric = entry.metric, lesson.run.status == .ok, !known.contains(metric.name) else { return nil }
            let hint = known.isEmpty ? "it has none" : Suggestion.text(for: metric.name, among: known)
            return Diagnostic(
                file: course.file, line: metric.line, column: metric.column, severity: .warning,
                message: "expected a metric of \(entry.path).md, found \"\(metric.name)\"; \(hint)")
        }
    }
}

extension Run {
    /// A run whose process died before there were results: its first cell is said to have failed.
    static func died(_ notebook: Notebook, because reason: String) -> Run {
        var run = Run.notRun(notebook)
        let error = CellError(kind: .killed, message: reason)
        if let first = notebook.cells.firstIndex(where: { $0.options.eval && !$0.options.error }) {
            run.cells[first].status = .failed
            run.cells[first].error = error
        } else if !run.inlineValues.isEmpty {
            run.inlineValues[0].error = error
        }
        return run
    }

    /// What failed and may not, each with its place.
    var failures: [Diagnostic] {
        let cells = zip(notebook.cells, cells).compactMap { cell, result -> Diagnostic? in
            guard result.isFailure(of: cell), let error = result.error else { return nil }
            return Diagnostic(
                file: notebook.file, line: error.line ?? cell.line, column: error.column,
                message: "cell \(cell.label): \(error.message)")
        }
        let values = zip(notebook.inlineValues, inlineValues).compactMap { value, result in
            result.error.map { error in
                Diagnostic(
                    file: notebook.file, line: value.line, column: value.column,
                    message: "value \(value.expression): \(error.message)")
            }
        }
        return cells + values
    }
}
