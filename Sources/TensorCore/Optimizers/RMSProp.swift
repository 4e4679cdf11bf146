internal import CMatrix

/// RMSProp (Hinton, 2012): steps divided by the size of each number's own recent gradients.
///
/// `s ← decay · s + (1 − decay) g²`, `v ← momentum · v + g / (√s + ε)`, `w ← w − learningRate · v`.
public final class RMSProp: FusedOptimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the mean of the squares is kept.
    public let decay: Float
    /// How much of the last step's direction is kept.
    public let momentum: Float
    /// What keeps the divisor from 0.
    public let epsilon: Float
    var state = OptimizerState()

    /// Creates the optimizer.
    public init(learningRate: Float = 0.01, decay: Float = 0.99, momentum: Float = 0, epsilon: Float = 1e-8) {
        self.learningRate = learningRate
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) { step(&tensor, gradient, index) }
}

extension RMSProp {
    var keeps: Int { 2 }

    var rule: (UpdatePiece) -> Void {
        let (rate, decay, momentum, epsilon) = (learningRate, decay, momentum, epsilon)
        return {
            update_rmsprop(
                $0.count, $0.weights, $0.gradient, $0.kept[0], $0.kept[1], rate, decay, momentum, epsilon)
        }
    }
}
