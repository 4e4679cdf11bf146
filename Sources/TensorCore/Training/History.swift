/// What happened in a training: a number for each epoch, and the loss of each step.
public struct History: Sendable {
    /// The mean training loss of each epoch.
    public internal(set) var loss: [Float] = []
    /// The training accuracy of each epoch, from 0 to 1, as the weights were at each batch; NaN for `RegressionData`.
    public internal(set) var accuracy: [Float] = []
    /// The loss on the validation data after each epoch; empty without such data.
    public internal(set) var validationLoss: [Float] = []
    /// The accuracy on the validation data after each epoch; empty without such data.
    public internal(set) var validationAccuracy: [Float] = []
    /// The time that each epoch's training took, in seconds, without validation.
    public internal(set) var seconds: [Double] = []
    /// The loss of each step, over all epochs.
    public internal(set) var stepLosses: [Float] = []

    /// The number of epochs.
    public var epochs: Int { loss.count }
}

extension History: CustomStringConvertible {
    /// A line for each epoch.
    public var description: String {
        loss.indices.map { epoch in
            var line = "epoch \(epoch + 1): \(Evaluation(loss: loss[epoch], accuracy: accuracy[epoch]))"
            if validationLoss.indices.contains(epoch) {
                line += ", validation loss \(Tensor(validationLoss[epoch]))"
                let accuracy = validationAccuracy[epoch]
                if !accuracy.isNaN { line += ", validation accuracy \(Tensor(accuracy))" }
            }
            return line
        }.joined(separator: "\n")
    }
}
