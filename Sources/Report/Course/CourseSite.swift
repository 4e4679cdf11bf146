public import Foundation
public import Notebook

/// The site of a course: a page for each notebook, a home page, and what gathers something from all of them.
public struct CourseSite: Sendable {
    /// A site before it is written.
    public struct Rendered {
        /// The report of each notebook, by the path of its folder in the site.
        public var reports: [(path: String, report: RenderedReport)]
        /// The files in the folder of the site itself.
        public var files: [RenderedReport.File]
        /// What is odd, and links that lead nowhere, which are errors.
        public var diagnostics: [Diagnostic]
    }

    private let course: CourseRun
    private let theme: Theme
    private let places: [String: PagePlaces]

    /// Prepares the site of a course.
    public init(_ course: CourseRun, theme: Theme) {
        self.course = course
        self.theme = theme
        places = Dictionary(course.all.map { ($0.path, PagePlaces(of: $0.run)) }) { first, _ in first }
    }

    /// The links that lead nowhere, whatever the runs gave.
    public func brokenLinks() -> [Diagnostic] {
        var diagnostics = describe().diagnostics
        for lesson in course.all {
            let builder = builder(of: lesson)
            builder.checkLinks()
            diagnostics += builder.warnings.filter { $0.severity == .error }
        }
        return diagnostics
    }

    /// Makes all pages and files; the same course gives the same site, byte for byte.
    ///
    /// - Throws: `Theme.Failure` where the theme's templates do not fit together.
    public func render() throws -> Rendered {
        let lessons = try course.all.concurrentMap { try self.render($0) }
        var search = SearchIndex()
        for (lesson, (_, page)) in zip(course.all, lessons) {
            search.add(
                page.body, title: lesson.run.notebook.title, address: CoursePaths.address(of: lesson.path, from: ""))
        }
        let reports = zip(course.all, lessons).map { ($0.path, $1.report) }
        let pages = Dictionary(zip(course.all, lessons).map { ($0.path, $1.page) }) { $1 }
        let description = describe()
        var files = try collections(pages, frames: CourseFrames(course: course), description: description.html)
        files.append(file("search.js", search.text))
        files.append(file("course.json", CourseResults(of: course, figures: pages.mapValues(\.figures)).text))
        return Rendered(
            reports: reports, files: files,
            diagnostics: description.diagnostics + lessons.flatMap(\.report.warnings))
    }

    /// Makes the page of a lesson, and what other pages need of it.
    private func render(_ lesson: CourseRun.Lesson) throws -> (report: RenderedReport, page: RenderedPage) {
        let builder = builder(of: lesson)
        let prose = try builder.prose()
        let report = try report(of: lesson, builder, prose)
        let page = RenderedPage(
            body: prose.parts.html, figures: builder.shownFigures.compactMap { CourseView.Figure($0, in: lesson) },
            figureCells: builder.shownFigures.filter { !$0.files.isEmpty }.map {
                lesson.run.notebook.cells[$0.cell].label
            },
            styleRules: builder.palette.styleRules)
        return (report, page)
    }

    /// Writes a site; each page's files are replaced all or none.
    ///
    /// - Returns: The address of the home page.
    /// - Throws: `ReportWriteFailure` where a file cannot be written.
    public static func write(_ site: Rendered, to folder: URL) throws -> URL {
        _ = try site.reports.concurrentMap { path, report in
            try ReportFolder(folder.appending(path: path, directoryHint: .isDirectory)).replace(with: report)
        }
        try ReportFolder(folder).replace(site.files.map { ($0.path, $0.data) })
        return folder.appending(path: "index.html")
    }

    /// Makes the page of one notebook from a run of it, which may still be going on.
    ///
    /// - Throws: `Theme.Failure` where the theme's templates do not fit together.
    public func page(at path: String, of run: Run, pending: Pending) throws -> PageParts {
        let lesson = lesson(at: path, of: run)
        let builder = builder(of: lesson, pending: pending)
        return try builder.page(of: builder.prose(), in: CourseFrames(course: course).frame(of: lesson))
    }

