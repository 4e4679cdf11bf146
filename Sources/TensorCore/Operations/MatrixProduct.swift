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
/// A vector of shape [k] on the left counts as one row, on the right as one column, and the result has no axis for it. On the
/// left there may be more axes, [a, b, k]; all but the last count as rows.
public func matmul(_ a: Tensor, _ b: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard let product = product(a, b) else { fail(mismatch("matmul", a, b), file: file, line: line) }
    return product
}

/// The product; nil if the shapes do not fit.
private func product(_ a: Tensor, _ b: Tensor) -> Tensor? {
    guard let inner = a.shape.last, b.rank == 1 || b.rank == 2, b.shape[0] == inner else { return nil }
    let rows = a.shape.dropLast().reduce(1, *)
    let columns = b.rank == 2 ? b.shape[1] : 1
    func matrixA(_ isTransposed: Bool = false) -> Matrix {
        Matrix(
            pointer: a.pointer, rows: isTransposed ? inner : rows, columns: isTransposed ? rows : inner,
            isTransposed: isTransposed)
    }
    func matrixB(_ isTransposed: Bool = false) -> Matrix {
        Matrix(
            pointer: b.pointer, rows: isTransposed ? columns : inner, columns: isTransposed ? inner : columns,
            isTransposed: isTransposed)
    }
    let result = Tensor(uninitialized: a.shape.dropLast() + b.shape.dropFirst(), count: rows * columns)
    Backend.multiply(matrixA(), matrixB(), into: result.pointer)
    return result.recorded(
        from: a.slot,
        { gradient in
            let gradientOfA = Tensor(uninitialized: a.shape, count: a.count)
            let left = Matrix(pointer: gradient.pointer, rows: rows, columns: columns)
            Backend.multiply(left, matrixB(true), into: gradientOfA.pointer)
            return gradientOfA
        },
        and: b.slot,
        { gradient in
            let gradientOfB = Tensor(uninitialized: b.shape, count: b.count)
            let right = Matrix(pointer: gradient.pointer, rows: rows, columns: columns)
            Backend.multiply(matrixA(true), right, into: gradientOfB.pointer)
            return gradientOfB
        })
}

private func mismatch(_ name: String, _ a: Tensor, _ b: Tensor) -> String {
    let shapes = "\(name): shapes \(a.shape) and \(b.shape) do not go together: "
    guard let inner = a.shape.last else { return shapes + "the left side needs at least one axis" }
    guard b.rank == 1 || b.rank == 2 else {
        return shapes + "the right side must be a matrix [\(inner), n] or a vector [\(inner)]"
    }
    return shapes
        + "the left side has \(inner) columns and the right side \(b.shape[0]) rows; a right side of shape [\(inner), n] would fit"
}
