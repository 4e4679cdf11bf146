internal import CDNNL

/// RMSProp (Hinton, 2012): steps divided by the size of each number's own recent gradients.
///
/// `s ← decay · s + (1 − decay) g²`, `v ← momentum · v + g / (√s + ε)`, `w ← w − learningRate · v`.
public final class RMSProp: Optimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the mean of the squares is kept.
    public let decay: Float
    /// How much of the last step's direction is kept.
    public let momentum: Float
    /// What keeps the divisor from 0.
    public let epsilon: Float
    private var squares = OptimizerState()
    private var velocities = OptimizerState()

    /// Creates the optimizer.
    public init(learningRate: Float = 0.01, decay: Float = 0.99, momentum: Float = 0, epsilon: Float = 1e-8) {
        self.learningRate = learningRate
        self.decay = decay
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) {
        // The shape alone: a tensor handed on would be held twice, and then copied to be changed.
        let shape = tensor.shape
        let rule = RMSPropRule(learningRate: learningRate, decay: decay, momentum: momentum, epsilon: epsilon)
        squares.update(index, shape, "RMSProp") { square in
            velocities.update(index, shape, "RMSProp") { velocity in
                Backend.update(&tensor, gradient, keeping: &square, &velocity, rule)
            }
        }
    }
}

private struct RMSPropRule: TwoStateUpdateRule {
    let learningRate, decay, momentum, epsilon: Float

    func callAsFunction(_ w: Float, _ gradient: Float, _ square: Float, _ velocity: Float) -> (Float, Float, Float) {
        let square = decay * square + (1 - decay) * gradient * gradient
        let velocity = momentum * velocity + gradient / (tensorcore_square_root(square) + epsilon)
        return (w - learningRate * velocity, square, velocity)
    }
}
