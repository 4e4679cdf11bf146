public import TensorCore

/// The indices of two random parts of so many examples, each part in ascending order.
func splitIndices(_ count: Int, test share: Double, seed: UInt64) -> (train: [Int], test: [Int]) {
    let testCount = share > 0 ? Int((min(share, 1) * Double(count)).rounded()) : 0
    let order = RandomGenerator(seed: seed).permutation(count)
    return (order.dropFirst(testCount).sorted(), order.prefix(testCount).sorted())
}

extension LabeledData {
    /// Divides the examples at random into those to train on and those to test with.
    ///
    /// - Parameters:
    ///   - share: The share of examples to test with, from 0 to 1.
    ///   - seed: What the random order starts from; the same seed divides in the same way.
    public func split(test share: Double, seed: UInt64 = 0) -> (train: LabeledData, test: LabeledData) {
        let (train, test) = splitIndices(count, test: share, seed: seed)
        return (self[train], self[test])
    }
}
