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
        let html = try builder.page()
        return RenderedReport(
            html: html, results: Results(of: run, figures: builder.figures).text,
            figures: builder.figures.files.map { RenderedReport.File(path: $0.path, data: $0.data) },
            warnings: builder.warnings)
    }

    /// Makes the report of a run and writes it to the folder that has the notebook's name, in `outputFolder`.
    ///
    /// - Returns: The address of the page, and what is odd in it.
    /// - Throws: `ReportWriteFailure` where a file cannot be written; an older report stays whole. `Theme.Failure`.
    @discardableResult
    public func write(_ run: Run, to outputFolder: URL) throws -> (index: URL, warnings: [Diagnostic]) {
        let report = try render(run)
        let folder = outputFolder.appending(path: run.notebook.name, directoryHint: .isDirectory)
        return (try ReportFolder(folder).replace(with: report), report.warnings)
    }
}
