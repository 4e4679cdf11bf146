// Comparisons give 1 where they hold and 0 elsewhere, by NumPy's rule for shapes. They are steps, so no gradient flows through them;
// NaN is unlike everything, itself included.

extension Tensor {
    /// 1 where `a` is smaller than `b`, else 0.
    public static func .< (a: Tensor, b: Tensor) -> Tensor { Backend.combine(a, b, Less(), ".<") }

    /// 1 where `a` is smaller than or equal to `b`, else 0.
    public static func .<= (a: Tensor, b: Tensor) -> Tensor { Backend.combine(a, b, LessOrEqual(), ".<=") }

    /// 1 where `a` is larger than `b`, else 0.
    public static func .> (a: Tensor, b: Tensor) -> Tensor { Backend.combine(b, a, Less(), ".>") }

    /// 1 where `a` is larger than or equal to `b`, else 0.
    public static func .>= (a: Tensor, b: Tensor) -> Tensor { Backend.combine(b, a, LessOrEqual(), ".>=") }

    /// 1 where the numbers are equal, else 0.
    public static func .== (a: Tensor, b: Tensor) -> Tensor { Backend.combine(a, b, Equal(), ".==") }

    /// 1 where the numbers differ, else 0.
    public static func .!= (a: Tensor, b: Tensor) -> Tensor { Backend.combine(a, b, Unequal(), ".!=") }

    /// 1 where a number of the tensor is smaller than `number`, else 0.
    public static func .< (x: Tensor, number: Float) -> Tensor { x .< Tensor(number) }

    /// 1 where a number of the tensor is smaller than or equal to `number`, else 0.
    public static func .<= (x: Tensor, number: Float) -> Tensor { x .<= Tensor(number) }

    /// 1 where a number of the tensor is larger than `number`, else 0.
    public static func .> (x: Tensor, number: Float) -> Tensor { x .> Tensor(number) }

    /// 1 where a number of the tensor is larger than or equal to `number`, else 0.
    public static func .>= (x: Tensor, number: Float) -> Tensor { x .>= Tensor(number) }

    /// 1 where a number of the tensor equals `number`, else 0.
    public static func .== (x: Tensor, number: Float) -> Tensor { x .== Tensor(number) }

    /// 1 where a number of the tensor differs from `number`, else 0.
    public static func .!= (x: Tensor, number: Float) -> Tensor { x .!= Tensor(number) }
}

struct Equal: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a == b ? 1 : 0 }
}

private struct Unequal: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a != b ? 1 : 0 }
}

private struct Less: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a < b ? 1 : 0 }
}

private struct LessOrEqual: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a <= b ? 1 : 0 }
}
