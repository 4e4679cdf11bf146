internal import Glibc

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

/// The mean of the distances over all elements: `Σ |outᵢ − targetᵢ| / count`.
public func meanAbsoluteError(
    _ out: Tensor, _ target: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("meanAbsoluteError", out, target, file, line)
    return abs(out - target).mean()
}

/// The mean of `½ d²` where the distance d is up to `delta`, and of `delta · (d − ½ delta)` where it is larger: outliers pull less.
///
/// (Huber, "Robust estimation of a location parameter", 1964.)
public func huberLoss(
    _ out: Tensor, _ target: Tensor, delta: Float = 1, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("huberLoss", out, target, file, line)
    let difference = out - target
    // The part up to delta squared, and the rest as it is.
    let near = clamp(difference, min: -delta, max: delta)
    return (near * (difference - near * 0.5)).mean()
}

/// The mean of `−t log σ(x) − (1 − t) log(1 − σ(x))` over all elements, for logits x and targets t from 0 to 1.
///
/// It is computed as `max(x, 0) − x t + log(1 + e^−|x|)`, so that no size of logits overflows.
public func binaryCrossEntropy(
    _ logits: Tensor, _ target: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("binaryCrossEntropy", logits, target, file, line)
    let losses = Backend.combine(logits, target, BinaryCrossEntropy(), "binaryCrossEntropy")
    return losses.recorded(
        from: logits.slot, { $0 * (sigmoid(logits.detached()) - target.detached()) },
        and: target.slot, { -$0 * logits.detached() }
    ).mean()
}

private struct BinaryCrossEntropy: BinaryOperation {
    func callAsFunction(_ x: Float, _ target: Float) -> Float {
        (x < 0 ? 0 : x) - x * target + Glibc.log1p(Glibc.exp(-Swift.abs(x)))
    }
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
