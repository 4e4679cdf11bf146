internal import CMatrix
internal import Glibc

/// Adam (Kingma and Ba, 2015): steps whose size follows each number's own gradients.
///
/// `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `w ← w − learningRate · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and
/// `v̂ = v / (1 − β₂ᵗ)` at step t.
public class Adam: FusedOptimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the mean of the gradients is kept.
    public let beta1: Float
    /// How much of the mean of their squares is kept.
    public let beta2: Float
    /// What keeps the divisor from 0.
    public let epsilon: Float
    private let weightDecay: Float
    private var step = 0
    var state = OptimizerState()

    /// Creates the optimizer with the authors' settings.
    public convenience init(
        learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8
    ) {
        self.init(learningRate, beta1, beta2, epsilon, weightDecay: 0)
    }

    fileprivate init(_ learningRate: Float, _ beta1: Float, _ beta2: Float, _ epsilon: Float, weightDecay: Float) {
        self.weightDecay = weightDecay
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Counts the step.
    public func beginStep() { step += 1 }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) { step(&tensor, gradient, index) }
}

extension Adam {
    var keeps: Int { 2 }

    var rule: (UpdatePiece) -> Void {
        let t = Float(max(1, step))
        let keep = 1 - learningRate * weightDecay
        let size = learningRate / (1 - Glibc.pow(beta1, t))
        let root = 1 / (1 - Glibc.pow(beta2, t)).squareRoot()
        let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
        return {
            update_adam(
                $0.count, $0.weights, $0.gradient, $0.kept[0], $0.kept[1], beta1, beta2, epsilon, keep, size, root)
        }
    }
}

/// Adam with weights drawn towards 0 apart from the gradients: before each step, `w ← w − learningRate · weightDecay · w`.
///
/// (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019.)
public final class AdamW: Adam {
    /// Creates the optimizer.
    public init(
        learningRate: Float = 0.001, weightDecay: Float = 0.01, beta1: Float = 0.9, beta2: Float = 0.999,
        epsilon: Float = 1e-8
    ) {
        super.init(learningRate, beta1, beta2, epsilon, weightDecay: weightDecay)
    }
}
