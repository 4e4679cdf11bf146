public import Figures
public import TensorCore

extension Layer {
    /// A picture of the model's layers with the shapes of what flows between them.
    ///
    /// The shapes of a `Sequential` are found by sending one example of zeros through it.
    /// - Parameter input: The shape of one example, such as [784] or [28, 28, 1]; where a model begins with a dense layer,
    ///   it is found.
    public func diagram(input: [Int]? = nil, title: String = "") -> NetworkDiagram {
        let start = input ?? summary.firstInput
        guard let start, let model = self as? Sequential else {
            return NetworkDiagram(
                input: start,
                layers: summary.rows.map {
                    NetworkDiagram.Layer($0.layer, output: $0.denseShape.map { [$0[1]] }, parameters: $0.parameterCount)
                }, title: title)
        }
        var example = Tensor.zeros([1] + start)
        let layers = model.steps.map { layer in
            example = layer(example)
            return NetworkDiagram.Layer(
                layer.description, output: Array(example.shape.dropFirst()), parameters: layer.parameterCount)
        }
        return NetworkDiagram(input: start, layers: layers, title: title)
    }
}

extension Sequential {
    /// The layers, those of sequences within in their place.
    fileprivate var steps: [any Layer] {
        layers.flatMap { layer in (layer as? Sequential)?.steps ?? [layer] }
    }
}

extension ModelSummary {
    /// The shape of one example where the first layer tells it.
    fileprivate var firstInput: [Int]? { rows.first?.denseShape.map { [$0[0]] } }
}

extension ModelSummary.Row {
    /// The weights' shape of a dense layer, [inputs, outputs]: it has weights and one bias for each output.
    fileprivate var denseShape: [Int]? {
        guard shapes.count == 2, shapes[0].count == 2, shapes[1].last == shapes[0][1] else { return nil }
        return shapes[0]
    }
}
