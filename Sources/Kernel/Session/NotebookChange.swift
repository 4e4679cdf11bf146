import Foundation
import Lab
import Notebook

/// A watched notebook being saved, or a file that it was made from being changed.
final class NotebookChange {
    private let watch = FolderWatch()
    private let file: String
    private let path: String
    private var units: [CompileUnit] = []
    private var notebook: Notebook?
    private var firstChanged: Int?
    private var sources: [String: FileRecord] = [:]
    /// The files that cells or the page were made from and that are others now, as absolute paths.
    private var changedSources: Set<String> = []

    private let control: RunControl?
    private let onSave: () -> Void
    private var request = RunControl.Request()

    /// One of them can be read once something was saved near the notebook or one of its sources, or was asked for.
    var descriptors: [Int32] { [watch.descriptor, control?.descriptor].compactMap(\.self) }

    /// Watches a notebook's file, also if an editor puts another in its place.
    ///
    /// - Parameters:
    ///   - control: Who else may ask for runs.
    ///   - onSave: Is called when the notebook was saved during a run.
    init(watching file: String, control: RunControl?, onSave: @escaping () -> Void) {
        self.file = file
        self.control = control
        self.onSave = onSave
        path = URL(fileURLWithPath: file).standardizedFileURL.path
        watch.add(folderOf: file)
    }

    /// Starts a pass over these units.
    func begin(_ units: [CompileUnit], of notebook: Notebook) {
        self.units = units
        self.notebook = notebook
        firstChanged = nil
        changedSources = []
    }

    /// Ends a pass that read these files.
    ///
    /// Sources that were written while cells ran were probably written by them, and are not told as a change.
    func end(sources: [FileRecord]) {
        noteSave()
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

    /// Whether there is something to do again: the notebook was saved, one of its sources changed, or a run is asked for.
    func hasChanged() -> Bool {
        takeRequest()
        request.stops = false
        if request.asksForRun { return true }
        let written = watch.takeWritten()
        changedSources.formUnion(written.filter { sources[$0].map { !$0.isUnchanged } ?? false })
        return written.contains(path) || firstChanged != nil || !changedSources.isEmpty
    }

    /// Whether the pass under way has become useless for a unit, as the unit or one above it is another now.
    ///
    /// A notebook that cannot be read at the moment changes nothing: whoever saved it is told, and saves it again.
    func reaches(_ unit: Int) -> Bool {
        takeRequest()
        if request.makesUseless(unit, of: units, in: notebook) { return true }
        noteSave()
        return firstChanged.map { $0 <= unit } ?? false
    }

    /// Notes from which unit on the notebook is another, if it was saved since it was last looked at.
    private func noteSave() {
        guard watch.takeWritten().contains(path) else { return }
        onSave()
        // The same text may be saved twice, and the system may tell late of the save that this pass has read.
        guard let saved = try? Notebook(file: file), saved.lines != notebook?.lines else { return }
        let common = zip(units, CompileUnit.units(of: saved)).prefix { $0.identity == $1.identity }.count
        let changed = saved.frontMatter.isRunLike(notebook?.frontMatter) ? common : 0
        firstChanged = min(firstChanged ?? changed, changed)
    }

    // MARK: What is asked for

    /// Whether no more runs are wanted.
    var isToEnd: Bool {
        takeRequest()
        return request.ends
    }

    /// Whether the run under way is to stop where it is; true once.
    func takeStop() -> Bool {
        takeRequest()
        defer { request.stops = false }
        return request.stops
    }

    /// Whether the next run is to have a kernel of its own; true once.
    func takeRestart() -> Bool {
        takeRequest()
        defer { (request.restarts, request.looksAgain) = (false, false) }
        return request.restarts
    }

    /// The first unit that is to run again although nothing changed; asked once.
    func takeRerun(in notebook: Notebook, _ units: [CompileUnit]) -> Int? {
        defer { request.from = nil }
        return request.from.flatMap { $0.unit(in: units, of: notebook) }
    }

    private func takeRequest() {
        if let control { request.merge(control.take()) }
    }
}

extension FrontMatter {
    /// Whether cells cannot tell the two apart.
    func isRunLike(_ other: FrontMatter?) -> Bool {
        params == other?.params && seed == other?.seed && timeout == other?.timeout
    }
}
