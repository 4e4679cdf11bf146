import TensorCore
import Testing

/// Expects two tensors of one shape whose numbers differ by no more than `accuracy`, relative to their size where that is over 1.
func expectClose(
    _ found: Tensor, _ expected: Tensor, accuracy: Float = 1e-5, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.shape == expected.shape else {
        Issue.record("shape \(found.shape) is not \(expected.shape)", sourceLocation: sourceLocation)
        return
    }
    let worst = zip(found.scalars, expected.scalars).enumerated().map { index, pair in
        let scale = max(1, abs(pair.1))
        let error = pair.0 == pair.1 || (pair.0.isNaN && pair.1.isNaN) ? 0 : abs(pair.0 - pair.1) / scale
        return (index: index, error: error.isNaN ? .infinity : error)
    }.max { $0.error < $1.error }
    guard let worst, worst.error > accuracy else { return }
    Issue.record(
        "\(comment.map { "\($0): " } ?? "")number \(worst.index) is \(found.scalars[worst.index]), expected \(expected.scalars[worst.index])",
        sourceLocation: sourceLocation)
}

/// Numbers that look random and are the same every time.
func numbers(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
    .randomNormal(shape, using: RandomGenerator(seed: seed))
}
