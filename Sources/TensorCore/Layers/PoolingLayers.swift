/// Keeps the largest number of each window of images [n, height, width, channels], for each channel.
public struct MaxPool2D: Layer {
    /// Height and width of the window.
    public let size: Int
    /// How far the window moves.
    public let stride: Int

    /// Creates a layer; without a stride the windows lie side by side.
    public init(size: Int = 2, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }

    /// The largest numbers; see `maxPool2D`.
    public func callAsFunction(_ input: Tensor) -> Tensor { maxPool2D(input, size: size, stride: stride) }

    /// `MaxPool2D 2×2`
    public var description: String { "MaxPool2D \(size)×\(size)" }
}

/// Takes the mean of each window of images [n, height, width, channels], for each channel.
public struct AveragePool2D: Layer {
    /// Height and width of the window.
    public let size: Int
    /// How far the window moves.
    public let stride: Int

    /// Creates a layer; without a stride the windows lie side by side.
    public init(size: Int = 2, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }

    /// The means; see `averagePool2D`.
    public func callAsFunction(_ input: Tensor) -> Tensor { averagePool2D(input, size: size, stride: stride) }

    /// `AveragePool2D 2×2`
    public var description: String { "AveragePool2D \(size)×\(size)" }
}

/// Takes the mean of each channel over a whole image: [n, height, width, channels] becomes [n, channels].
public struct GlobalAveragePool2D: Layer {
    /// Creates the layer.
    public init() {}

    /// The means, of shape [n, channels].
    public func callAsFunction(_ input: Tensor) -> Tensor { input.mean(axes: [1, 2]) }
}

/// Puts all numbers of an example in one row: [n, height, width, channels] becomes [n, height · width · channels].
public struct Flatten: Layer {
    /// Creates the layer.
    public init() {}

    /// The same numbers, of shape [n, everything else].
    public func callAsFunction(_ input: Tensor) -> Tensor { input.flattened() }
}

/// Gives each example another shape: rows of 784 become images with `Reshape([28, 28, 1])`.
public struct Reshape: Layer {
    /// The shape of one example.
    public let shape: [Int]

    /// Creates the layer for examples of the given shape.
    public init(_ shape: [Int]) { self.shape = shape }

    /// The same numbers, of shape [n] + shape.
    public func callAsFunction(_ input: Tensor) -> Tensor { input.reshaped(to: [input.shape.first ?? 1] + shape) }

    /// `Reshape [28, 28, 1]`
    public var description: String { "Reshape \(shape)" }
}
