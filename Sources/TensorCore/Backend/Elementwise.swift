/// A function of one number, applied to every number of a tensor.
protocol UnaryOperation {
    func callAsFunction(_ x: Float) -> Float
}

/// A function of two numbers, applied to the numbers of two tensors pair by pair.
protocol BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float

    /// The number by which `b` is multiplied before it is added to `a`, if that is the operation.
    var factorInSum: Float? { get }
}

extension BinaryOperation {
    var factorInSum: Float? { nil }
}

/// `a + factor · b`.
private struct AddMultiple: BinaryOperation {
    let factor: Float
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a + factor * b }
}

// The loops below are generic over the operation, so that the compiler makes a vector loop of its own for each. Where the result is
// written over an operand, that is a loop of its own too: two pointers to the same memory would keep it from
// being vectorised.
extension Backend {
    /// The smallest piece of an elementwise operation that is worth a thread.
    static let elementGrain = 16384

    /// `op` of every number of `x`, written over `x` where nobody else holds its memory.
    static func map<Operation: UnaryOperation>(_ x: consuming Tensor, _ op: Operation) -> Tensor {
        let isUnique = x.isUnique
        let (shape, count) = (x.shape, x.count)
        let result = isUnique ? x.viewed(as: shape) : Tensor(uninitialized: shape, count: count)
        write(op, of: x, into: result.pointer)
        return result
    }

    /// Writes `op` of every number of `x`; `target` may be where they are.
    static func write<Operation: UnaryOperation>(
        _ op: Operation, of x: Tensor, into target: UnsafeMutablePointer<Float>
    ) {
        let source = x.pointer
        parallel(x.count, grain: elementGrain) { range in
            if target == source {
                for i in range { target[i] = op(target[i]) }
            } else {
                for i in range { target[i] = op(source[i]) }
            }
        }
        withExtendedLifetime(x) {}
    }

    /// The smallest tensor whose multiple is made only when somebody asks for it. It would not stay in the first caches.
    private static let leastPending = 65536

    /// `factor` times every number of `x`; of a large tensor that others hold, not yet.
    static func multiple(of x: consuming Tensor, _ factor: Float) -> Tensor {
        if x.count < leastPending || x.isUnique { return map(x, Scale(by: factor)) }
        // What is a multiple itself is made here, so that multiples do not wait for each other in a row.
        _ = x.pointer
        let (shape, count) = (x.shape, x.count)
        return Tensor(storage: Storage(.init(tensor: x.viewed(as: shape), factor: factor)), shape: shape, count: count)
    }

    /// `op` of every pair of numbers after broadcasting, written over an operand where possible.
    ///
    /// - Parameter name: the operation's name in the sentence about shapes that do not fit.
    static func combine<Operation: BinaryOperation>(
        _ a: consuming Tensor, _ b: consuming Tensor, _ op: Operation, _ name: StaticString
    ) -> Tensor {
        if let (multiple, sum) = pendingMultiple(b, in: op) { return combine(a, multiple, sum, name) }
        // `momentum * velocity + gradient` is the same sum the other way round.
        if op.factorInSum == 1, a.shape == b.shape, let (multiple, sum) = pendingMultiple(a, in: op) {
            return combine(b, multiple, sum, name)
        }
        let plan = Broadcast(a.shape, b.shape, name)
        let result: Tensor
        if a.count == plan.count, a.isUnique {
            result = a.viewed(as: plan.shape)
        } else if b.count == plan.count, b.isUnique {
            result = b.viewed(as: plan.shape)
        } else {
            result = Tensor(uninitialized: plan.shape, count: plan.count)
        }
        plan.run(into: result.pointer, a.pointer, b.pointer, op)
        withExtendedLifetime((a, b)) {}
        return result
    }

    /// Changes `a` to `op(a, b)` in its own memory where nobody else holds that.
    static func update<Operation: BinaryOperation>(
        _ a: inout Tensor, _ b: Tensor, _ op: Operation, _ name: StaticString
    ) {
        if let (multiple, sum) = pendingMultiple(b, in: op) { return update(&a, multiple, sum, name) }
        let plan = Broadcast(a.shape, b.shape, name)
        guard plan.shape == a.shape else {
            fail(
                "\(name): shape \(a.shape) can not take up shape \(b.shape); the right side must broadcast to the left")
        }
        let result = a.isUnique ? a : Tensor(uninitialized: plan.shape, count: plan.count)
        plan.run(into: result.pointer, a.pointer, b.pointer, op)
        a = result
        a.trace = .none
    }

