import Notebook

/// The `--cell LABEL` argument.
struct CellSelection {
    let label: String

    /// The cell of that label in a notebook.
    ///
    /// - Throws: Which labels there are, where it has none of that name or the cell is never run.
    func cell(in notebook: Notebook) throws -> Int {
        guard let index = notebook.cells.firstIndex(where: { $0.label == label }) else {
            let labels = notebook.cells.map(\.label).joined(separator: ", ")
            throw SelectionError(
                description: "--cell expects the label of a cell, found \"\(label)\"; "
                    + (labels.isEmpty ? "\(notebook.file) has no cells" : "\(notebook.file) has \(labels)"))
        }
        guard notebook.cells[index].options.eval else {
            throw SelectionError(description: "--cell expects a cell that runs, and \(label) says eval: false")
        }
        return index
    }

    private struct SelectionError: Error, CustomStringConvertible {
        var description: String
    }
}