    /// Makes the page of one notebook from a run of it and writes it, with what stands beside it.
    ///
    /// - Throws: `ReportWriteFailure` where a file cannot be written; `Theme.Failure`.
    public func write(_ run: Run, at path: String, to folder: URL) throws -> RenderedReport {
        let lesson = lesson(at: path, of: run)
        let builder = builder(of: lesson)
        let report = try report(of: lesson, builder, builder.prose())
        _ = try ReportFolder(folder.appending(path: path, directoryHint: .isDirectory)).replace(with: report)
        return report
    }

    private func lesson(at path: String, of run: Run) -> CourseRun.Lesson {
        var lesson = course.all.first { $0.path == path } ?? CourseRun.Lesson(path: path, run: run)
        lesson.run = run
        return lesson
    }

    /// Makes sure, before a long run, that a site can be written to a folder.
    ///
    /// - Throws: `ReportWriteFailure` where it cannot.
    public static func prepare(_ folder: URL) throws {
        try ReportFolder(folder).prepare()
    }

    /// What other pages need of a notebook's page.
    private struct RenderedPage {
        var body: String
        var figures: [CourseView.Figure]
        /// The label of each figure's cell.
        var figureCells: [String]
        var styleRules: String
    }

    private func report(
        of lesson: CourseRun.Lesson, _ builder: PageBuilder, _ prose: (parts: PageParts, contents: [ContentsEntry])
    ) throws -> RenderedReport {
        let frame = CourseFrames(course: course).frame(of: lesson)
        var report = builder.report(page: try builder.page(of: prose, in: frame))
        // The notebook itself is to be had from its page.
        report.attachments.append(
            RenderedReport.Attachment(
                path: "\(lesson.run.notebook.name).md", file: URL(fileURLWithPath: lesson.run.notebook.file)))
        return report
    }

    private func builder(of lesson: CourseRun.Lesson, pending: Pending = .nothing) -> PageBuilder {
        PageBuilder(
            lesson.run, pending: pending, theme: theme, neighbours: CourseNeighbours(page: lesson.path, places: places),
            brokenLinks: .error)
    }

    private func file(_ path: String, _ text: String) -> RenderedReport.File {
        RenderedReport.File(path: path, data: Data(text.utf8))
    }

    /// The course's description as HTML.
    private func describe() -> (html: String?, diagnostics: [Diagnostic]) {
        guard let text = course.description else { return (nil, []) }
        let notebook = Notebook(file: course.file, name: "", frontMatter: FrontMatter(), lines: [], cells: [])
        let builder = PageBuilder(
            .notRun(notebook), theme: theme, neighbours: CourseNeighbours(page: "", places: places),
            brokenLinks: .error)
        let html = Notebook.renderMarkdown(
            text, math: { builder.mathHTML($0.tex, display: $0.display, line: $0.line, column: $0.column) },
            link: { builder.linkHTML($0, $1) })
        let first = course.descriptionLine
        return (
            html,
            builder.warnings.map { warning in
                var warning = warning
                warning.line = first
                warning.column = nil
                return warning
            }
        )
    }

    // MARK: Pages of the whole course

