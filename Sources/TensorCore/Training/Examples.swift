/// Something to train on: inputs of shape [n, …], and what the model's outputs for them should be.
///
/// `LabeledData` has a label for each row, `RegressionData` numbers.
public protocol Examples: Sendable {
    /// The inputs, of shape [n, …].
    var inputs: Tensor { get }

    /// The number of examples.
    var count: Int { get }

    /// The examples of a range. The inputs are not copied.
    subscript(range: Range<Int>, file: StaticString, line: UInt) -> Self { get }

    /// The examples at the given indices, in that order.
    subscript(indices: [Int], file: StaticString, line: UInt) -> Self { get }

    /// The loss of outputs for these examples: one number, a mean over them.
    func loss(_ loss: Loss, of outputs: Tensor) -> Tensor

    /// The share of examples, from 0 to 1, that the outputs are right for; NaN where there is no right and wrong.
    func accuracy(of outputs: Tensor, file: StaticString, line: UInt) -> Float
}

extension Examples {
    /// The examples in batches, for a loop over one epoch; the last batch may be smaller.
    ///
    /// Shuffled, they come in a random order, a new one each time.
    public func batches(
        of size: Int, shuffled: Bool = false, using generator: RandomGenerator = .shared, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Batches<Self> {
        guard size > 0 else {
            fail("batches: a batch of \(size) has no examples; it needs at least 1", file: file, line: line)
        }
        return Batches(data: self, size: size, order: shuffled ? generator.permutation(count) : nil)
    }
}

/// The batches of a data set, one after the other.
public struct Batches<Data: Examples>: Sequence, IteratorProtocol, Sendable {
    fileprivate let data: Data
    fileprivate let size: Int
    fileprivate let order: [Int]?
    private var start = 0

    fileprivate init(data: Data, size: Int, order: [Int]?) {
        self.data = data
        self.size = size
        self.order = order
    }

    /// The number of batches, the last one that may be smaller included.
    public var count: Int { (data.count + size - 1) / size }

    /// A batch at most: sequences ask.
    public var underestimatedCount: Int { count }

    /// The next batch; nil after the last.
    public mutating func next() -> Data? {
        guard start < data.count else { return nil }
        let range = start..<Swift.min(start + size, data.count)
        start = range.upperBound
        return order.map { data[Array($0[range]), #fileID, #line] } ?? data[range, #fileID, #line]
    }
}
