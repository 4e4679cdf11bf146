internal import Glibc

// `consuming` is part of a function's type, so without `@_disfavoredOverload` a notebook's own relu(_: Tensor) would be
// ambiguous with this one; so with all that consume.

/// Every number, or 0 where it is negative: `max(x, 0)`. The gradient at 0 is 0.
@_disfavoredOverload
public func relu(_ x: consuming Tensor) -> Tensor {
    let slot = x.slot
    let y = Backend.map(x, Rectifier())
    return y.recorded(from: slot) { Backend.combine($0, y, WherePositive(), "relu") }
}

extension Tensor {
    /// This result of relu, with the way back through relu written down.
    func recordedRelu() -> Tensor {
        let y = self
        return recorded(from: slot, operation: "relu") { Backend.combine($0, y, WherePositive(), "relu") }
    }
}

/// Every number, or a part of it where it is negative: `x` for `x > 0`, else `slope · x`.
public func leakyRelu(_ x: Tensor, slope: Float = 0.01) -> Tensor {
    Backend.map(x, LeakyRectifier(slope: slope)).recorded(from: x.slot) {
        Backend.combine($0, x, LeakyRectifierGradient(slope: slope), "leakyRelu")
    }
}

/// Every number times the share of the standard normal distribution below it: `x · Φ(x)`, by the error function.
///
/// (Hendrycks and Gimpel, "Gaussian error linear units", 2016.)
public func gelu(_ x: Tensor) -> Tensor {
    Backend.map(x, GaussianRectifier()).recorded(from: x.slot) {
        Backend.combine($0, x, GaussianRectifierGradient(), "gelu")
    }
}

/// A smooth step from 0 to 1: `1 / (1 + e⁻ˣ)`.
@_disfavoredOverload
public func sigmoid(_ x: consuming Tensor) -> Tensor {
    let slot = x.slot
    let y = Backend.map(x, Sigmoid())
    return y.recorded(from: slot) { Backend.combine($0, y, SigmoidGradient(), "sigmoid") }
}

/// A smooth step from −1 to 1, the hyperbolic tangent.
@_disfavoredOverload
public func tanh(_ x: consuming Tensor) -> Tensor {
    let slot = x.slot
    let y = Backend.map(x, HyperbolicTangent())
    return y.recorded(from: slot) { Backend.combine($0, y, HyperbolicTangentGradient(), "tanh") }
}

/// Turns the numbers along an axis into probabilities: `e^xᵢ / Σⱼ e^xⱼ`.
///
/// The largest number is subtracted first, so that no size of numbers overflows.
public func softmax(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let axis = x.checkedAxis(axis, "softmax", file, line)
    let y = x.alongLastAxis(axis) { Backend.softmax($0, logarithm: false) }
    return y.recorded(from: x.slot) { gradient in
        let product = gradient * y
        return product - y * product.sum(axis: axis, keepDims: true)
    }
}

/// The natural logarithm of `softmax`, exact where that is too small to be told from 0.
public func logSoftmax(_ x: Tensor, axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    let axis = x.checkedAxis(axis, "logSoftmax", file, line)
    let y = x.alongLastAxis(axis) { Backend.softmax($0, logarithm: true) }
    return y.recorded(from: x.slot) { gradient in
        gradient - exp(y) * gradient.sum(axis: axis, keepDims: true)
    }
}

extension Tensor {
    /// Applies a function that works along the last axis along another one.
    fileprivate func alongLastAxis(_ axis: Int, _ function: (Tensor) -> Tensor) -> Tensor {
        guard axis != rank - 1 else { return function(self) }
        var axes = Array(0..<rank)
        axes.swapAt(axis, rank - 1)
        return Backend.permuted(function(Backend.permuted(self, axes)), axes)
    }
}

extension Backend {
    /// Softmax along the last axis, or its logarithm.
    static func softmax(_ x: Tensor, logarithm: Bool) -> Tensor {
        let result = Tensor(uninitialized: x.shape, count: x.count)
        guard let width = x.shape.last, x.count > 0 else { return result }
        let (source, target) = (x.pointer, result.pointer)
        parallel(x.count / width, grain: max(1, elementGrain / 16 / width)) { rows in
            for row in rows {
                let (from, to) = (source + row * width, target + row * width)
                var largest = from[0]
                for j in 1..<max(1, width) { largest = Maximum.combine(largest, from[j]) }
                var sum: Float = 0
                for j in 0..<width {
                    to[j] = Glibc.exp(from[j] - largest)
                    sum += to[j]
                }
                if logarithm {
                    // In this order: beside a large number the logarithm's digits would be lost.
                    let logarithm = Glibc.log(sum)
                    for j in 0..<width { to[j] = from[j] - largest - logarithm }
                } else {
                    for j in 0..<width { to[j] /= sum }
                }
            }
        }
        return result
    }
}

private struct Rectifier: UnaryOperation {
    // Written so that NaN stays NaN.
    func callAsFunction(_ x: Float) -> Float { x < 0 ? 0 : x }
}

private struct WherePositive: BinaryOperation {
    func callAsFunction(_ gradient: Float, _ y: Float) -> Float { y > 0 ? gradient : 0 }
}

private struct LeakyRectifier: UnaryOperation {
    let slope: Float
    func callAsFunction(_ x: Float) -> Float { x > 0 ? x : x * slope }
}

private struct LeakyRectifierGradient: BinaryOperation {
    let slope: Float
    func callAsFunction(_ gradient: Float, _ x: Float) -> Float { x > 0 ? gradient : gradient * slope }
}

private func normalShare(below x: Float) -> Float { 0.5 * Glibc.erfc(-x * Float(0.5).squareRoot()) }

private struct GaussianRectifier: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { x * normalShare(below: x) }
}

private struct GaussianRectifierGradient: BinaryOperation {
    func callAsFunction(_ gradient: Float, _ x: Float) -> Float {
        let density = Glibc.exp(-0.5 * x * x) * (1 / (2 * Float.pi).squareRoot())
        return gradient * (normalShare(below: x) + x * density)
    }
}

private struct Sigmoid: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { 1 / (1 + Glibc.exp(-x)) }
}

private struct SigmoidGradient: BinaryOperation {
    func callAsFunction(_ gradient: Float, _ y: Float) -> Float { gradient * y * (1 - y) }
}

private struct HyperbolicTangent: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { Glibc.tanh(x) }
}

private struct HyperbolicTangentGradient: BinaryOperation {
    func callAsFunction(_ gradient: Float, _ y: Float) -> Float { gradient * (1 - y * y) }
}
