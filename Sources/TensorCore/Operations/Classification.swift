extension Tensor {
    /// The index of the largest number along an axis, for each place of the other axes in row-major order.
    ///
    /// Of equal numbers the first counts; NaN counts as largest. Of logits [n, classes], `argmax(axis: 1)` is the predicted
    /// label of each row.
    public func argmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> [Int] {
        let axis = checkedAxis(axis, "argmax", file, line)
        let length = shape[axis]
        guard length > 0 else {
            fail("argmax: shape \(shape) has no numbers along axis \(axis)", file: file, line: line)
        }
        let inner = shape[(axis + 1)...].reduce(1, *)
        let source = pointer
        return (0..<count / length).map { place in
            let start = place / inner * length * inner + place % inner
            var best = 0
            for i in 1..<Swift.max(1, length) {
                let (candidate, champion) = (source[start + i * inner], source[start + best * inner])
                if candidate > champion || (candidate.isNaN && !champion.isNaN) { best = i }
            }
            return best
        }
    }
}

/// A row for each label with 1 in the label's column and 0 elsewhere, of shape [labels, classes].
public func oneHot(
    _ labels: [Int], classes: Int, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let result = Tensor.zeros([labels.count, classes])
    for (row, label) in labels.enumerated() {
        guard label >= 0, label < classes else {
            fail("oneHot: label \(label) at \(row) is outside 0..<\(classes)", file: file, line: line)
        }
        result.pointer[row * classes + label] = 1
    }
    return result
}

/// The share of rows, from 0 to 1, whose largest number is at the label; logits have shape [n, classes].
public func accuracy(
    _ logits: Tensor, _ labels: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Float {
    let predictions = logits.argmax(axis: -1, file: file, line: line)
    guard predictions.count == labels.count else {
        fail(
            "accuracy: logits of shape \(logits.shape) and \(labels.count) labels do not go together; each row needs a label",
            file: file, line: line)
    }
    if labels.isEmpty { return 0 }
    return Float(zip(predictions, labels).count { $0 == $1 }) / Float(labels.count)
}
