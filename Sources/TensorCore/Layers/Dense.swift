/// Applies `activation(x • weight + bias)`.
public struct Dense: Layer {
    /// The weights, of shape [inputSize, outputSize].
    public let weight: Parameter
    /// The biases, of shape [outputSize].
    public let bias: Parameter
    /// What is applied to the sum.
    public let activation: Activation

    /// Creates a layer with random weights and zero biases.
    ///
    /// - Parameters:
    ///   - inputSize: numbers in each row of the input.
    ///   - outputSize: numbers in each row of the output.
    ///   - activation: what is applied to the sum; nothing by default.
    ///   - initializer: how weights start; He's normal distribution before relu, else Glorot's uniform one.
    ///   - generator: where the weights are drawn from.
    public init(
        inputSize: Int, outputSize: Int, activation: Activation = .identity, initializer: Initializer? = nil,
        using generator: RandomGenerator = .shared
    ) {
        self.init(
            weight: (initializer ?? .standard(before: activation))([inputSize, outputSize], using: generator),
            bias: .zeros([outputSize]), activation: activation)
    }

    /// Creates a layer with given weights [inputSize, outputSize] and biases, [outputSize] or [1, outputSize].
    public init(weight: Tensor, bias: Tensor, activation: Activation = .identity) {
        self.weight = Parameter(weight, name: "weight")
        self.bias = Parameter(bias, name: "bias")
        self.activation = activation
    }

    /// `activation(input • weight + bias)`, of shape [rows, outputSize] for an input [rows, inputSize].
    public func callAsFunction(_ input: Tensor) -> Tensor {
        let weight = weight.value
        guard input.shape.last == weight.shape[0] else {
            fail(
                "Dense: input of shape \(input.shape) does not fit weights \(weight.shape); [n, \(weight.shape[0])] would fit"
            )
        }
        let sum = affine(input, weight, bias.value, relu: activation.isRelu)
        return activation.isRelu ? sum : activation.function(sum)
    }

    /// `Dense 784 → 512, relu`
    public var description: String {
        let (inputs, outputs) = (weight.value.shape[0], weight.value.shape[1])
        let suffix = activation.name == Activation.identity.name ? "" : ", \(activation)"
        return "Dense \(inputs) → \(outputs)\(suffix)"
    }
}