    private func collections(
        _ pages: [String: RenderedPage], frames: CourseFrames, description: String?
    ) throws -> [RenderedReport.File] {
        let parts = parts(pages)
        let runs = course.all.map(\.run)
        func view(_ page: CoursePage?) -> CourseView {
            CourseView(
                title: page?.title ?? course.title, subtitle: page == nil ? course.subtitle : nil,
                authors: course.authors.isEmpty ? nil : course.authors.joined(separator: " · "),
                course: frames.frame(of: page?.rawValue ?? "", title: page?.title),
                style: theme.style + theme.courseStyle, script: theme.script + theme.courseScript,
                labbook: course.labbook)
        }
        var home = view(nil)
        home.description = description
        home.parts = parts
        home.first = home.course.parts.first?.entries.first
        home.failures = failures()
        let count = course.lessons.count
        let seconds = course.lessons.map(\.run.seconds).reduce(0, +)
        home.facts = [Readable.count(count, "lesson", "lessons")]
        home.facts +=
            seconds > 0
            ? [
                Readable.count(pages.values.map(\.figures.count).reduce(0, +), "figure", "figures"),
                "run in \(Readable.duration(seconds))",
            ] : ["not run yet"]
        if let machine = runs.first(where: \.hasCode)?.environment, !machine.cpu.isEmpty {
            home.facts.append("\(machine.cpu), \(Readable.count(machine.threads, "thread", "threads"))")
        }

        var figures = view(.figures)
        figures.parts = parts
        var metrics = view(.metrics)
        metrics.metrics = course.all.flatMap { lesson in
            lesson.run.metrics.map { metric in
                CourseView.MetricRow(
                    lesson: lesson.run.notebook.title, address: CoursePaths.address(of: lesson.path, from: ""),
                    name: metric.name, value: Readable.number(metric.value), number: "\(metric.value)")
            }
        }
        var print = view(.print)
        print.title = course.title
        print.subtitle = course.subtitle
        print.description = description
        print.lessons = (course.lessons + course.pages + course.solutions).enumerated().map { index, lesson in
            let notebook = lesson.run.notebook
            return CourseView.WholeLesson(
                id: lesson.path, number: index < count ? "\(index + 1)" : nil, title: notebook.title,
                subtitle: notebook.frontMatter.subtitle,
                body: OnePage(of: lesson.path).embedded(pages[lesson.path]?.body ?? ""))
        }
        print.style += pages.values.map(\.styleRules).sorted().joined()
        return [
            file("index.html", try theme.render("course-home", home)),
            file(CoursePage.figures.rawValue, try theme.render("course-figures", figures)),
            file(CoursePage.metrics.rawValue, try theme.render("course-metrics", metrics)),
            file(CoursePage.print.rawValue, try theme.render("course-print", print)),
        ]
    }

    private func parts(_ pages: [String: RenderedPage]) -> [CourseView.Part] {
        var number = 0
        return course.parts.enumerated().map { index, part in
            CourseView.Part(
                title: part.title, number: index + 1,
                cards: part.lessons.map { lesson in
                    number += 1
                    return card(of: lesson, number: "\(number)", pages[lesson.path])
                })
        }
    }

    private func card(of lesson: CourseRun.Lesson, number: String, _ page: RenderedPage?) -> CourseView.Card {
        let metrics = lesson.run.metricViews
        let figures = page?.figures ?? []
        let chosen = lesson.figure.map { label in page?.figureCells.firstIndex(of: label).map { figures[$0] } }
        return CourseView.Card(
            number: number, title: lesson.run.notebook.title,
            address: CoursePaths.address(of: lesson.path, from: ""),
            summary: lesson.summary ?? lesson.run.notebook.frontMatter.subtitle, figure: chosen ?? figures.last,
            metric: lesson.metric.map { name in metrics.first { $0.name == name } } ?? metrics.first,
            time: lesson.run.hasCode ? Readable.duration(lesson.run.seconds) : nil,
            failure: lesson.run.failureInWords, figures: figures)
    }

    private func failures() -> [CourseView.Failure] {
        course.all.flatMap { lesson in
            (BannerView(lesson.run)?.failures ?? []).map { failure in
                CourseView.Failure(
                    address: CoursePaths.address(of: lesson.path, from: "") + failure.address,
                    lesson: lesson.run.notebook.title, kind: failure.kind, name: failure.name,
                    message: failure.message, line: failure.line)
            }
        }
    }
}
