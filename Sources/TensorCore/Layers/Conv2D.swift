/// Applies `activation(convolution2D(x, weight) + bias)` to images [n, height, width, channels].
public struct Conv2D: Layer {
    /// The weights, of shape [kernelSize, kernelSize, inputChannels, outputChannels].
    public let weight: Parameter
    /// The biases, of shape [outputChannels].
    public let bias: Parameter
    /// How far the window moves from place to place.
    public let stride: Int
    /// What stands around the images.
    public let padding: Padding
    /// What is applied to the sum.
    public let activation: Activation

    /// Creates a layer with random weights and zero biases.
    ///
    /// - Parameters:
    ///   - inputChannels: numbers in each pixel of the input.
    ///   - outputChannels: numbers in each pixel of the output.
    ///   - kernelSize: height and width of the window.
    ///   - initializer: how weights start; He's normal distribution before relu, else Glorot's uniform one.
    public init(
        inputChannels: Int, outputChannels: Int, kernelSize: Int = 3, stride: Int = 1, padding: Padding = .valid,
        activation: Activation = .identity, initializer: Initializer? = nil,
        using generator: RandomGenerator = .shared
    ) {
        let shape = [kernelSize, kernelSize, inputChannels, outputChannels]
        self.init(
            weight: (initializer ?? .standard(before: activation))(shape, using: generator),
            bias: .zeros([outputChannels]), stride: stride, padding: padding, activation: activation)
    }

    /// Creates a layer with given weights and biases.
    public init(
        weight: Tensor, bias: Tensor, stride: Int = 1, padding: Padding = .valid, activation: Activation = .identity
    ) {
        self.weight = Parameter(weight, name: "weight")
        self.bias = Parameter(bias, name: "bias")
        self.stride = stride
        self.padding = padding
        self.activation = activation
    }

    /// The output, of shape [n, newHeight, newWidth, outputChannels].
    public func callAsFunction(_ input: Tensor) -> Tensor {
        let sum = convolved(
            input, weight.value, bias.value, stride, padding, relu: activation.isRelu, #fileID, #line)
        return activation.isRelu ? sum : activation.function(sum)
    }

    /// `Conv2D 1 → 32, 3×3, relu`
    public var description: String {
        let shape = weight.value.shape
        let suffix = activation.name == Activation.identity.name ? "" : ", \(activation)"
        return "Conv2D \(shape[2]) → \(shape[3]), \(shape[0])×\(shape[1])\(suffix)"
    }
}
