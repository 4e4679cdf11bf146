/// A model's layers with the shapes of their parameters and outputs, as a table.
public struct ModelSummary: Sendable, CustomStringConvertible {
    /// One layer of the table.
    public struct Row: Sendable {
        /// The layer's description.
        public let layer: String
        /// The shape of its output for a batch of one, where that was asked for.
        public let output: [Int]?
        /// The shapes of its parameters.
        public let shapes: [[Int]]
        /// The number of its trainable scalars.
        public let parameterCount: Int

        /// The shape of its output as text, with n for the size of a batch: `[n, 512]`; empty where it is not known.
        public var outputText: String {
            output.map { "[" + (["n"] + $0.dropFirst().map { "\($0)" }).joined(separator: ", ") + "]" } ?? ""
        }

        init(_ layer: any Layer, output: [Int]? = nil) {
            let values = layer.parameters.map(\.value)
            self.layer = layer.description
            self.output = output
            shapes = values.map(\.shape)
            parameterCount = values.reduce(0) { $0 + $1.count }
        }
    }

    /// The layers, those within layers in their place.
    public let rows: [Row]
    /// The number of trainable scalars of the model.
    public let parameterCount: Int

    /// The table in columns, with a line for the sum; n is the size of a batch.
    public var description: String {
        let lines =
            [["layer", "output", "shapes", "parameters"]]
            + rows.map { row in
                [
                    row.layer, row.outputText, row.shapes.map { "\($0)" }.joined(separator: " "),
                    grouped(row.parameterCount),
                ]
            } + [["total", "", "", grouped(parameterCount)]]
        let widths = (0..<4).map { column in lines.map { $0[column].count }.max() ?? 0 }
        let columns = rows.contains { $0.output != nil } ? [0, 1, 2] : [0, 2]
        return lines.map { line in
            let left = columns.map { line[$0].padded(to: widths[$0]) + "  " }.joined()
            return left + String(repeating: " ", count: widths[3] - line[3].count) + line[3]
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
        return ModelSummary(rows: leaves(self).map { ModelSummary.Row($0) }, parameterCount: parameterCount)
    }

    /// The model's layers with the shapes of their outputs and parameters, found by sending zeros through.
    ///
    /// - Parameter inputShape: the shape of one example: `[784]`, or `[28, 28, 1]`. A layer that is a type of one's own is one row.
    public func summary(inputShape: [Int]) -> ModelSummary {
        var rows: [ModelSummary.Row] = []
        func walk(_ layer: any Layer, _ input: Tensor) -> Tensor {
            if let model = layer as? Sequential { return model.layers.reduce(input) { walk($1, $0) } }
            let output = layer(input)
            rows.append(ModelSummary.Row(layer, output: output.shape))
            return output
        }
        _ = withMode(.evaluation) { walk(self, .zeros([1] + inputShape)) }
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
