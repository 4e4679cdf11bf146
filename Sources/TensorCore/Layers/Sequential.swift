/// Applies its layers one after the other: `layerₙ(… layer₂(layer₁(x)))`.
public struct Sequential: Layer {
    /// The layers in the order of application.
    public let layers: [any Layer]

    /// Creates a model from layers, one to a line.
    public init(@LayerBuilder _ layers: () -> [any Layer]) {
        self.layers = layers()
    }

    /// Creates a model from an array of layers.
    public init(_ layers: [any Layer]) {
        self.layers = layers
    }

    /// The last layer's output.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        layers.reduce(input) { $1($0) }
    }

    /// The parameters of all layers in order.
    public var parameters: [Parameter] { layers.flatMap(\.parameters).unique() }

    /// The parameters of all layers, named by the layer's place: `0.weight`.
    public var namedParameters: [(name: String, parameter: Parameter)] {
        layers.enumerated().flatMap { index, layer in
            layer.namedParameters.map { ("\(index).\($0.name)", $0.parameter) }
        }
    }
}

/// Lists layers in braces, with `if` and `for` where wanted.
@resultBuilder
public enum LayerBuilder {
    /// One layer.
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    /// Several layers in a row.
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
    /// The layers of a loop.
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
    /// The layers of an `if` that may be left out.
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    /// The layers of an `if`.
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    /// The layers of an `else`.
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
}
