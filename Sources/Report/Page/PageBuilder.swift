internal import Foundation
internal import Notebook

/// Makes the page of one run; what the parts of a page have in common while it is made.
final class PageBuilder {
    let run: Run
    /// What of the run is still to come.
    let pending: Pending
    let theme: Theme
    let figures: FigurePlan
    let numbering: Numbering
    /// The notebooks that links can lead to.
    let neighbours: any Neighbours
    /// The places in this page.
    private(set) lazy var places = PagePlaces(of: run.notebook, numbering: numbering)
    /// How bad a link is that leads to no notebook or to no place in it.
    let brokenLinks: Diagnostic.Severity
    /// The colours that outputs ask for.
    var palette = TerminalPalette()
    /// The labels that have their places in the page: a second thing of the same name has none.
    var numbered: Set<String>
    /// What is odd in the page.
    var warnings: [Diagnostic] = []
    /// The figures in the page, in order, each with the index of its cell and its files beside the page.
    var shownFigures: [(cell: Int, view: FigureView, files: [String])] = []
    /// Files that the prose links to, which are copied beside the page.
    private(set) var attachments: [RenderedReport.Attachment] = []
    /// The paths where pictures were looked for.
    var sources: [String] = []

    init(
        _ run: Run, pending: Pending = .nothing, theme: Theme, neighbours: (any Neighbours)? = nil,
        brokenLinks: Diagnostic.Severity = .warning
    ) {
        self.run = run
        self.pending = pending
        self.theme = theme
        self.neighbours = neighbours ?? FolderNeighbours(of: run.notebook)
        self.brokenLinks = brokenLinks
        figures = FigurePlan(of: run)
        numbering = Numbering(of: run, figures: figures)
        numbered = numbering.outputIDs
    }

    /// The page.
    func page() throws -> PageParts {
        try page(of: prose())
    }

    /// The page around prose that was rendered before, in a course if it is part of one.
    func page(
        of prose: (parts: PageParts, contents: [ContentsEntry]), in course: CourseFrame? = nil
    ) throws -> PageParts {
        try prose.parts.reframed { try theme.render("page", view(of: $0, contents: prose.contents, in: course)) }
    }

    private func view(of body: String, contents entries: [ContentsEntry], in course: CourseFrame?) -> PageView {
        let metrics = run.metricViews
        let front = run.notebook.frontMatter
        let contents = entries.filter { $0.level <= 3 }
        let hasConditions = run.hasCode && (pending == .nothing || !run.environment.labbook.isEmpty)
        return PageView(
            title: run.notebook.title, subtitle: front.subtitle,
            authors: front.authors.isEmpty ? nil : front.authors.joined(separator: " · "), date: front.date,
            failure: BannerView(run, pending), metrics: metrics, hasMetrics: !metrics.isEmpty, contents: contents,
            hasContents: course != nil || entries.count >= 3, body: body,
            provenance: hasConditions ? ProvenanceView(run) : nil,
            style: (course == nil ? theme.style : theme.style + theme.courseStyle) + palette.styleRules,
            script: course == nil ? theme.script : theme.script + theme.courseScript, course: course,
            labbook: run.environment.labbook)
    }

    /// Notes a file that the page links to, and returns its path beside the page.
    func attach(_ file: URL) -> String {
        if let known = attachments.first(where: { $0.file == file }) { return known.path }
        let taken = Set(attachments.map(\.path))
        let name = file.lastPathComponent
        let path =
            ([""] + (2...).lazy.prefix(1000).map { "\($0)-" }).map { "files/\($0)\(name)" }.first {
                !taken.contains($0)
            }
            ?? "files/\(name)"
        attachments.append(RenderedReport.Attachment(path: path, file: file))
        return path
    }

    // MARK: Pieces of prose

    /// A formula as MathML; what is wrong with it becomes warnings.
    ///
    /// - Parameters:
    ///   - source: The TeX as it stands in the notebook, where that is another.
    ///   - offset: Where a character of the TeX stands in the source.
    func mathHTML(
        _ tex: String, display: Bool, label: String? = nil, line: Int, column: Int, source: String? = nil,
        offset: (Int) -> Int = { $0 }
    ) -> String {
        let result = TeXMath.render(tex, display: display)
        for problem in result.problems {
            let before = (source ?? tex).prefix(offset(problem.offset))
            let breaks = before.count(where: \.isNewline)
            let start = before.lastIndex(where: \.isNewline).map { before[before.index(after: $0)...] } ?? before
            warnings.append(
                Diagnostic(
                    file: run.notebook.file, line: line + breaks,
                    column: start.utf8.count + (breaks == 0 ? column : 1), severity: .warning,
                    message: problem.message))
        }
        guard display else { return result.html }
        let formula = "<span class=\"math\">\(result.html)</span>"
        guard let target = label.flatMap(numbering.target), numbered.insert(target.id).inserted else { return formula }
        return "<span class=\"numbered\" id=\"\(target.id)\">\(formula)"
            + "<span class=\"equation-number\">(\(target.number))</span></span>"
    }

    /// A value in prose, or a visible mark with the reason why there is none.
    func inlineValueHTML(_ index: Int) -> String {
        let expression = index < run.notebook.inlineValues.count ? run.notebook.inlineValues[index].expression : ""
        let result = index < run.inlineValues.count ? run.inlineValues[index] : InlineResult()
        if let text = result.text { return "<span class=\"inline-value\">\(text.htmlEscaped)</span>" }
        if result.error == nil, pending != .nothing { return "<span class=\"inline-skipped\">…</span>" }
        let reason = result.error.map { "\($0.kind.words.lowercased()): \($0.message)" } ?? "not run"
        let kind = result.error == nil ? "inline-skipped" : "inline-error"
        return "<span class=\"\(kind)\" id=\"value:\(index + 1)\"><code>\(expression.htmlEscaped)</code> "
            + "<span class=\"reason\">\(reason.htmlEscaped)</span></span>"
    }
}

extension Run {
    /// The metrics as a reader sees them.
    var metricViews: [MetricView] { metrics.map { MetricView(name: $0.name, value: Readable.number($0.value)) } }

    /// Whether there was anything to run.
    var hasCode: Bool { notebook.cells.contains(where: \.options.eval) || !notebook.inlineValues.isEmpty }
}
