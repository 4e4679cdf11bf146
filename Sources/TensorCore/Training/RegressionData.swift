/// Examples with numbers to come close to: inputs of shape [n, …] and targets of shape [n, …], as the model's outputs have.
///
/// ```swift
/// let houses = RegressionData(inputs: sizes, targets: prices)   // [200, 3] and [200, 1]
/// fit(model, to: houses, epochs: 50, loss: .meanSquaredError, optimizer: Adam())
/// ```
public struct RegressionData: Examples {
    /// The inputs, of shape [n, …].
    public let inputs: Tensor
    /// What the outputs should be, of shape [n, …].
    public let targets: Tensor

    /// Puts inputs and their targets together; each row needs one.
    public init(inputs: Tensor, targets: Tensor, file: StaticString = #fileID, line: UInt = #line) {
        guard let rows = inputs.shape.first, targets.shape.first == rows else {
            fail(
                "RegressionData: inputs of shape \(inputs.shape) and targets of shape \(targets.shape) do not go together; both must have a row for each example",
                file: file, line: line)
        }
        self.inputs = inputs
        self.targets = targets
    }

    /// The number of examples.
    public var count: Int { inputs.shape[0] }

    /// The examples of a range. Nothing is copied.
    public subscript(range: Range<Int>, file: StaticString = #fileID, line: UInt = #line) -> RegressionData {
        RegressionData(inputs: inputs[range, file, line], targets: targets[range, file, line])
    }

    /// The examples at the given indices, in that order.
    public subscript(indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> RegressionData {
        RegressionData(inputs: inputs[indices, file, line], targets: targets[indices, file, line])
    }

    /// The loss of outputs for these examples.
    public func loss(_ loss: Loss, of outputs: Tensor) -> Tensor { loss.targetFunction(outputs, targets) }

    /// NaN: numbers are nearer or farther, not right or wrong.
    public func accuracy(of outputs: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Float { .nan }
}
