/// What training makes small: a function of a model's outputs [n, classes] and n labels, with its name.
public struct Loss: Sendable, CustomStringConvertible {
    /// The name, for plots and tables.
    public let name: String
    /// The function itself; it returns one number, a mean over the batch.
    public let function: @Sendable (_ outputs: Tensor, _ labels: [Int]) -> Tensor

    /// Creates a loss from a function.
    public init(_ name: String, _ function: @escaping @Sendable (_ outputs: Tensor, _ labels: [Int]) -> Tensor) {
        self.name = name
        self.function = function
    }

    /// The name.
    public var description: String { name }

    /// The mean of `−log softmax(outputs)[label]`; the model's last layer has no activation.
    public static let softmaxCrossEntropy = Loss("softmax cross-entropy") { outputs, labels in
        TensorCore.softmaxCrossEntropy(outputs, labels: labels)
    }

    /// The mean squared difference of the outputs from the one-hot labels.
    public static let meanSquaredError = Loss("mean squared error") { outputs, labels in
        TensorCore.meanSquaredError(outputs, oneHot(labels, classes: outputs.shape.last ?? 0))
    }

    /// The mean distance of the outputs from the one-hot labels.
    public static let meanAbsoluteError = Loss("mean absolute error") { outputs, labels in
        TensorCore.meanAbsoluteError(outputs, oneHot(labels, classes: outputs.shape.last ?? 0))
    }

    /// Huber's loss of the outputs against the one-hot labels.
    public static func huber(delta: Float = 1) -> Loss {
        Loss("Huber") { outputs, labels in
            huberLoss(outputs, oneHot(labels, classes: outputs.shape.last ?? 0), delta: delta)
        }
    }

    /// The mean of `−log σ(output)` where the label is 1 and `−log(1 − σ(output))` where it is 0; one output a row.
    public static let binaryCrossEntropy = Loss("binary cross-entropy") { outputs, labels in
        TensorCore.binaryCrossEntropy(outputs, Tensor(labels).reshaped(to: outputs.shape))
    }
}
