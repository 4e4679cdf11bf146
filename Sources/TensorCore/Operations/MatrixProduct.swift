/// The product of matrices, `matmul` as an operator. It is typed as a bullet, U+2022 (Option-8 on a Mac keyboard).
infix operator • : MultiplicationPrecedence

extension Tensor {
    /// The product of two matrices; see `matmul`.
    public static func • (a: Tensor, b: Tensor) -> Tensor {
        guard let product = product(a, b) else { fail(mismatch("•", a, b)) }
        return product
    }
}

/// The product of two matrices: `cᵢⱼ = Σₖ aᵢₖ bₖⱼ`, of shape [m, n] for shapes [m, k] and [k, n].
///
/// A vector of shape [k] on the left counts as one row, on the right as one column, and the result has no axis for it. With
/// more axes, [a, b, m, k] and [a, b, k, n], a product is made for each place of the first ones, which go together by
/// NumPy's rule.
public func matmul(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard let product = product(a, b) else { fail(mismatch("matmul", a, b), file: file, line: line) }
    return product
}

/// `x • weight + bias`, or `relu` of it, in one pass where the matrices are: what a layer computes.
///
/// `x` has the shape […, inputs], the weights [inputs, outputs]; the bias has `outputs` numbers.
func affine(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, relu: Bool) -> Tensor {
    guard weight.rank == 2, x.shape.last == weight.shape[0], bias.count == weight.shape[1] else {
        let sum = x • weight + bias
        return relu ? TensorCore.relu(sum) : sum
    }
    let product = MatrixProduct(x, weight)
    let result = product.result(Finish(bias: bias.pointer, relu: relu))
    withExtendedLifetime(bias) {}
    let biasShape = bias.shape
    let sum = result.recorded(
        from: [
            (x.slot, { product.gradientOfA($0) }), (weight.slot, { product.gradientOfB($0) }),
            (bias.slot, { $0.summed(to: biasShape) }),
        ], operation: "•")
    return relu ? sum.recordedRelu() : sum
}

/// The product; nil if the shapes do not fit.
private func product(_ a: Tensor, _ b: Tensor) -> Tensor? {
    guard let inner = a.shape.last, b.rank > 0, b.shape[max(0, b.rank - 2)] == inner else { return nil }
    if b.rank > 2 {
        guard a.rank > 1 else { return batchedProduct(a.reshaped(to: [1, inner]), b)?.squeezed(axis: -2) }
        return batchedProduct(a, b)
    }
    let product = MatrixProduct(a, b)
    return product.result(nil).recorded(
        from: a.slot, { product.gradientOfA($0) }, and: b.slot, { product.gradientOfB($0) }, operation: "•")
}

/// A product of […, k] with one matrix [k, n] or vector [k], and its gradients, in the precision that it was asked for in.
private struct MatrixProduct {
    let a, b: Tensor
    private let rows, inner, columns: Int
    private let precision = Precision.current

    init(_ a: Tensor, _ b: Tensor) {
        self.a = a
        self.b = b
        // All axes of the left side but the last count as rows of one matrix.
        rows = a.shape.dropLast().reduce(1, *)
        inner = b.shape[0]
        columns = b.rank == 2 ? b.shape[1] : 1
    }

    func result(_ finish: Finish?) -> Tensor {
        let result = Tensor(uninitialized: a.shape.dropLast() + b.shape.dropFirst(), count: rows * columns)
        Backend.multiply(
            a.matrix(rows, inner), b.matrix(inner, columns), into: result.pointer, precision, finish)
        return result
    }

    func gradientOfA(_ gradient: Tensor) -> Tensor {
        let result = Tensor(uninitialized: a.shape, count: a.count)
        Backend.multiply(
            gradient.matrix(rows, columns), b.matrix(inner, columns).transposed, into: result.pointer, precision)
        return result
    }

    func gradientOfB(_ gradient: Tensor) -> Tensor {
        let result = Tensor(uninitialized: b.shape, count: b.count)
        Backend.multiply(
            a.matrix(rows, inner).transposed, gradient.matrix(rows, columns), into: result.pointer, precision)
        return result
    }
}

/// The products of the matrices in the last two axes; nil if the shapes do not fit.
private func batchedProduct(_ a: Tensor, _ b: Tensor) -> Tensor? {
    let (outerA, outerB) = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    guard zip(outerA.reversed(), outerB.reversed()).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
    let outer = Broadcast.shape(outerA, outerB, "•")
    let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    let left = a.repeated(to: outer + [m, k])
    let right = b.repeated(to: outer + [k, n])
    let precision = Precision.current
    let result = products(left, right, outer, precision)
    let (aShape, bShape) = (a.shape, b.shape)
    return result.recorded(
        from: a.slot, { products($0, right, outer, precision, transposingB: true).summed(to: aShape) },
        and: b.slot, { products(left, $0, outer, precision, transposingA: true).summed(to: bShape) }, operation: "•")
}

private func products(
    _ a: Tensor, _ b: Tensor, _ outer: [Int], _ precision: Precision, transposingA: Bool = false,
    transposingB: Bool = false
) -> Tensor {
    func matrix(_ x: Tensor, _ index: Int, _ isTransposed: Bool) -> Matrix {
        let (rows, columns) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
        let matrix = Matrix(pointer: x.pointer + index * rows * columns, rows: rows, columns: columns)
        return isTransposed ? matrix.transposed : matrix
    }
    let m = a.shape[a.rank - (transposingA ? 1 : 2)]
    let n = b.shape[b.rank - (transposingB ? 2 : 1)]
    let result = Tensor(uninitialized: outer + [m, n])
    let target = result.pointer
    // Many small products are shared out among the threads whole; within one of them `multiply` then stays in its thread.
    Backend.parallel(outer.reduce(1, *), grain: 1) { range in
        for i in range {
            Backend.multiply(
                matrix(a, i, transposingA), matrix(b, i, transposingB), into: target + i * m * n, precision)
        }
    }
    return result
}

extension Tensor {
    /// The numbers as one matrix.
    func matrix(_ rows: Int, _ columns: Int) -> Matrix {
        Matrix(pointer: pointer, rows: rows, columns: columns)
    }
}

private func mismatch(_ name: String, _ a: Tensor, _ b: Tensor) -> String {
    let shapes = "\(name): shapes \(a.shape) and \(b.shape) do not go together: "
    guard let inner = a.shape.last else { return shapes + "the left side needs at least one axis" }
    guard b.rank > 0 else {
        return shapes + "the right side must be a matrix [\(inner), n] or a vector [\(inner)]"
    }
    guard b.rank < 3 || b.shape[b.rank - 2] != inner else {
        return shapes + "the axes before the last two must be equal or 1, counted from the last"
    }
    return shapes
        + "the left side has \(inner) columns and the right side \(b.shape[max(0, b.rank - 2)]) rows; a right side of shape [\(inner), n] would fit"
}
