/// How the weights of a layer start.
///
/// The last axis of a shape counts outputs, the one before it inputs; those before them are a window, which multiplies both.
public struct Initializer: Sendable {
    /// The name.
    public let name: String
    private let function: @Sendable ([Int], RandomGenerator) -> Tensor

    /// Creates an initializer from a function of a shape and a source of random numbers.
    public init(_ name: String, _ function: @escaping @Sendable ([Int], RandomGenerator) -> Tensor) {
        self.name = name
        self.function = function
    }

    /// Start weights of the given shape.
    public func callAsFunction(_ shape: [Int], using generator: RandomGenerator = .shared) -> Tensor {
        function(shape, generator)
    }

    /// He's, normal with standard deviation `√(2 / inputs)`, for layers followed by relu.
    public static let heNormal = Initializer("heNormal") { .heNormal($0, using: $1) }
    /// He's, uniform in `±√(6 / inputs)`, for layers followed by relu.
    public static let heUniform = Initializer("heUniform") { shape, generator in
        let limit = (6 / Float(Swift.max(1, fans(shape).inputs))).squareRoot()
        return .randomUniform(shape, in: -limit..<limit, using: generator)
    }
    /// Glorot's, normal with standard deviation `√(2 / (inputs + outputs))`.
    public static let glorotNormal = Initializer("glorotNormal") { shape, generator in
        let (inputs, outputs) = fans(shape)
        let deviation = (2 / Float(Swift.max(1, inputs + outputs))).squareRoot()
        return .randomNormal(shape, standardDeviation: deviation, using: generator)
    }
    /// Glorot's, uniform in `±√(6 / (inputs + outputs))`.
    public static let glorotUniform = Initializer("glorotUniform") { .glorotUniform($0, using: $1) }
    /// All zeros.
    public static let zeros = Initializer("zeros") { shape, _ in .zeros(shape) }

    /// Spread evenly over a range.
    public static func uniform(in range: Range<Float> = -0.05..<0.05) -> Initializer {
        Initializer("uniform") { .randomUniform($0, in: range, using: $1) }
    }

    /// Normal around a mean.
    public static func normal(mean: Float = 0, standardDeviation: Float = 1) -> Initializer {
        Initializer("normal") { .randomNormal($0, mean: mean, standardDeviation: standardDeviation, using: $1) }
    }

    /// What layers start with unless told otherwise.
    static func standard(before activation: Activation) -> Initializer {
        activation.isRelu ? .heNormal : .glorotUniform
    }
}

/// How many numbers go into an output, and how many outputs a number goes into.
func fans(_ shape: [Int]) -> (inputs: Int, outputs: Int) {
    let window = shape.dropLast(2).reduce(1, *)
    return (window * (shape.count > 1 ? shape[shape.count - 2] : 1), window * (shape.last ?? 1))
}
