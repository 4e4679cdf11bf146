import CKernel
import Foundation
import Notebook

/// A notebook's file being saved, and from which unit on that matters to a pass under way.
final class NotebookChange {
    /// Can be read once something was saved in the notebook's folder.
    let descriptor: Int32?
    private let name: String
    private let file: String
    private var units: [CompileUnit] = []
    private var frontMatter: FrontMatter?
    private var firstChanged: Int?

    /// Watches a notebook's file, also if an editor puts another in its place.
    init(watching file: String) {
        self.file = file
        let url = URL(fileURLWithPath: file)
        name = url.lastPathComponent
        let watch = labbook_watch(url.deletingLastPathComponent().path)
        descriptor = watch < 0 ? nil : watch
    }

    deinit { if let descriptor { close(descriptor) } }

    /// Starts a pass over these units.
    func begin(_ units: [CompileUnit], of notebook: Notebook) {
        self.units = units
        frontMatter = notebook.frontMatter
        firstChanged = nil
    }

    /// Takes in what was saved since the last call; true if the notebook was.
    func wasSaved() -> Bool {
        guard let descriptor else { return false }
        return labbook_watch_saw(descriptor, name) == 1
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
}

extension FrontMatter {
    /// Whether cells cannot tell the two apart.
    func isRunLike(_ other: FrontMatter?) -> Bool {
        params == other?.params && seed == other?.seed && timeout == other?.timeout
    }
}
