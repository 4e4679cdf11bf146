extension Tensor {
    /// The same numbers under another shape; one size may be −1 and is then worked out. Nothing is copied.
    public func reshaped(to shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let newShape = resolved(shape, file, line)
        let oldShape = self.shape
        return viewed(as: newShape).recorded(from: slot) { $0.viewed(as: oldShape) }
    }

    /// The same numbers with shape [rows, everything else]: of images [n, 28, 28, 1] it makes [n, 784].
    public func flattened(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        guard rank > 0 else { return reshaped(to: [1], file: file, line: line) }
        return reshaped(to: [shape[0], shape.dropFirst().reduce(1, *)], file: file, line: line)
    }

    /// The tensor with a new axis of size 1 at the given place: [28, 28] becomes [1, 28, 28] at 0 and [28, 28, 1] at −1.
    public func unsqueezed(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        guard axis >= -rank - 1, axis <= rank else {
            fail(
                "unsqueezed: axis \(axis) is not one of \(-rank - 1)...\(rank), for shape \(shape)", file: file,
                line: line)
        }
        var newShape = shape
        newShape.insert(1, at: axis < 0 ? axis + rank + 1 : axis)
        return reshaped(to: newShape)
    }

    /// The tensor without an axis of size 1.
    public func squeezed(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let axis = checkedAxis(axis, "squeezed", file, line)
        guard shape[axis] == 1 else {
            fail("squeezed: axis \(axis) of shape \(shape) has the size \(shape[axis]), not 1", file: file, line: line)
        }
        var newShape = shape
        newShape.remove(at: axis)
        return reshaped(to: newShape)
    }

    /// The tensor with its axes in reverse order: of a matrix, rows become columns.
    public func transposed() -> Tensor {
        permuted(Array((0..<rank).reversed()))
    }

    /// The tensor with its axes in the given order: axis `i` of the result is axis `axes[i]` of this one.
    public func transposed(_ axes: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        guard axes.sorted() == Array(0..<rank) else {
            fail(
                "transposed: axes \(axes) do not name each axis of shape \(shape) once; it has the axes \(Array(0..<rank))",
                file: file, line: line)
        }
        return permuted(axes)
    }

    private func permuted(_ axes: [Int]) -> Tensor {
        let inverse = axes.indices.map { axis in axes.firstIndex(of: axis)! }
        return Backend.permuted(self, axes).recorded(from: slot) { Backend.permuted($0, inverse) }
    }

    private func resolved(_ shape: [Int], _ file: StaticString, _ line: UInt) -> [Int] {
        var result = shape
        let unknown = shape.indices.filter { shape[$0] == -1 }
        if unknown.count == 1 {
            let known = shape.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
            if known > 0, count % known == 0 { result[unknown[0]] = count / known }
        }
        guard result.allSatisfy({ $0 >= 0 }), result.reduce(1, *) == count else {
            fail(
                "reshaped: shape \(self.shape) has \(count) numbers, which do not fill \(shape)",
                file: file, line: line)
        }
        return result
    }
}

extension Backend {
    /// The numbers of `x` in the order of permuted axes.
    static func permuted(_ x: Tensor, _ axes: [Int]) -> Tensor {
        if axes == Array(0..<x.rank) { return x.viewed(as: x.shape) }
        let result = Tensor(uninitialized: axes.map { x.shape[$0] }, count: x.count)
        let strides = axes.map { axis in x.shape[(axis + 1)...].reduce(1, *) }
        guard let inner = result.shape.last, let step = strides.last, inner > 0 else { return result }
        let (source, target, shape) = (x.pointer, result.pointer, result.shape)
        let grain = max(1, elementGrain / inner)
        parallel(result.count / inner, grain: grain) { rows in
            for row in rows {
                var (rest, start) = (row, 0)
                for axis in (0..<shape.count - 1).reversed() {
                    start += rest % shape[axis] * strides[axis]
                    rest /= shape[axis]
                }
                for j in 0..<inner { target[row * inner + j] = source[start + j * step] }
            }
        }
        return result
    }
}
