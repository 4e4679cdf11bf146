/// How well a model does on a data set.
public struct Evaluation: Sendable, CustomStringConvertible {
    /// The mean loss of an example.
    public let loss: Float
    /// The share of examples, from 0 to 1, whose predicted label is right; NaN for `RegressionData`.
    public let accuracy: Float

    /// `loss 0.0123, accuracy 0.9740`
    public var description: String {
        "loss \(Tensor(loss))" + (accuracy.isNaN ? "" : ", accuracy \(Tensor(accuracy))")
    }
}

/// Computes a model's mean loss and accuracy on examples, without training it.
public func evaluate(
    _ model: any Layer, on data: some Examples, loss: Loss = .softmaxCrossEntropy, file: StaticString = #fileID,
    line: UInt = #line
) -> Evaluation {
    var (losses, right) = (0.0, 0.0)
    for batch in data.batches(of: 1000) {
        let outputs = model(batch.inputs)
        losses += Double(batch.loss(loss, of: outputs).item()) * Double(batch.count)
        right += Double(batch.accuracy(of: outputs, file: file, line: line)) * Double(batch.count)
    }
    let count = Double(max(1, data.count))
    return Evaluation(loss: Float(losses / count), accuracy: Float(right / count))
}
