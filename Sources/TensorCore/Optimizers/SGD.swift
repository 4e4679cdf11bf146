/// Stochastic gradient descent: `v ← momentum · v + gradient`, `w ← w − learningRate · v`.
public final class SGD: Optimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the last step's direction is kept, from 0 up to, but without, 1.
    public var momentum: Float
    private var velocities = OptimizerState()

    /// Creates the optimizer; without momentum, `w ← w − learningRate · gradient`.
    public init(learningRate: Float = 0.01, momentum: Float = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
    }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) {
        guard momentum != 0 else {
            return Backend.update(&tensor, gradient, Descend(learningRate: learningRate), "SGD")
        }
        velocities.update(index, like: tensor, "SGD") { velocity in
            Backend.update(&tensor, gradient, keeping: &velocity, Momentum(learningRate, momentum))
        }
    }
}

private struct Descend: BinaryOperation {
    let learningRate: Float
    func callAsFunction(_ w: Float, _ gradient: Float) -> Float { w - learningRate * gradient }
}

private struct Momentum: UpdateRule {
    let learningRate: Float
    let momentum: Float

    init(_ learningRate: Float, _ momentum: Float) {
        self.learningRate = learningRate
        self.momentum = momentum
    }

    func callAsFunction(_ w: Float, _ gradient: Float, _ velocity: Float) -> (Float, Float) {
        let velocity = momentum * velocity + gradient
        return (w - learningRate * velocity, velocity)
    }
}
