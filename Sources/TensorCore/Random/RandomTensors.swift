internal import Glibc

extension Tensor {
    /// A tensor of random numbers of the normal distribution.
    public static func randomNormal(
        _ shape: [Int], mean: Float = 0, standardDeviation: Float = 1, using generator: RandomGenerator = .shared
    ) -> Tensor {
        let result = Tensor(uninitialized: shape)
        generator.fillNormal(UnsafeMutableBufferPointer(start: result.pointer, count: result.count))
        if mean == 0, standardDeviation == 1 { return result }
        return result * standardDeviation + mean
    }

    /// A tensor of random numbers spread evenly over a range.
    public static func randomUniform(
        _ shape: [Int], in range: Range<Float> = 0..<1, using generator: RandomGenerator = .shared
    ) -> Tensor {
        let result = Tensor(uninitialized: shape)
        generator.fillUniform(UnsafeMutableBufferPointer(start: result.pointer, count: result.count))
        if range == 0..<1 { return result }
        return result * (range.upperBound - range.lowerBound) + range.lowerBound
    }

    /// Start weights for a layer followed by relu: normal with standard deviation `√(2 / inputs)`.
    ///
    /// The last axis of the shape counts outputs, the one before it inputs, those before them are a window. (He et al., "Delving deep into rectifiers", 2015.)
    public static func heNormal(_ shape: [Int], using generator: RandomGenerator = .shared) -> Tensor {
        let inputs = fans(shape).inputs
        return randomNormal(shape, standardDeviation: (2 / Float(Swift.max(1, inputs))).squareRoot(), using: generator)
    }

    /// Start weights for a layer without relu: uniform in `±√(6 / (inputs + outputs))`.
    ///
    /// The last axis of the shape counts outputs, the one before it inputs, those before them are a window. (Glorot and Bengio, "Understanding the difficulty of
    /// training deep feedforward neural networks", 2010.)
    public static func glorotUniform(_ shape: [Int], using generator: RandomGenerator = .shared) -> Tensor {
        let (inputs, outputs) = fans(shape)
        let limit = (6 / Float(Swift.max(1, inputs + outputs))).squareRoot()
        return randomUniform(shape, in: -limit..<limit, using: generator)
    }
}

/// The factor of the polar method for a point at the given squared distance from the middle.
func normalFactor(_ square: Double) -> Double {
    (-2 * Glibc.log(square) / square).squareRoot()
}
