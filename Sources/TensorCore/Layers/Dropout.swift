/// In training, makes each number 0 with probability `rate` and divides the others by `1 − rate`; in evaluation, does nothing.
///
/// (Srivastava et al., "Dropout", 2014. See `Mode` for which of the two it is.)
public struct Dropout: Layer {
    /// The probability that a number is dropped, from 0 up to, but without, 1.
    public let rate: Float
    private let generator: RandomGenerator

    /// Creates a layer.
    public init(
        rate: Float = 0.5, using generator: RandomGenerator = .shared, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard rate >= 0, rate < 1 else {
            fail("Dropout: rate \(rate) is not in 0..<1", file: file, line: line)
        }
        self.rate = rate
        self.generator = generator
    }

    /// The input, or what dropping leaves of it, of the same shape.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        guard Mode.current == .training, rate > 0 else { return input }
        return input * ((Tensor.randomUniform(input.shape, using: generator) .>= rate) / (1 - rate))
    }

    /// `Dropout 0.5`
    public var description: String { "Dropout \(rate)" }
}
