/// Looks up a row of trainable numbers for each index: `weight[index]`.
public struct Embedding: Layer {
    /// A row for each index, of shape [count, size].
    public let weight: Parameter

    /// Creates a table of `count` rows of `size` numbers, of the standard normal distribution unless said otherwise.
    public init(
        count: Int, size: Int, initializer: Initializer = .normal(), using generator: RandomGenerator = .shared
    ) {
        weight = Parameter(initializer([count, size], using: generator), name: "weight")
    }

    /// The rows at the indices, of shape [indices, size].
    public func callAsFunction(_ indices: [Int]) -> Tensor { weight.value.gather(indices) }

    /// The rows at whole numbers in a tensor, of its shape with an axis of `size` behind.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        let indices = input.scalars.map { number in
            guard let index = Int(exactly: number) else {
                fail("Embedding: \(number) is not an index; whole numbers in 0..<\(weight.value.shape[0]) would fit")
            }
            return index
        }
        return self(indices).reshaped(to: input.shape + [weight.value.shape[1]])
    }

    /// `Embedding 1000 × 64`
    public var description: String { "Embedding \(weight.value.shape[0]) × \(weight.value.shape[1])" }
}
