internal import Notebook

/// A diagnostic as templates show it.
struct DiagnosticView {
    var severity: String
    var message: String
    /// `file:line:column`.
    var place: String?
    /// Where the place is in the page.
    var address: String?
    var excerpt: [SourceExcerpt.Line]

    /// - Parameter context: How many lines around the place are shown; nil for no excerpt at all.
    init(_ diagnostic: Diagnostic, in notebook: Notebook, context: Int?) {
        severity = diagnostic.severity.rawValue
        message = diagnostic.message
        place = diagnostic.line.map { line in
            "\(diagnostic.file):\(line)" + (diagnostic.column.map { ":\($0)" } ?? "")
        }
        address = diagnostic.line.flatMap { notebook.anchor(ofLine: $0) }
        excerpt = []
        if let context, let line = diagnostic.line, diagnostic.file == notebook.file {
            let column = diagnostic.column
            excerpt = SourceExcerpt(of: notebook, line: line, column: column, context: context)?.lines ?? []
        }
    }
}

/// A cell's failure as templates show it.
struct FailureView {
    let template = "error"
    /// The kind of failure in words.
    var kind: String
    var kindName: String
    /// What happened; nil where the diagnostics say it.
    var message: String?
    var place: String?
    var address: String?
    /// For shapes that do not fit, both of them.
    var shapes: ShapeMismatch?
    var excerpt: [SourceExcerpt.Line]
    var diagnostics: [DiagnosticView]
    /// Whether the notebook says that the cell may fail.
    var isExpected: Bool

    init(_ error: CellError, in notebook: Notebook, isExpected: Bool) {
        kind = error.kind.words
        kindName = error.kind.rawValue
        self.isExpected = isExpected
        diagnostics = error.diagnostics.map { DiagnosticView($0, in: notebook, context: $0.severity == .error ? 1 : 0) }
        for index in diagnostics.indices.dropFirst() where diagnostics[index].place == diagnostics[index - 1].place {
            // What is said of the same place stands under the same lines.
            (diagnostics[index].place, diagnostics[index].excerpt) = (nil, [])
        }
        guard diagnostics.isEmpty else {
            message = diagnostics.contains { $0.message == error.message } ? nil : error.message
            excerpt = []
            return
        }
        let whole = DiagnosticView(
            Diagnostic(file: notebook.file, line: error.line, column: error.column, message: error.message),
            in: notebook, context: 2)
        message = error.message
        shapes = ShapeMismatch(message: error.message)
        place = whole.place
        address = whole.address
        excerpt = whole.excerpt
    }
}

extension CellError.Kind {
    /// The kind in words that a student understands.
    var words: String {
        switch self {
        case .compile: "Does not compile"
        case .thrown: "An error was thrown"
        case .trap: "The cell crashed"
        case .exit: "The cell ended the program"
        case .timeout: "The cell took too long"
        case .memory: "The cell used too much memory"
        case .output: "The cell put out too much"
        case .killed: "The run was interrupted"
        }
    }
}

extension Notebook {
    /// The address in the page of a line that a shown cell holds.
    func anchor(ofLine line: Int) -> String? {
        let cell = cells.first { cell in
            let count = cell.source.split(separator: "\n", omittingEmptySubsequences: false).count
            return (cell.line..<cell.line + max(count, 1)).contains(line)
        }
        guard let cell, cell.options.include else { return nil }
        return cell.options.echo == .shown ? "#L\(line)" : "#\(cell.anchor)"
    }
}

extension Cell {
    /// The cell's id in the page; the colon keeps it apart from the ids of headings.
    var anchor: String { "cell:\(label)" }
}
