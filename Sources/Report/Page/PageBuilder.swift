internal import Foundation
internal import Notebook

/// Makes the page of one run; what the parts of a page have in common while it is made.
final class PageBuilder {
    let run: Run
    let theme: Theme
    let figures: FigurePlan
    let numbering: Numbering
    /// The colours that outputs ask for.
    var palette = TerminalPalette()
    /// The labels that have their places in the page: a second thing of the same name has none.
    var numbered: Set<String>
    /// What is odd in the page.
    var warnings: [Diagnostic] = []

    init(_ run: Run, theme: Theme) {
        self.run = run
        self.theme = theme
        figures = FigurePlan(of: run)
        numbering = Numbering(of: run, figures: figures)
        numbered = numbering.outputIDs
    }

    /// The page's HTML.
    func page() throws -> String {
        let prose = try self.prose()
        let metrics = run.metrics.map { MetricView(name: $0.name, value: Readable.number($0.value)) }
        let front = run.notebook.frontMatter
        let contents = prose.contents.filter { $0.level <= 3 }
        let view = PageView(
            title: run.notebook.title, subtitle: front.subtitle,
            authors: front.authors.isEmpty ? nil : front.authors.joined(separator: " · "), date: front.date,
            failure: BannerView(run), metrics: metrics, hasMetrics: !metrics.isEmpty, contents: contents,
            hasContents: prose.contents.count >= 3, body: prose.html, provenance: ProvenanceView(run),
            style: theme.style + palette.styleRules, script: theme.script, labbook: run.environment.labbook)
        return try theme.render("page", view)
    }

    // MARK: Pieces of prose

    /// A formula as MathML; what is wrong with it becomes warnings.
    func mathHTML(_ tex: String, display: Bool, label: String? = nil, line: Int, column: Int) -> String {
        let result = TeXMath.render(tex, display: display)
        for problem in result.problems {
            let before = tex.prefix(problem.offset)
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
        let reason = result.error.map { "\($0.kind.words.lowercased()): \($0.message)" } ?? "not run"
        let kind = result.error == nil ? "inline-skipped" : "inline-error"
        return "<span class=\"\(kind)\" id=\"value:\(index + 1)\"><code>\(expression.htmlEscaped)</code> "
            + "<span class=\"reason\">\(reason.htmlEscaped)</span></span>"
    }
}
