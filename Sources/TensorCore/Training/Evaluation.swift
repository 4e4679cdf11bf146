/// How well a model does on a data set.
public struct Evaluation: Sendable, CustomStringConvertible {
    /// The mean loss of an example.
    public let loss: Float
    /// The share of examples, from 0 to 1, whose predicted label is right.
    public let accuracy: Float

    /// `loss 0.0123, accuracy 0.9740`
    public var description: String { "loss \(Tensor(loss)), accuracy \(Tensor(accuracy))" }
}

/// Computes a model's mean loss and accuracy on a data set, without training it.
public func evaluate(_ model: any Layer, on data: LabeledData, loss: Loss = .softmaxCrossEntropy) -> Evaluation {
    var (losses, right) = (0.0, 0.0)
    for batch in data.batches(of: 1000) {
        let outputs = model(batch.inputs)
        losses += Double(loss.function(outputs, batch.labels).item()) * Double(batch.count)
        right += Double(accuracy(outputs, batch.labels)) * Double(batch.count)
    }
    let count = Double(max(1, data.count))
    return Evaluation(loss: Float(losses / count), accuracy: Float(right / count))
}
