public import Foundation
public import Notebook

/// Makes reports from runs and writes them to disk.
public struct ReportWriter: Sendable {
    private let theme: Theme

    /// Creates a writer that uses a theme.
    public init(theme: Theme) {
        self.theme = theme
    }

    /// Makes the report of a run; the same run gives the same report, byte for byte.
    ///
    /// Reads nothing but the pictures that the notebook's prose shows.
    ///
    /// - Throws: `Theme.Failure` where the theme's templates do not fit together.
    public func render(_ run: Run) throws -> RenderedReport {
        let builder = PageBuilder(run, theme: theme)
        return builder.report(page: try builder.page())
    }

    /// Makes the page alone, also of a run that is still going on.
    ///
    /// - Throws: `Theme.Failure` where the theme's templates do not fit together.
    public func page(of run: Run, pending: Pending = .nothing) throws -> PageParts {
        try PageBuilder(run, pending: pending, theme: theme).page()
    }

    /// Makes the report of a run and writes it to the folder that has the notebook's name, in `outputFolder`.
    ///
    /// - Returns: The address of the page, and what is odd in it.
    /// - Throws: `ReportWriteFailure` where a file cannot be written; an older report stays whole. `Theme.Failure`.
    @discardableResult
    public func write(_ run: Run, to outputFolder: URL) throws -> (index: URL, warnings: [Diagnostic]) {
        let report = try render(run)
        return (try write(report, of: run.notebook, to: outputFolder), report.warnings)
    }

    /// Writes a report that was made before to the folder that has the notebook's name, in `outputFolder`.
    ///
    /// - Returns: The address of the page.
    /// - Throws: `ReportWriteFailure` where a file cannot be written; an older report stays whole.
    public func write(_ report: RenderedReport, of notebook: Notebook, to outputFolder: URL) throws -> URL {
        try Self.folder(of: notebook, in: outputFolder).replace(with: report)
    }

    /// Makes sure, before a long run, that its report can be written.
    ///
    /// - Throws: `ReportWriteFailure` where it cannot.
    public static func prepare(for notebook: Notebook, in outputFolder: URL) throws {
        try folder(of: notebook, in: outputFolder).prepare()
    }

    private static func folder(of notebook: Notebook, in outputFolder: URL) -> ReportFolder {
        // A file called "...md" must not lead out of the output folder.
        let name = ["", ".", ".."].contains(notebook.name) ? "notebook" : notebook.name
        return ReportFolder(outputFolder.appending(path: name, directoryHint: .isDirectory))
    }
}

extension PageBuilder {
    /// All files of the report whose page this is.
    func report(page: PageParts) -> RenderedReport {
        RenderedReport(
            page: page, results: Results(of: run, figures: figures).text, program: ProgramText(of: run).text,
            figures: figures.files.map { RenderedReport.File(path: $0.path, data: $0.data) },
            attachments: attachments, sources: sources,
            warnings: warnings.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) })
    }
}
