/// A part of a model, or a whole model: a function of a tensor, with parameters to be trained.
///
/// A model of one's own is a type with layers as its properties and `callAsFunction`; its parameters are found by
/// themselves:
/// ```swift
/// struct Classifier: Layer {
///     let hidden = Dense(inputSize: 784, outputSize: 128, activation: .relu)
///     let output = Dense(inputSize: 128, outputSize: 10)
///
///     func callAsFunction(_ input: Tensor) -> Tensor { output(hidden(input)) }
/// }
/// ```
public protocol Layer: CustomStringConvertible {
    /// The layer's output for an input.
    func callAsFunction(_ input: Tensor) -> Tensor

    /// Everything that training changes, each parameter once, in an order that stays the same.
    var parameters: [Parameter] { get }

    /// Everything that is saved with the model, each under a name of its own; what is not trained is included.
    var namedParameters: [(name: String, parameter: Parameter)] { get }

    /// The layers that this one is made of, in order; empty for one that is not made of others.
    var layers: [any Layer] { get }
}

extension Layer {
    /// The trained parameters among the properties and those of the layers among them, arrays of them included.
    public var parameters: [Parameter] { namedParameters.map(\.parameter).filter(\.isTrained).unique() }

    /// The parameters among the properties and those of the layers among them, named by the way to them: `hidden.0.weight`.
    public var namedParameters: [(name: String, parameter: Parameter)] {
        func collect(_ name: String, _ value: Any) -> [(name: String, parameter: Parameter)] {
            switch value {
            case let parameter as Parameter: [(name, parameter)]
            case let layer as any Layer: layer.namedParameters.map { ("\(name).\($0.name)", $0.parameter) }
            case let array as [Any]: array.enumerated().flatMap { collect("\(name).\($0)", $1) }
            default: []
            }
        }
        return Mirror(reflecting: self).children.flatMap { collect($0.label ?? "", $0.value) }
    }

    /// The layers among the properties, arrays of them included.
    public var layers: [any Layer] {
        Mirror(reflecting: self).children.flatMap { child -> [any Layer] in
            if let layer = child.value as? any Layer { return [layer] }
            return (child.value as? [Any] ?? []).compactMap { $0 as? any Layer }
        }
    }

    /// The number of trainable scalars.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

    /// The layer's type.
    public var description: String { "\(type(of: self))" }

    /// The predicted label of each row: where the model's output is largest.
    public func predict(_ inputs: Tensor) -> [Int] {
        inBatches(inputs).flatMap { self($0).argmax(axis: -1) }
    }

    /// The rows of the inputs in parts small enough to keep what lies between the layers small.
    func inBatches(_ inputs: Tensor, of size: Int = 1000) -> [Tensor] {
        let rows = inputs.shape.first ?? 0
        return stride(from: 0, to: rows, by: size).map { inputs[$0..<Swift.min($0 + size, rows)] }
    }
}

extension [Parameter] {
    /// Each parameter once, at its first place: layers may share them.
    func unique() -> [Parameter] {
        var seen: Set<ObjectIdentifier> = []
        return filter { seen.insert(ObjectIdentifier($0)).inserted }
    }
}
