/// Examples with their labels: inputs of shape [n, …], a row for each example, and n integers.
public struct LabeledData: Examples {
    /// The inputs, of shape [n, …].
    public let inputs: Tensor
    /// The labels, counted from 0.
    public let labels: [Int]

    /// Puts inputs and their labels together; each row needs one.
    public init(inputs: Tensor, labels: [Int], file: StaticString = #fileID, line: UInt = #line) {
        guard inputs.shape.first == labels.count else {
            fail(
                "LabeledData: inputs of shape \(inputs.shape) and \(labels.count) labels do not go together; inputs must have shape [\(labels.count), …]",
                file: file, line: line)
        }
        self.inputs = inputs
        self.labels = labels
    }

    /// The number of examples.
    public var count: Int { labels.count }

    /// The number of classes: one more than the largest label.
    public var classes: Int { (labels.max() ?? -1) + 1 }

    /// One example.
    public subscript(index: Int, file: StaticString = #fileID, line: UInt = #line) -> (input: Tensor, label: Int) {
        (inputs[index, file, line], labels[index])
    }

    /// The examples of a range. The inputs are not copied.
    public subscript(range: Range<Int>, file: StaticString = #fileID, line: UInt = #line) -> LabeledData {
        LabeledData(inputs: inputs[range, file, line], labels: Array(labels[range]))
    }

    /// The examples before the bound.
    public subscript(range: PartialRangeUpTo<Int>, file: StaticString = #fileID, line: UInt = #line) -> LabeledData {
        LabeledData(inputs: inputs[range, file, line], labels: Array(labels[range]))
    }

    /// The examples from the bound on.
    public subscript(range: PartialRangeFrom<Int>, file: StaticString = #fileID, line: UInt = #line) -> LabeledData {
        self[range.lowerBound..<Swift.max(range.lowerBound, count), file, line]
    }

    /// The examples at the given indices, in that order.
    public subscript(indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> LabeledData {
        LabeledData(inputs: inputs[indices, file, line], labels: indices.map { labels[$0] })
    }
}

extension LabeledData {
    /// The loss of outputs for these examples.
    public func loss(_ loss: Loss, of outputs: Tensor) -> Tensor { loss.function(outputs, labels) }

    /// The share of examples whose largest output is at the label.
    public func accuracy(
        of outputs: Tensor, file: StaticString = #fileID, line: UInt = #line
    ) -> Float { TensorCore.accuracy(outputs, labels, file: file, line: line) }
}
