internal import CDNNL
internal import Glibc

/// `e` to the power of every number.
@_disfavoredOverload
public func exp(_ x: consuming Tensor) -> Tensor {
    let slot = x.slot
    let y = Backend.map(x, Exponential())
    return y.recorded(from: slot) { $0 * y }
}

/// The natural logarithm of every number; −∞ at 0 and NaN below.
public func log(_ x: Tensor) -> Tensor {
    Backend.map(x, Logarithm()).recorded(from: x.slot) { $0 / x }
}

/// The square root of every number; NaN below 0.
@_disfavoredOverload
public func sqrt(_ x: consuming Tensor) -> Tensor {
    let slot = x.slot
    let y = Backend.map(x, SquareRoot())
    return y.recorded(from: slot) { $0 * 0.5 / y }
}

/// Every number to the power of `exponent`.
public func pow(_ x: Tensor, _ exponent: Float) -> Tensor {
    Backend.map(x, Power(of: exponent)).recorded(from: x.slot) { gradient in
        // The derivative of a constant is 0, also where 0 to the power of -1 is infinite.
        exponent == 0 ? .zeros(x.shape) : gradient * exponent * pow(x, exponent - 1)
    }
}

/// Every number of `x` to the power at the same place of `exponent`; NaN where `x` is below 0 and the power not whole.
public func pow(_ x: Tensor, _ exponent: Tensor) -> Tensor {
    let y = Backend.combine(x, exponent, Powers(), "pow")
    return y.recorded(
        from: x.slot,
        { ($0 * Backend.combine(x, exponent, SlopeOfBase(), "pow")).summed(to: x.shape) },
        and: exponent.slot,
        { ($0 * Backend.combine(x, exponent, SlopeOfExponent(), "pow")).summed(to: exponent.shape) })
}

/// A number to the power of every number of a tensor.
public func pow(_ number: Float, _ exponent: Tensor) -> Tensor { pow(Tensor(number), exponent) }

/// The distance of every number from 0. The gradient at 0 is 0.
public func abs(_ x: Tensor) -> Tensor {
    Backend.map(x, Magnitude()).recorded(from: x.slot) { Backend.combine($0, x, WithSign(), "abs") }
}

private struct Exponential: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { Glibc.exp(x) }
}

private struct Logarithm: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { Glibc.log(x) }
}

private struct SquareRoot: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { tensorcore_square_root(x) }
}

private struct Power: UnaryOperation {
    let exponent: Float
    init(of exponent: Float) { self.exponent = exponent }
    func callAsFunction(_ x: Float) -> Float {
        exponent == 2 ? x * x : exponent == 1 ? x : Glibc.pow(x, exponent)
    }
}

private struct Powers: BinaryOperation {
    func callAsFunction(_ x: Float, _ exponent: Float) -> Float { Glibc.pow(x, exponent) }
}

private struct SlopeOfBase: BinaryOperation {
    func callAsFunction(_ x: Float, _ exponent: Float) -> Float {
        exponent == 0 ? 0 : exponent * Glibc.pow(x, exponent - 1)
    }
}

private struct SlopeOfExponent: BinaryOperation {
    // 0 to any power is 0, so that the slope there is 0 and not 0 · −∞.
    func callAsFunction(_ x: Float, _ exponent: Float) -> Float {
        x == 0 && exponent >= 0 ? 0 : Glibc.pow(x, exponent) * Glibc.log(x)
    }
}

private struct Magnitude: UnaryOperation {
    func callAsFunction(_ x: Float) -> Float { Swift.abs(x) }
}

private struct WithSign: BinaryOperation {
    func callAsFunction(_ gradient: Float, _ x: Float) -> Float { x > 0 ? gradient : x < 0 ? -gradient : x * 0 }
}
