/// What training makes small, with its name: a function of a model's outputs and either n labels or a target for each output.
public struct Loss: Sendable, CustomStringConvertible {
    /// The name, for plots and tables.
    public let name: String
    /// The loss of outputs [n, classes] for n labels: one number, a mean over the batch.
    public let function: @Sendable (_ outputs: Tensor, _ labels: [Int]) -> Tensor
    /// The loss of outputs for targets of their shape: one number, a mean over the batch.
    public let targetFunction: @Sendable (_ outputs: Tensor, _ targets: Tensor) -> Tensor

    /// Creates a loss from a function of labels.
    public init(_ name: String, _ function: @escaping @Sendable (_ outputs: Tensor, _ labels: [Int]) -> Tensor) {
        self.name = name
        self.function = function
        targetFunction = { _, _ in fail("\(name): this loss is for labels; train on LabeledData") }
    }

    /// Creates a loss from a function of targets; labels count as their one-hot rows.
    public init(
        _ name: String, targets function: @escaping @Sendable (_ outputs: Tensor, _ targets: Tensor) -> Tensor
    ) {
        self.name = name
        self.function = { function($0, oneHot($1, classes: $0.shape.last ?? 0)) }
        targetFunction = function
    }

    private init(
        _ name: String, labels: @escaping @Sendable (Tensor, [Int]) -> Tensor,
        targets: @escaping @Sendable (Tensor, Tensor) -> Tensor
    ) {
        (self.name, function, targetFunction) = (name, labels, targets)
    }

    /// The name.
    public var description: String { name }

    /// The mean of `−log softmax(outputs)[label]`; the model's last layer has no activation. Targets are probabilities.
    public static let softmaxCrossEntropy = Loss(
        "softmax cross-entropy", labels: { TensorCore.softmaxCrossEntropy($0, labels: $1) },
        targets: { TensorCore.softmaxCrossEntropy($0, $1) })

    /// The mean squared difference of the outputs from the targets, or from the one-hot labels.
    public static let meanSquaredError = Loss(
        "mean squared error", targets: { TensorCore.meanSquaredError($0, $1) })

    /// The mean distance of the outputs from the targets, or from the one-hot labels.
    public static let meanAbsoluteError = Loss(
        "mean absolute error", targets: { TensorCore.meanAbsoluteError($0, $1) })

    /// Huber's loss of the outputs against the targets, or against the one-hot labels.
    public static func huber(delta: Float = 1) -> Loss {
        Loss("Huber", targets: { huberLoss($0, $1, delta: delta) })
    }

    /// The mean of `−log σ(output)` where the label is 1 and `−log(1 − σ(output))` where it is 0; one output a row.
    ///
    /// Targets are numbers from 0 to 1 for each output.
    public static let binaryCrossEntropy = Loss(
        "binary cross-entropy",
        labels: { TensorCore.binaryCrossEntropy($0, Tensor($1).reshaped(to: $0.shape)) },
        targets: { TensorCore.binaryCrossEntropy($0, $1) })
}
