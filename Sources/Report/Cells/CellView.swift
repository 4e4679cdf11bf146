internal import Notebook

/// A cell as the template `cell` shows it.
struct CellView {
    /// The id in the page.
    var id: String
    var label: String
    /// The line of its first line of code in the notebook.
    var line: Int
    var status: String
    /// Its code; nil where it is not shown.
    var code: CodeView?
    /// How long it took, quietly.
    var time: String?
    /// A quiet word about how it came to be: "from the cache", "shown, not run".
    var note: String?
    /// Why it did not run.
    var skipped: String?
    var warnings: [DiagnosticView]
    /// Outputs, each with the name of the template that shows it; the failure is the last.
    var outputs: [Any]

    /// The code of a cell.
    struct CodeView {
        /// Highlighted lines.
        var html: String
        /// Whether it starts folded away.
        var isFolded: Bool
        /// "12 lines", for the fold's label.
        var length: String
    }
}

extension PageBuilder {
    /// The HTML of a cell; empty where nothing of it is to be shown.
    func cellHTML(_ index: Int) throws -> String {
        let cell = run.notebook.cells[index]
        guard index < run.cells.count else { return "" }
        let result = run.cells[index]
        let failed = result.isFailure(of: cell)
        let failure = result.error.map { FailureView($0, in: run.notebook, isExpected: !failed) }
        guard cell.options.include || failed else { return "" }

        var outputs: [Any] = []
        if cell.options.include, cell.options.output { outputs = try outputViews(ofCell: index) }
        if let failure { outputs.append(failure) }
        let showsCode = cell.options.include && cell.options.echo != .hidden
        let view = CellView(
            id: cell.anchor, label: cell.label, line: cell.line, status: result.status.rawValue,
            code: showsCode ? code(of: cell, result) : nil,
            time: showsCode && !pending.cells.contains(index) ? time(of: cell, result) : nil,
            note: note(on: cell, result),
            skipped: cell.options.eval && result.status == .skipped && !pending.cells.contains(index)
                ? result.skipReason ?? "a cell before it failed" : nil,
            warnings: (cell.options.include ? result.warnings : []).map {
                DiagnosticView($0, in: run.notebook, context: nil)
            },
            outputs: outputs.map(NamedValues.of))
        if view.code == nil, outputs.isEmpty, view.skipped == nil, view.warnings.isEmpty {
            // What refers to the cell still finds its place.
            return "<div class=\"cell\" id=\"\(view.id.htmlEscaped)\"></div>\n"
        }
        return try theme.render("cell", view)
    }

    private func code(of cell: Cell, _ result: CellResult) -> CellView.CodeView {
        var marks: [Int: CodeHTML.Mark] = [:]
        for warning in result.warnings where warning.file == run.notebook.file {
            if let line = warning.line { marks[line] = .warned }
        }
        for diagnostic in result.error?.diagnostics ?? [] where diagnostic.severity == .error {
            if let line = diagnostic.line { marks[line] = .failed }
        }
        if let line = result.error?.line { marks[line] = .failed }
        let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false).count
        return CellView.CodeView(
            html: CodeHTML.lines(of: cell.source, firstLine: cell.line, marks: marks),
            isFolded: cell.options.echo == .folded, length: Readable.count(lines, "line", "lines"))
    }

    private func time(of cell: Cell, _ result: CellResult) -> String? {
        let ran = result.status == .ok || result.status == .failed && result.error?.kind != .compile
        return cell.options.eval && ran ? Readable.duration(result.seconds) : nil
    }

    private func note(on cell: Cell, _ result: CellResult) -> String? {
        if !cell.options.eval { return "shown, not run" }
        return result.status == .cached ? "from the last run" : nil
    }
}
