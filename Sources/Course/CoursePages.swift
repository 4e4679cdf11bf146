public import Foundation
public import Notebook
public import Report

/// The pages of a course's site, of which one at a time is made anew from runs that go on.
public struct CoursePages: Sendable {
    private let site: CourseSite
    private let files: [String: String]
    private let folder: URL

    /// Prepares the pages, with what earlier runs gave, and writes the site if there is none yet.
    ///
    /// - Throws: `ReportWriteFailure` where the site cannot be written; `Theme.Failure`.
    public init(_ course: Course, theme: Theme, folder: URL) throws {
        self.folder = folder
        files = Dictionary(course.entries.map { ($0.path, $0.notebook.file) }) { first, _ in first }
        site = CourseSite(
            course.gathered(in: folder) { $0.storedRun(in: folder) ?? .notRun($0.notebook) }, theme: theme)
        try CourseSite.prepare(folder)
        if !FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path) {
            _ = try CourseSite.write(site.render(), to: folder)
        }
    }

    /// The notebook's file at a path of the site; nil if there is none.
    public func file(at path: String) -> String? { files[path] }

    /// Makes the page of a notebook, also of a run that is still going on.
    ///
    /// - Throws: `Theme.Failure` where the theme's templates do not fit together.
    public func page(at path: String, of run: Run, pending: Pending) throws -> PageParts {
        try site.page(at: path, of: run, pending: pending)
    }

    /// Writes the page of a run, and what stands beside it; the pages that gather something from all lessons stay as they
    /// are until the course is run.
    ///
    /// - Returns: The page as it was written.
    /// - Throws: `ReportWriteFailure`, `Theme.Failure`.
    public func write(_ run: Run, at path: String) throws -> RenderedReport {
        // The course is to know that these results are not those of its own run.
        LessonInputs.remove(from: folder.appending(path: path, directoryHint: .isDirectory))
        return try site.write(run, at: path, to: folder)
    }
}
