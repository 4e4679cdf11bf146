internal import CDNNL
internal import Glibc

/// Adam (Kingma and Ba, 2015): steps whose size follows each number's own gradients.
///
/// `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `w ← w − learningRate · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and
/// `v̂ = v / (1 − β₂ᵗ)` at step t.
public final class Adam: Optimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the mean of the gradients is kept.
    public let beta1: Float
    /// How much of the mean of their squares is kept.
    public let beta2: Float
    /// What keeps the divisor from 0.
    public let epsilon: Float
    private var step = 0
    private var means = OptimizerState()
    private var squares = OptimizerState()

    /// Creates the optimizer with the authors' settings.
    public init(learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Counts the step.
    public func beginStep() { step += 1 }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) {
        let t = Float(max(1, step))
        let rule = AdamRule(
            beta1: beta1, beta2: beta2, epsilon: epsilon, stepSize: learningRate / (1 - Glibc.pow(beta1, t)),
            squareRootCorrection: 1 / (1 - Glibc.pow(beta2, t)).squareRoot())
        means.update(index, like: tensor, "Adam") { mean in
            squares.update(index, like: tensor, "Adam") { square in
                Backend.update(&tensor, gradient, keeping: &mean, &square, rule)
            }
        }
    }
}

private struct AdamRule: TwoStateUpdateRule {
    let beta1, beta2, epsilon, stepSize, squareRootCorrection: Float

    func callAsFunction(_ w: Float, _ gradient: Float, _ mean: Float, _ square: Float) -> (Float, Float, Float) {
        let mean = beta1 * mean + (1 - beta1) * gradient
        let square = beta2 * square + (1 - beta2) * gradient * gradient
        return (w - stepSize * mean / (tensorcore_square_root(square) * squareRootCorrection + epsilon), mean, square)
    }
}
