internal import Notebook

extension PageBuilder {
    /// A reference as a link with a number; one that leads nowhere is marked in the page and becomes a warning.
    func referenceHTML(_ reference: CrossReference, ofCell cell: Int? = nil) -> String {
        let label = reference.label
        guard let target = numbering.target(label) else { return missingHTML(reference, ofCell: cell) }
        let text =
            switch reference.form {
            case .full: "\(reference.kind.name)\u{A0}\(target.number)"
            case .number: target.number
            case .prefixed(let words): "\(words.htmlEscaped)\u{A0}\(target.number)"
            }
        return reference.isInLink ? text : "<a class=\"reference\" href=\"#\(target.id)\">\(text)</a>"
    }

    private func missingHTML(_ reference: CrossReference, ofCell cell: Int?) -> String {
        let (label, name) = (reference.label, reference.kind.name.lowercased())
        let reason: String
        switch numbering.missing(label) {
        case .notRun where pending != .nothing:
            return "<span class=\"inline-skipped\">\(reference.kind.name)\u{A0}…</span>"
        case .notRun:
            return "<span class=\"inline-skipped\"><code>@\(label)</code> <span class=\"reason\">not run</span></span>"
        case .noCaption:
            let option = reference.kind == .table ? "tbl-cap" : "fig-cap"
            reason = "the \(name) has no caption"
            warn("expected a \(name) with a caption (\(option)), found @\(label), which has none", reference, cell)
        case nil:
            reason = "no such \(name)"
            let known = numbering.labels(of: reference.kind)
            let hint =
                known.isEmpty ? "the notebook has none" : Suggestion.text(for: label, among: known)
            warn("expected the label of a \(name), found @\(label); \(hint)", reference, cell)
        }
        return "<span class=\"inline-error\"><code>@\(label)</code> <span class=\"reason\">\(reason)</span></span>"
    }

    private func warn(_ message: String, _ reference: CrossReference, _ cell: Int?) {
        warnings.append(
            Diagnostic(
                file: run.notebook.file, line: cell.map { run.notebook.cells[$0].fenceLine } ?? reference.line,
                column: cell == nil ? reference.column : nil, severity: .warning,
                message: message.replacing("a equation", with: "an equation")))
    }
}

extension CrossReference.Kind {
    /// What a reader calls it.
    var name: String {
        switch self {
        case .figure: "Figure"
        case .table: "Table"
        case .section: "Section"
        case .equation: "Equation"
        }
    }
}
