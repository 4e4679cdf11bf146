/// Gives each channel the mean 0 and the variance 1 over the batch, then `scale · x + shift` of its own.
///
/// In training it goes by the batch, and keeps a running mean and variance; in evaluation it goes by those (see `Mode`).
/// The last axis counts channels. (Ioffe and Szegedy, "Batch normalization", 2015.)
public struct BatchNorm: Layer {
    /// What each channel is multiplied by, of shape [channels].
    public let scale: Parameter
    /// What is added to each channel, of shape [channels].
    public let shift: Parameter
    /// The mean of each channel over the batches so far.
    public let runningMean: Parameter
    /// The variance of each channel over the batches so far, estimated from a sample.
    public let runningVariance: Parameter
    /// The share of the newest batch in what is kept.
    public let momentum: Float
    /// What keeps the divisor from 0.
    public let epsilon: Float

    /// Creates a layer for the given number of channels.
    public init(channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
        scale = Parameter(.ones([channels]), name: "scale")
        shift = Parameter(.zeros([channels]), name: "shift")
        runningMean = Parameter(.zeros([channels]), name: "runningMean", isTrained: false)
        runningVariance = Parameter(.ones([channels]), name: "runningVariance", isTrained: false)
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// The normalized input, of its shape.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        let channels = scale.value.count
        guard input.rank > 1, input.shape.last == channels else {
            fail("BatchNorm: input of shape \(input.shape) does not fit; [n, …, \(channels)] would fit")
        }
        guard Mode.current == .training else {
            let scaled = scale.value / sqrt(runningVariance.value + epsilon)
            return (input - runningMean.value) * scaled + shift.value
        }
        let (result, mean, variance) = input.normalized(over: Array(0..<input.rank - 1), epsilon: epsilon)
        let count = Float(input.count / Swift.max(1, channels))
        keep(runningMean, mean)
        keep(runningVariance, variance * (count / Swift.max(1, count - 1)))
        return result * scale.value + shift.value
    }

    private func keep(_ running: Parameter, _ new: Tensor) {
        running.value = running.value * (1 - momentum) + new.viewed(as: running.value.shape) * momentum
    }

    /// `BatchNorm 64`
    public var description: String { "BatchNorm \(scale.value.count)" }
}

/// Gives each row the mean 0 and the variance 1, then `scale · x + shift` for each place in it.
///
/// The last axis is normalized. (Ba, Kiros and Hinton, "Layer normalization", 2016.)
public struct LayerNorm: Layer {
    /// What each place is multiplied by, of shape [size].
    public let scale: Parameter
    /// What is added to each place, of shape [size].
    public let shift: Parameter
    /// What keeps the divisor from 0.
    public let epsilon: Float

    /// Creates a layer for rows of the given size.
    public init(size: Int, epsilon: Float = 1e-5) {
        scale = Parameter(.ones([size]), name: "scale")
        shift = Parameter(.zeros([size]), name: "shift")
        self.epsilon = epsilon
    }

    /// The normalized input, of its shape.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        guard input.shape.last == scale.value.count else {
            fail("LayerNorm: input of shape \(input.shape) does not fit; […, \(scale.value.count)] would fit")
        }
        return input.normalized(over: [input.rank - 1], epsilon: epsilon).result * scale.value + shift.value
    }

    /// `LayerNorm 64`
    public var description: String { "LayerNorm \(scale.value.count)" }
}
