internal import CMatrix

/// Stochastic gradient descent: `g ← gradient + weightDecay · w`, `v ← momentum · v + g`, `w ← w − learningRate · v`.
///
/// With `nesterov`, the step looks ahead: `w ← w − learningRate · (g + momentum · v)`. (Nesterov, 1983, as PyTorch has it.)
public final class SGD: FusedOptimizer {
    /// The size of a step.
    public var learningRate: Float
    /// How much of the last step's direction is kept, from 0 up to, but without, 1.
    public var momentum: Float
    /// Whether a step goes by where the momentum is about to lead.
    public let nesterov: Bool
    /// How strongly weights are drawn towards 0.
    public var weightDecay: Float
    var state = OptimizerState()

    /// Creates the optimizer; without momentum and decay, `w ← w − learningRate · gradient`.
    public init(learningRate: Float = 0.01, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// Changes one tensor by its gradient.
    public func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int) { step(&tensor, gradient, index) }
}

extension SGD {
    var keeps: Int { momentum == 0 ? 0 : 1 }

    var rule: (UpdatePiece) -> Void {
        let (rate, decay, momentum, nesterov) = (learningRate, weightDecay, momentum, nesterov)
        guard momentum != 0 else {
            return { update_descend($0.count, $0.weights, $0.gradient, rate, decay) }
        }
        return { update_momentum($0.count, $0.weights, $0.gradient, $0.kept[0], rate, decay, momentum, nesterov) }
    }
}
