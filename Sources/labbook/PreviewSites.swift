import Course
import Foundation
import Notebook
import Preview
import Report

/// A notebook and those beside it, to which its links lead, each with a report of its own.
struct NotebookPreview {
    private let file: URL
    private let name: String
    private let writer: ReportWriter
    private let folder: URL
    private let parameters: [String]

    /// - Throws: `NotebookError` where there is no such file.
    init(_ notebook: String, theme: Theme, folder: URL, parameters: [String]) throws {
        guard FileManager.default.isReadableFile(atPath: notebook) else {
            throw NotebookError([
                Diagnostic(file: notebook, message: "expected a notebook, found no file that can be read")
            ])
        }
        file = URL(fileURLWithPath: notebook)
        name = file.deletingPathExtension().lastPathComponent
        writer = ReportWriter(theme: theme)
        self.folder = folder
        self.parameters = parameters
    }

    func site(_ terminal: Terminal, _ progress: RunProgress) -> PreviewSite {
        PreviewSite(folder: folder, first: name) { [self] path in
            guard !path.contains("/") else { return nil }
            let other =
                path == name ? file : file.deletingLastPathComponent().appending(path: "\(path).md")
            guard path == name || FileManager.default.isReadableFile(atPath: other.path) else { return nil }
            let preparation = RunPreparation(
                file: other.shortPath, parameters: parameters, outputFolder: folder, terminal: terminal)
            return PreviewPage(preparation, progress) {
                try writer.page(of: $0, pending: $1)
            } write: { run in
                let report = try writer.render(run)
                _ = try writer.write(report, of: run.notebook, to: folder)
                return report
            }
        }
    }
}

/// The site of a course, whose lessons are live when they are opened.
struct CoursePreview {
    private let pages: CoursePages
    private let folder: URL
    private let parameters: [String]

    init(_ course: Course, theme: Theme, folder: URL, parameters: [String]) throws {
        pages = try CoursePages(course, theme: theme, folder: folder)
        self.folder = folder
        self.parameters = parameters
    }

    func site(_ terminal: Terminal, _ progress: RunProgress) -> PreviewSite {
        PreviewSite(folder: folder, first: nil) { [self] path in
            guard let file = pages.file(at: path) else { return nil }
            let place = folder.appending(path: path).deletingLastPathComponent()
            let preparation = RunPreparation(
                file: file, parameters: parameters, outputFolder: place, terminal: terminal)
            return PreviewPage(preparation, progress) {
                try pages.page(at: path, of: $0, pending: $1)
            } write: {
                try pages.write($0, at: path)
            }
        }
    }
}

extension PreviewPage {
    /// A page of a notebook that is prepared as for `labbook run`, and told on the terminal as there.
    fileprivate init(
        _ preparation: RunPreparation, _ progress: RunProgress,
        render: @escaping @Sendable (Run, Pending) throws -> PageParts,
        write: @escaping @Sendable (Run) throws -> RenderedReport
    ) {
        self.init(
            file: preparation.file, read: { try preparation.read(chosen: $0) },
            makeReady: { notebook in
                try preparation.makeReady(for: notebook)
                progress.begin(notebook)
            },
            render: render,
            write: { run in
                let report = try write(run)
                for warning in report.warnings { preparation.terminal.print(warning, lines: run.notebook.lines) }
                return report.sources
            })
    }
}
