/// Examples with their labels: inputs of shape [n, …], a row for each example, and n integers.
public struct LabeledData: Sendable {
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

    /// The examples in batches, for a loop over one epoch; the last batch may be smaller.
    ///
    /// Shuffled, they come in a random order, a new one each time.
    public func batches(
        of size: Int, shuffled: Bool = false, using generator: RandomGenerator = .shared, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Batches {
        guard size > 0 else {
            fail("batches: a batch of \(size) has no examples; it needs at least 1", file: file, line: line)
        }
        return Batches(data: self, size: size, order: shuffled ? generator.permutation(count) : nil)
    }
}

/// The batches of a data set, one after the other.
public struct Batches: Sequence, IteratorProtocol, Sendable {
    fileprivate let data: LabeledData
    fileprivate let size: Int
    fileprivate let order: [Int]?
    private var start = 0

    fileprivate init(data: LabeledData, size: Int, order: [Int]?) {
        self.data = data
        self.size = size
        self.order = order
    }

    /// The number of batches, the last one that may be smaller included.
    public var count: Int { (data.count + size - 1) / size }

    /// A batch at most: sequences ask.
    public var underestimatedCount: Int { count }

    /// The next batch; nil after the last.
    public mutating func next() -> LabeledData? {
        guard start < data.count else { return nil }
        let range = start..<Swift.min(start + size, data.count)
        start = range.upperBound
        return order.map { data[Array($0[range])] } ?? data[range]
    }
}
