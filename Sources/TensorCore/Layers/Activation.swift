/// A function that a layer applies to its output, with its name.
public struct Activation: Sendable, CustomStringConvertible {
    /// The name, for a model's summary.
    public let name: String
    /// The function itself.
    public let function: @Sendable (Tensor) -> Tensor

    /// Creates an activation from a function.
    public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
        self.name = name
        self.function = function
    }

    /// The name.
    public var description: String { name }

    /// No function: the output as it is.
    public static let identity = Activation("identity") { $0 }
    /// `max(x, 0)`
    public static let relu = Activation("relu") { TensorCore.relu($0) }
    /// `x` for `x > 0`, else `0.01 x`.
    public static let leakyRelu = Activation("leakyRelu") { TensorCore.leakyRelu($0) }
    /// `x · Φ(x)`, with the standard normal distribution's share below x.
    public static let gelu = Activation("gelu") { TensorCore.gelu($0) }
    /// `1 / (1 + e⁻ˣ)`
    public static let sigmoid = Activation("sigmoid") { TensorCore.sigmoid($0) }
    /// The hyperbolic tangent.
    public static let tanh = Activation("tanh") { TensorCore.tanh($0) }
    /// Probabilities along the last axis.
    public static let softmax = Activation("softmax") { TensorCore.softmax($0) }
    /// The logarithms of probabilities along the last axis.
    public static let logSoftmax = Activation("logSoftmax") { TensorCore.logSoftmax($0) }

    /// Whether this is `relu`, which some layers apply as they write their result.
    var isRelu: Bool { name == Self.relu.name }
}
