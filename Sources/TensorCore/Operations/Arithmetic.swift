// Shapes go together by NumPy's rule; see `Broadcast`.

extension Tensor {
    /// Adds two tensors number by number.
    public static func + (a: consuming Tensor, b: consuming Tensor) -> Tensor {
        let (aSlot, bSlot, aShape, bShape) = (a.slot, b.slot, a.shape, b.shape)
        return Backend.combine(a, b, Add(), "+").recorded(
            from: aSlot, { $0.summed(to: aShape) }, and: bSlot, { $0.summed(to: bShape) })
    }

    /// Subtracts `b` from `a` number by number.
    public static func - (a: consuming Tensor, b: consuming Tensor) -> Tensor {
        let (aSlot, bSlot, aShape, bShape) = (a.slot, b.slot, a.shape, b.shape)
        return Backend.combine(a, b, Subtract(), "-").recorded(
            from: aSlot, { $0.summed(to: aShape) }, and: bSlot, { (-$0).summed(to: bShape) })
    }

    /// Multiplies two tensors number by number; for the product of matrices see `•`.
    public static func * (a: Tensor, b: Tensor) -> Tensor {
        Backend.combine(a, b, Multiply(), "*").recorded(
            from: a.slot, { ($0 * b).summed(to: a.shape) }, and: b.slot, { ($0 * a).summed(to: b.shape) })
    }

    /// Divides `a` by `b` number by number.
    public static func / (a: Tensor, b: Tensor) -> Tensor {
        let quotient = Backend.combine(a, b, Divide(), "/")
        return quotient.recorded(
            from: a.slot, { ($0 / b).summed(to: a.shape) },
            and: b.slot, { (-$0 * quotient / b).summed(to: b.shape) })
    }

    /// The tensor with every sign turned.
    public static prefix func - (x: consuming Tensor) -> Tensor {
        let slot = x.slot
        return Backend.map(x, Scale(by: -1)).recorded(from: slot) { -$0 }
    }

    /// Adds a number to every number of a tensor.
    public static func + (x: consuming Tensor, number: Float) -> Tensor {
        let slot = x.slot
        return Backend.map(x, Shift(by: number)).recorded(from: slot) { $0 }
    }

    /// Adds every number of a tensor to a number.
    public static func + (number: Float, x: consuming Tensor) -> Tensor { x + number }

    /// Subtracts a number from every number of a tensor.
    public static func - (x: consuming Tensor, number: Float) -> Tensor { x + -number }

    /// Subtracts every number of a tensor from a number.
    public static func - (number: Float, x: consuming Tensor) -> Tensor { -x + number }

    /// Multiplies every number of a tensor by a number.
    public static func * (x: consuming Tensor, number: Float) -> Tensor {
        let slot = x.slot
        return Backend.multiple(of: x, number).recorded(from: slot) { $0 * number }
    }

    /// Multiplies a number by every number of a tensor.
    public static func * (number: Float, x: consuming Tensor) -> Tensor { x * number }

    /// Divides every number of a tensor by a number.
    public static func / (x: consuming Tensor, number: Float) -> Tensor {
        let slot = x.slot
        return Backend.map(x, Part(of: number)).recorded(from: slot) { $0 / number }
    }

    /// Divides a number by every number of a tensor.
    public static func / (number: Float, x: Tensor) -> Tensor { Tensor(number) / x }
}

// MARK: - In place

extension Tensor {
    /// Adds `b`, which must broadcast to this tensor's shape.
    public static func += (a: inout Tensor, b: Tensor) { change(&a, b, Add(), "+=") { $0 + $1 } }

    /// Subtracts `b`, which must broadcast to this tensor's shape.
    public static func -= (a: inout Tensor, b: Tensor) { change(&a, b, Subtract(), "-=") { $0 - $1 } }

    /// Multiplies by `b` number by number; `b` must broadcast to this tensor's shape.
    public static func *= (a: inout Tensor, b: Tensor) { change(&a, b, Multiply(), "*=") { $0 * $1 } }

    /// Divides by `b` number by number; `b` must broadcast to this tensor's shape.
    public static func /= (a: inout Tensor, b: Tensor) { change(&a, b, Divide(), "/=") { $0 / $1 } }

    /// Adds a number to every number.
    public static func += (x: inout Tensor, number: Float) { x += Tensor(number) }

    /// Subtracts a number from every number.
    public static func -= (x: inout Tensor, number: Float) { x -= Tensor(number) }

    /// Multiplies every number by a number.
    public static func *= (x: inout Tensor, number: Float) { x *= Tensor(number) }

    /// Divides every number by a number.
    public static func /= (x: inout Tensor, number: Float) { x /= Tensor(number) }

    /// Changes `a` in its own memory, or as the operation that a tape can record.
    private static func change<Operation: BinaryOperation>(
        _ a: inout Tensor, _ b: Tensor, _ op: Operation, _ name: StaticString, recorded: (Tensor, Tensor) -> Tensor
    ) {
        if a.slot == nil, b.slot == nil { return Backend.update(&a, b, op, name) }
        let result = recorded(a, b)
        guard result.shape == a.shape else {
            fail(
                "\(name): shape \(a.shape) can not take up shape \(b.shape); the right side must broadcast to the left")
        }
        a = result
    }
}

// MARK: - What the loops do

struct Add: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a + b }
    var factorInSum: Float? { 1 }
}

struct Subtract: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a - b }
    var factorInSum: Float? { -1 }
}

struct Multiply: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a * b }
}

struct Divide: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a / b }
}

private struct Shift: UnaryOperation {
    let amount: Float
    init(by amount: Float) { self.amount = amount }
    func callAsFunction(_ x: Float) -> Float { x + amount }
}

struct Scale: UnaryOperation {
    let factor: Float
    init(by factor: Float) { self.factor = factor }
    func callAsFunction(_ x: Float) -> Float { x * factor }
}

private struct Part: UnaryOperation {
    let divisor: Float
    init(of divisor: Float) { self.divisor = divisor }
    func callAsFunction(_ x: Float) -> Float { x / divisor }
}