    /// If `b` is a multiple that is not made yet and `op` a sum with it: the tensor, and the sum with a multiple of that.
    private static func pendingMultiple<Operation: BinaryOperation>(
        _ b: borrowing Tensor, in op: Operation
    ) -> (tensor: Tensor, sum: AddMultiple)? {
        guard let factor = op.factorInSum, b.offset == 0, let pending = b.storage.pendingMultiple,
            pending.tensor.count == b.count
        else { return nil }
        return (pending.tensor.viewed(as: b.shape), AddMultiple(factor: factor * pending.factor))
    }
}

/// How two shapes go together by NumPy's rule, as the fewest nested loops.
///
/// Shapes are compared from their last axes; sizes must be equal, or one of them 1 or absent, and is then repeated.
struct Broadcast {
    /// The shape of the result.
    let shape: [Int]
    let count: Int
    /// The innermost loop, and how far `a` and `b` move at each of its turns: 1, or 0 where repeated.
    private var length = 1
    private var aStep = 1
    private var bStep = 1
    /// The loops around it, innermost first.
    private var outer: [(size: Int, aStep: Int, bStep: Int)] = []

    init(_ a: [Int], _ b: [Int], _ name: StaticString) {
        if a == b {
            shape = a
            count = a.reduce(1, *)
            length = count
            return
        }
        let rank = max(a.count, b.count)
        var shape = [Int](repeating: 1, count: rank)
        var (aStride, bStride) = (1, 1)
        var isFirst = true
        for axis in (0..<rank).reversed() {
            let aSize = axis >= rank - a.count ? a[axis - rank + a.count] : 1
            let bSize = axis >= rank - b.count ? b[axis - rank + b.count] : 1
            guard aSize == bSize || aSize == 1 || bSize == 1 else {
                fail(
                    "\(name): shapes \(a) and \(b) do not go together: \(aSize) against \(bSize); counted from the last axis, sizes must be equal or 1"
                )
            }
            let size = aSize == 1 ? bSize : aSize
            shape[axis] = size
            if size != 1 {
                let steps = (aSize == 1 ? 0 : aStride, bSize == 1 ? 0 : bStride)
                if isFirst {
                    (length, aStep, bStep) = (size, steps.0, steps.1)
                    isFirst = false
                } else if outer.isEmpty, steps == (aStep * length, bStep * length) {
                    length *= size
                } else {
                    outer.append((size, steps.0, steps.1))
                }
            }
            aStride *= aSize
            bStride *= bSize
        }
        self.shape = shape
        count = shape.reduce(1, *)
    }

    /// The shape that two go together to.
    static func shape(_ a: [Int], _ b: [Int], _ name: StaticString) -> [Int] { Broadcast(a, b, name).shape }

    /// Writes `op` of every pair; `target` may be where `a` or `b` is, if that is as large.
    func run<Operation: BinaryOperation>(
        into target: UnsafeMutablePointer<Float>, _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>,
        _ op: Operation
    ) {
        guard count > 0 else { return }
        Backend.parallel(count, grain: Backend.elementGrain) { range in
            var start = range.lowerBound
            while start < range.upperBound {
                let column = start % length
                let turns = min(length - column, range.upperBound - start)
                var (rest, aStart, bStart) = (start / length, column * aStep, column * bStep)
                for loop in outer {
                    let index = rest % loop.size
                    rest /= loop.size
                    aStart += index * loop.aStep
                    bStart += index * loop.bStep
                }
                inner(into: target + start, a + aStart, b + bStart, turns, op)
                start += turns
            }
        }
    }

    private func inner<Operation: BinaryOperation>(
        into target: UnsafeMutablePointer<Float>, _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>,
        _ turns: Int, _ op: Operation
    ) {
        switch (aStep, bStep) {
        case (1, 1):
            if target == a {
                for i in 0..<turns { target[i] = op(target[i], b[i]) }
            } else if target == b {
                for i in 0..<turns { target[i] = op(a[i], target[i]) }
            } else {
                for i in 0..<turns { target[i] = op(a[i], b[i]) }
            }
        case (1, _):
            let b = b.pointee
            if target == a {
                for i in 0..<turns { target[i] = op(target[i], b) }
            } else {
                for i in 0..<turns { target[i] = op(a[i], b) }
            }
        default:
            let a = a.pointee
            if target == b {
                for i in 0..<turns { target[i] = op(a, target[i]) }
            } else {
                for i in 0..<turns { target[i] = op(a, b[i]) }
            }
        }
    }
}
