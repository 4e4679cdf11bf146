/// A model's layers with the shapes and numbers of their parameters, as a table.
public struct ModelSummary: Sendable, CustomStringConvertible {
    /// One layer of the table.
    public struct Row: Sendable {
        /// The layer's description.
        public let layer: String
        /// The shapes of its parameters.
        public let shapes: [[Int]]
        /// The number of its trainable scalars.
        public let parameterCount: Int
    }

    /// The layers, those within layers in their place.
    public let rows: [Row]
    /// The number of trainable scalars of the model.
    public let parameterCount: Int

    /// The table in columns, with a line for the sum.
    public var description: String {
        let lines =
            [("layer", "shapes", "parameters")]
            + rows.map { row in
                (row.layer, row.shapes.map { "\($0)" }.joined(separator: " "), grouped(row.parameterCount))
            } + [("total", "", grouped(parameterCount))]
        let widths = (
            lines.map(\.0.count).max() ?? 0, lines.map(\.1.count).max() ?? 0, lines.map(\.2.count).max() ?? 0
        )
        return lines.map { line in
            line.0.padded(to: widths.0) + "  " + line.1.padded(to: widths.1) + "  "
                + String(repeating: " ", count: widths.2 - line.2.count) + line.2
        }.joined(separator: "\n")
    }
}

extension Layer {
    /// The model's layers with the shapes and numbers of their parameters.
    public var summary: ModelSummary {
        func leaves(_ layer: any Layer) -> [any Layer] {
            let parts = layer.layers
            return parts.isEmpty ? [layer] : parts.flatMap(leaves)
        }
        let rows = leaves(self).map { layer in
            let values = layer.parameters.map(\.value)
            return ModelSummary.Row(
                layer: layer.description, shapes: values.map(\.shape),
                parameterCount: values.reduce(0) { $0 + $1.count })
        }
        return ModelSummary(rows: rows, parameterCount: parameterCount)
    }
}

/// 535818 as "535,818".
private func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.map { index in
        (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digits[index])
    }.joined()
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}
