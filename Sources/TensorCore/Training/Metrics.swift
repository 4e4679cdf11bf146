/// The share of rows, from 0 to 1, whose label is among the `k` largest numbers; logits have shape [n, classes].
public func topKAccuracy(
    _ logits: Tensor, _ labels: [Int], k: Int, file: StaticString = #fileID, line: UInt = #line
) -> Float {
    guard logits.rank == 2, logits.shape[0] == labels.count, k > 0 else {
        fail(
            "topKAccuracy: logits of shape \(logits.shape), \(labels.count) labels and k \(k) do not go together; [\(labels.count), classes] and a k of 1 or more would fit",
            file: file, line: line)
    }
    if labels.isEmpty { return 0 }
    let classes = logits.shape[1]
    let right = labels.enumerated().count { row, label in
        guard label >= 0, label < classes else { return false }
        let start = row * classes
        let own = logits.pointer[start + label]
        // Of equal numbers the first counts as larger, as in argmax.
        let before = (0..<classes).count { column in
            let other = logits.pointer[start + column]
            return other > own || (other == own && column < label)
        }
        return before < k && !own.isNaN
    }
    return Float(right) / Float(labels.count)
}

/// How often each label was predicted as each: a row for each true label, a column for each prediction.
public struct ConfusionMatrix: Sendable, Equatable {
    /// The counts, `counts[label][prediction]`.
    public let counts: [[Int]]

    /// Counts predictions, one for each label, all in 0..<classes.
    public init(
        predictions: [Int], labels: [Int], classes: Int, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard predictions.count == labels.count else {
            fail(
                "ConfusionMatrix: \(predictions.count) predictions and \(labels.count) labels do not go together; each label needs one",
                file: file, line: line)
        }
        var counts = [[Int]](repeating: [Int](repeating: 0, count: Swift.max(0, classes)), count: Swift.max(0, classes))
        for (prediction, label) in zip(predictions, labels) {
            guard (0..<classes).contains(prediction), (0..<classes).contains(label) else {
                fail(
                    "ConfusionMatrix: prediction \(prediction) for label \(label) is outside 0..<\(classes)",
                    file: file, line: line)
            }
            counts[label][prediction] += 1
        }
        self.counts = counts
    }

    /// The number of classes.
    public var classes: Int { counts.count }

    /// The share of right predictions, from 0 to 1.
    public var accuracy: Float {
        share((0..<classes).reduce(0) { $0 + counts[$1][$1] }, of: counts.joined().reduce(0, +))
    }

    /// Of all that was predicted as the class, the share that is it; 0 where nothing was.
    public func precision(of label: Int) -> Float {
        share(counts[label][label], of: counts.reduce(0) { $0 + $1[label] })
    }

    /// Of all that is the class, the share that was predicted as it; 0 where nothing is.
    public func recall(of label: Int) -> Float { share(counts[label][label], of: counts[label].reduce(0, +)) }

    /// The harmonic mean of precision and recall: `2 · precision · recall / (precision + recall)`.
    public func f1(of label: Int) -> Float {
        let (precision, recall) = (precision(of: label), recall(of: label))
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    }

    /// The mean of the classes' precisions.
    public var precision: Float { mean(precision(of:)) }
    /// The mean of the classes' recalls.
    public var recall: Float { mean(recall(of:)) }
    /// The mean of the classes' F1.
    public var f1: Float { mean(f1(of:)) }

    /// The counts as a tensor of shape [classes, classes], for a heat map.
    public var tensor: Tensor { Tensor(counts.joined().map(Float.init), shape: [classes, classes]) }

    private func share(_ part: Int, of whole: Int) -> Float { whole == 0 ? 0 : Float(part) / Float(whole) }

    private func mean(_ figure: (Int) -> Float) -> Float {
        classes == 0 ? 0 : (0..<classes).reduce(0) { $0 + figure($1) } / Float(classes)
    }
}

extension ConfusionMatrix: CustomStringConvertible {
    /// The counts in columns, a line for each true label, then its precision, recall and F1.
    public var description: String {
        let width = Swift.max(4, counts.joined().map { "\($0)".count }.max() ?? 0) + 1
        func column(_ text: String) -> String { String(repeating: " ", count: Swift.max(0, width - text.count)) + text }
        func figure(_ number: Float) -> String { "  \(Tensor(number))" }
        let head = column("") + (0..<classes).map { column("\($0)") }.joined() + "  precision  recall  F1"
        let lines = counts.indices.map { label in
            column("\(label)") + counts[label].map { column("\($0)") }.joined() + figure(precision(of: label)) + "   "
                + figure(recall(of: label)) + figure(f1(of: label))
        }
        return ([head] + lines).joined(separator: "\n")
    }
}
