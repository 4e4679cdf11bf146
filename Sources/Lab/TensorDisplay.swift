public import TensorCore

extension Tensor: Displayable {
    /// The tensor's shape and a short view of its values.
    public var mimeBundle: MIMEBundle { .plain(description) }
}

extension ModelSummary: Displayable {
    /// A table of the layers with their shapes and parameter counts.
    public var mimeBundle: MIMEBundle {
        let table = Table(
            columns: ["layer", "shapes", "parameters"],
            rows: rows.map { row in
                [row.layer, row.shapes.map { "\($0)" }.joined(separator: ", "), "\(row.parameterCount)"]
            } + [["total", "", "\(parameterCount)"]])
        return table.mimeBundle
    }
}
