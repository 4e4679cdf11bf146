import Foundation
import Lab
import Notebook

/// A watched notebook being saved, or a file that it was made from being changed.
final class NotebookChange {
    private let watch = FolderWatch()
    private let file: String
    private let path: String
    private var units: [CompileUnit] = []
    private var frontMatter: FrontMatter?
    private var firstChanged: Int?
    private var sources: [String: FileRecord] = [:]
    /// The files that cells or the page were made from and that are others now, as absolute paths.
    private var changedSources: Set<String> = []

    /// Can be read once something was saved near the notebook or one of its sources.
    var descriptor: Int32? { watch.descriptor }

    /// Watches a notebook's file, also if an editor puts another in its place.
    init(watching file: String) {
        self.file = file
        path = URL(fileURLWithPath: file).standardizedFileURL.path
        watch.add(folderOf: file)
    }

    /// Starts a pass over these units.
    func begin(_ units: [CompileUnit], of notebook: Notebook) {
        self.units = units
        frontMatter = notebook.frontMatter
        firstChanged = nil
        changedSources = []
    }

    /// Ends a pass that read these files.
    ///
    /// What was written while cells ran was probably written by them, and is not told as a change.
    func end(sources: [FileRecord]) {
        _ = wasSaved()
        self.sources = [:]
        watchSources(sources)
    }

    /// Watches further files that the page was made from.
    func watchSources(at paths: [String]) {
        watchSources(paths.map { FileRecord($0) })
    }

    /// Whether a file that a unit reads changed since the last pass.
    func changesSource(of result: UnitResult) -> Bool {
        result.outputs.files.contains { changedSources.contains($0.path) }
    }

    private func watchSources(_ records: [FileRecord]) {
        for record in records {
            sources[record.path] = record
            watch.add(folderOf: record.path)
        }
    }

    /// Whether there is something to do again: the notebook was saved, or one of its sources changed.
    func hasChanged() -> Bool {
        let written = watch.takeWritten()
        changedSources.formUnion(written.filter { sources[$0].map { !$0.isUnchanged } ?? false })
        return written.contains(path) || firstChanged != nil || !changedSources.isEmpty
    }

    /// Whether the pass under way has become useless for a unit, as the unit or one above it is another now.
    ///
    /// A notebook that cannot be read at the moment changes nothing: whoever saved it is told, and saves it again.
    func reaches(_ unit: Int) -> Bool {
        if wasSaved(), let notebook = try? Notebook(file: file) {
            let new = CompileUnit.units(of: notebook)
            let common = zip(units, new).prefix { $0.identity == $1.identity }.count
            let changed = notebook.frontMatter.isRunLike(frontMatter) ? common : 0
            firstChanged = min(firstChanged ?? changed, changed)
        }
        return firstChanged.map { $0 <= unit } ?? false
    }

    private func wasSaved() -> Bool {
        watch.takeWritten().contains(path)
    }
}

extension FrontMatter {
    /// Whether cells cannot tell the two apart.
    func isRunLike(_ other: FrontMatter?) -> Bool {
        params == other?.params && seed == other?.seed && timeout == other?.timeout
    }
}
