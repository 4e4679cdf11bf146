/// The mean of the squared differences over all elements: `Σ (outᵢ − targetᵢ)² / count`.
///
/// Both must have the same shape: broadcasting here would hide a mistake.
public func meanSquaredError(
    _ out: Tensor, _ target: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("meanSquaredError", out, target, file, line)
    let difference = out - target
    return (difference * difference).mean()
}

/// The mean over rows of `−log softmax(logits)[label]`, for logits [n, classes] and a label for each row.
public func softmaxCrossEntropy(
    _ logits: Tensor, labels: [Int], file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    guard let classes = logits.shape.last, classes * labels.count == logits.count, !labels.isEmpty else {
        fail(
            "softmaxCrossEntropy: logits of shape \(logits.shape) and \(labels.count) labels do not go together; logits must have shape [\(labels.count), classes]",
            file: file, line: line)
    }
    if let label = labels.first(where: { $0 < 0 || $0 >= classes }) {
        fail(
            "softmaxCrossEntropy: label \(label) is outside 0..<\(classes), the classes of logits of shape \(logits.shape)",
            file: file, line: line)
    }
    let logProbabilities = Backend.softmax(logits, logarithm: true)
    var sum = 0.0
    for (row, label) in labels.enumerated() { sum -= Double(logProbabilities.pointer[row * classes + label]) }
    let rows = Float(labels.count)
    return Tensor(Float(sum / Double(labels.count))).recorded(from: logits.slot) { gradient in
        // The gradient is softmax(logits) with 1 taken off at the label, over the number of rows.
        let result = exp(logProbabilities)
        for (row, label) in labels.enumerated() { result.pointer[row * classes + label] -= 1 }
        return result * (gradient.item() / rows)
    }
}

/// The mean over rows of `−Σ target · log softmax(logits)`, for probabilities of the same shape, such as one-hot labels.
public func softmaxCrossEntropy(
    _ logits: Tensor, _ target: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("softmaxCrossEntropy", logits, target, file, line)
    let rows = logits.rank == 0 ? 1 : logits.count / Swift.max(1, logits.shape[logits.rank - 1])
    return -(target * logSoftmax(logits, file: file, line: line)).sum() / Float(rows)
}

private func requireSameShape(
    _ loss: String, _ out: Tensor, _ target: Tensor, _ file: StaticString, _ line: UInt
) {
    if out.shape != target.shape {
        fail(
            "\(loss): shapes \(out.shape) and \(target.shape) do not go together; the target must have shape \(out.shape)",
            file: file, line: line)
    }
}
