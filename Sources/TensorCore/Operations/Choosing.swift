/// The number of `a` where the condition is not 0, the number of `b` where it is 0; NumPy's and PyTorch's `where`.
///
/// The three shapes go together by NumPy's rule. What is not chosen leaves no trace, not even where it is NaN.
public func select(
    _ condition: Tensor, _ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let shape = Broadcast.shape(condition.shape, Broadcast.shape(a.shape, b.shape, "select"), "select")
    let mask = condition.repeated(to: shape)
    let (aSlot, bSlot, aShape, bShape) = (a.slot, b.slot, a.shape, b.shape)
    let result = Backend.choose(mask, a.repeated(to: shape), b.repeated(to: shape))
    return result.recorded(
        from: aSlot, { Backend.choose(mask, $0, .zeros(shape)).summed(to: aShape) },
        and: bSlot, { Backend.choose(mask, .zeros(shape), $0).summed(to: bShape) })
}

/// The larger of two numbers, for every pair; NaN where either is NaN. At a tie each side gets half the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (aSlot, bSlot, aShape, bShape) = (a.slot, b.slot, a.shape, b.shape)
    return Backend.combine(a, b, Larger(), "maximum").recorded(
        from: aSlot, { ($0 * Backend.combine(a, b, ShareOfLarger(), "maximum")).summed(to: aShape) },
        and: bSlot, { ($0 * Backend.combine(b, a, ShareOfLarger(), "maximum")).summed(to: bShape) })
}

/// The smaller of two numbers, for every pair; NaN where either is NaN. At a tie each side gets half the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    let (aSlot, bSlot, aShape, bShape) = (a.slot, b.slot, a.shape, b.shape)
    return Backend.combine(a, b, Smaller(), "minimum").recorded(
        from: aSlot, { ($0 * Backend.combine(b, a, ShareOfLarger(), "minimum")).summed(to: aShape) },
        and: bSlot, { ($0 * Backend.combine(a, b, ShareOfLarger(), "minimum")).summed(to: bShape) })
}

/// Every number, or `min` where it is smaller, or `max` where it is larger. The gradient flows where nothing is cut off,
/// the bounds included.
public func clamp(
    _ x: Tensor, min: Float = -.infinity, max: Float = .infinity, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    guard min <= max else {
        fail("clamp: no number lies between min \(min) and max \(max); min must not be larger", file: file, line: line)
    }
    let y = Backend.map(x, Clamp(min: min, max: max))
    return y.recorded(from: x.slot) { Backend.combine($0, x, WhereInside(min: min, max: max), "clamp") }
}

extension Tensor {
    /// The parts at the given indices along an axis, in that order; an index may come more than once.
    ///
    /// Of shape [3, 5], `gather([4, 0], axis: 1)` has shape [3, 2]: NumPy's `take`, PyTorch's `index_select`.
    public func gather(
        _ indices: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let axis = checkedAxis(axis, "gather", file, line)
        let shape = shape
        if let index = indices.first(where: { $0 < 0 || $0 >= shape[axis] }) {
            fail(
                "gather: index \(index) is outside 0..<\(shape[axis]), axis \(axis) of shape \(shape)", file: file,
                line: line)
        }
        var newShape = shape
        newShape[axis] = indices.count
        let result = Tensor(uninitialized: newShape)
        let parts = Parts(of: shape, along: axis)
        parts.gather(from: pointer, at: indices, into: result.pointer)
        return result.recorded(from: slot) { gradient in
            let sum = Tensor.zeros(shape)
            parts.scatterAdd(from: gradient.pointer, at: indices, into: sum.pointer)
            return sum
        }
    }

    /// Of each row, the number at its index: of logits [n, classes] with n labels, the logit of each label, of shape [n].
    public func pick(_ indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        guard rank == 2, shape[0] == indices.count else {
            fail(
                "pick: shape \(shape) and \(indices.count) indices do not go together; a tensor of shape [\(indices.count), n] would fit",
                file: file, line: line)
        }
        let width = shape[1]
        if let index = indices.first(where: { $0 < 0 || $0 >= width }) {
            fail("pick: index \(index) is outside 0..<\(width), the columns of shape \(shape)", file: file, line: line)
        }
        let places = indices.enumerated().map { $0 * width + $1 }
        return reshaped(to: [count], file: file, line: line).gather(places, file: file, line: line)
    }
}

/// A tensor as parts along an axis: `outer` times `size` parts of `inner` numbers each.
struct Parts {
    let outer, size, inner: Int

    init(of shape: [Int], along axis: Int) {
        outer = shape[..<axis].reduce(1, *)
        size = shape[axis]
        inner = shape[(axis + 1)...].reduce(1, *)
    }

    fileprivate func gather(
        from source: UnsafeMutablePointer<Float>, at indices: [Int], into target: UnsafeMutablePointer<Float>
    ) {
        let grain = max(1, Backend.elementGrain / max(1, inner))
        Backend.parallel(outer * indices.count, grain: grain) { range in
            for i in range {
                let (row, column) = i.quotientAndRemainder(dividingBy: indices.count)
                (target + i * inner).update(from: source + (row * size + indices[column]) * inner, count: inner)
            }
        }
    }

    fileprivate func scatterAdd(
        from source: UnsafeMutablePointer<Float>, at indices: [Int], into target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<outer {
            for (column, index) in indices.enumerated() {
                let from = source + (row * indices.count + column) * inner
                let to = target + (row * size + index) * inner
                for j in 0..<inner { to[j] += from[j] }
            }
        }
    }
}

extension Backend {
    /// `a` where `mask` is not 0, else `b`, all of one shape.
    fileprivate static func choose(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
        let result = Tensor(uninitialized: mask.shape, count: mask.count)
        let (m, p, q, r) = (mask.pointer, a.pointer, b.pointer, result.pointer)
        parallel(mask.count, grain: elementGrain) { range in
            for i in range { r[i] = m[i] != 0 ? p[i] : q[i] }
        }
        return result
    }
}

private struct Larger: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { Maximum.combine(a, b) }
}

private struct Smaller: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { Minimum.combine(a, b) }
}

private struct ShareOfLarger: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a > b ? 1 : a == b ? 0.5 : 0 }
}

private struct Clamp: UnaryOperation {
    let min, max: Float
    // Written so that NaN stays NaN.
    func callAsFunction(_ x: Float) -> Float { x < min ? min : x > max ? max : x }
}

private struct WhereInside: BinaryOperation {
    let min, max: Float
    func callAsFunction(_ gradient: Float, _ x: Float) -> Float { x >= min && x <= max ? gradient : 0 }
}
