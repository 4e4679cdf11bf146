/// A tensor that training changes, held by a layer.
///
/// A reference: the layer, a model that contains it and an optimizer all see the same value.
public final class Parameter {
    /// What the layer calls it, such as "weight".
    public let name: String
    /// The current value.
    public var value: Tensor
    /// Whether training changes it by its gradient; else it is what a layer remembers, and is only saved and loaded.
    public let isTrained: Bool

    /// Creates a parameter with its start value.
    public init(_ value: Tensor, name: String, isTrained: Bool = true) {
        self.value = value
        self.name = name
        self.isTrained = isTrained
    }
}
