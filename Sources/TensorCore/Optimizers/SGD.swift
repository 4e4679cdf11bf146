/// Stochastic gradient descent: `g ← gradient + weightDecay · w`, `v ← momentum · v + g`, `w ← w − learningRate · v`.
///
/// With `nesterov`, the step looks ahead: `w ← w − learningRate · (g + momentum · v)`. (Nesterov, 1983, as PyTorch has it.)
public final class SGD: Optimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the last step's direction is kept, from 0 up to, but without, 1.
    public var momentum: Float
    /// Whether a step goes by where the momentum is about to lead.
    public let nesterov: Bool
    /// How strongly weights are drawn towards 0.
    public var weightDecay: Float
    private var velocities = OptimizerState()

    /// Creates the optimizer; without momentum and decay, `w ← w − learningRate · gradient`.
    public init(learningRate: Float = 0.01, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) {
        // The shape alone: a tensor handed on would be held twice, and then copied to be changed.
        let shape = tensor.shape
        guard momentum != 0 else {
            let rule = Descend(learningRate: learningRate, weightDecay: weightDecay)
            return Backend.update(&tensor, gradient, rule, "SGD")
        }
        let rule = Momentum(
            learningRate: learningRate, momentum: momentum, weightDecay: weightDecay, looksAhead: nesterov)
        velocities.update(index, shape, "SGD") { velocity in
            Backend.update(&tensor, gradient, keeping: &velocity, rule)
        }
    }
}

private struct Descend: BinaryOperation {
    let learningRate, weightDecay: Float
    func callAsFunction(_ w: Float, _ gradient: Float) -> Float { w - learningRate * (gradient + weightDecay * w) }
}

private struct Momentum: UpdateRule {
    let learningRate, momentum, weightDecay: Float
    let looksAhead: Bool

    func callAsFunction(_ w: Float, _ gradient: Float, _ velocity: Float) -> (Float, Float) {
        let gradient = gradient + weightDecay * w
        let velocity = momentum * velocity + gradient
        return (w - learningRate * (looksAhead ? gradient + momentum * velocity : velocity), velocity)
    }
}
