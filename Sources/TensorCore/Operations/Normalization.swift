extension Tensor {
    /// This tensor with the mean 0 and the variance 1 over the given axes: `(x − mean) / √(variance + ε)`.
    ///
    /// Its gradient is worked out as one formula: `(g − mean(g) − y · mean(g · y)) / √(variance + ε)`.
    func normalized(over axes: [Int], epsilon: Float) -> (result: Tensor, mean: Tensor, variance: Tensor) {
        let constant = detached()
        let mean = constant.mean(axes: axes, keepDims: true)
        let distance = constant - mean
        let variance = (distance * distance).mean(axes: axes, keepDims: true)
        let scale = 1 / sqrt(variance + epsilon)
        let y = distance * scale
        let result = y.recorded(from: slot) { gradient in
            let along = (gradient * y).mean(axes: axes, keepDims: true)
            return (gradient - gradient.mean(axes: axes, keepDims: true) - y * along) * scale
        }
        return (result, mean, variance)
    }
}
