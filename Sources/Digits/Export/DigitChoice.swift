import TensorCore

/// Which digits of a split are wanted, and in which order.
public struct DigitChoice: Sendable {
    /// The indices to choose from; all where nil.
    public var range: Range<Int>?
    /// The labels to choose from; all where empty.
    public var labels: Set<Int> = []
    /// Whether only digits are wanted that were predicted wrongly, the surest mistakes first.
    public var onlyWrong = false
    /// Two classes of which one was predicted for the other.
    public var confused: Pair?
    /// How many of them to draw at random; all where nil.
    public var randomCount: Int?
    /// What the random draw starts from.
    public var seed: UInt64 = 0

    /// Two classes.
    public struct Pair: Sendable, Hashable {
        /// One of them.
        public let first: Int
        /// The other.
        public let second: Int

        /// Creates a pair.
        public init(_ first: Int, _ second: Int) {
            self.first = first
            self.second = second
        }
    }

    /// Creates a choice of all digits.
    public init() {}

    /// The indices of the digits that are wanted.
    ///
    /// They come in the order of the set; mistakes come with those first whose predictions were surest.
    ///
    /// - Throws: `badChoice` for a range that is not in the set, for a label that no digit has, and where mistakes are
    ///   asked for and there are no predictions.
    public func indices(
        in images: DigitImages, predictions: Predictions? = nil, subject: String = "digits"
    ) throws(DataError) -> [Int] {
        let range = range ?? 0..<images.count
        guard range.lowerBound >= 0, range.upperBound <= images.count else {
            throw DataError(
                .badChoice, subject, expected: "a range in 0..<\(images.count)",
                found: "\(range.lowerBound)..<\(range.upperBound)")
        }
        let known = Set(images.labels)
        for label in labels.union(confused.map { [$0.first, $0.second] } ?? []) where !known.contains(label) {
            let list = known.sorted().map { "\($0)" }.joined(separator: ", ")
            throw DataError(.badChoice, subject, expected: "a label that is one of \(list)", found: "\(label)")
        }
        var chosen = range.filter { labels.isEmpty || labels.contains(images.labels[$0]) }
        if onlyWrong || confused != nil {
            guard let predictions else {
                throw DataError(.badChoice, subject, expected: "predictions, to know which are wrong", found: "none")
            }
            chosen = chosen.filter { isMistake(images.labels[$0], predictions[$0]?.label) }
            chosen.sort { left, right in
                let (first, second) = (predictions[left]?.confidence ?? -1, predictions[right]?.confidence ?? -1)
                return first == second ? left < right : first > second
            }
        }
        if let randomCount, randomCount < chosen.count {
            let order = RandomGenerator(seed: seed).permutation(chosen.count)
            chosen = order.prefix(max(0, randomCount)).sorted().map { chosen[$0] }
        }
        return chosen
    }

    private func isMistake(_ label: Int, _ prediction: Int?) -> Bool {
        guard let prediction, prediction != label else { return false }
        guard let confused else { return true }
        return Set([label, prediction]) == Set([confused.first, confused.second])
    }
}
