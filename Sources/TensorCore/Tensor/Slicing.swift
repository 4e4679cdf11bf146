extension Tensor {
    /// A range along an axis, with all axes kept: of shape [3, 5], `slice(1..<3, axis: 1)` has shape [3, 2].
    ///
    /// Along axis 0 nothing is copied.
    public func slice(
        _ range: some RangeExpression<Int>, axis: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let axis = checkedAxis(axis, "slice", file, line)
        let range = checked(range, axis, file, line)
        if axis == 0 { return self[range, file, line] }
        return sliced(range, axis)
    }

    /// A range along each of the first axes: `image[4..<12, 10...]` is a part of an image. The axes are kept.
    public subscript(
        first: some RangeExpression<Int>, second: some RangeExpression<Int>, rest: any RangeExpression<Int>...,
        file file: StaticString = #fileID, line line: UInt = #line
    ) -> Tensor {
        var result = slice(first, axis: 0, file: file, line: line).slice(second, axis: 1, file: file, line: line)
        for (index, range) in rest.enumerated() {
            result = result.slice(range, axis: index + 2, file: file, line: line)
        }
        return result
    }

    /// The tensor with `value` put before and behind the numbers of each axis.
    ///
    /// - Parameter widths: for each axis, how many to put before and behind.
    public func padded(
        by widths: [(before: Int, after: Int)], with value: Float = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        guard widths.count == rank, widths.allSatisfy({ $0.before >= 0 && $0.after >= 0 }) else {
            fail(
                "padded: widths \(widths.map { [$0.before, $0.after] }) do not fit shape \(shape); each axis needs two, of 0 or more",
                file: file, line: line)
        }
        return widths.enumerated().reduce(self) { result, entry in
            let (axis, width) = entry
            return width == (0, 0) ? result : result.padded(axis, width, value)
        }
    }

    private func sliced(_ range: Range<Int>, _ axis: Int) -> Tensor {
        let parts = Parts(of: shape, along: axis)
        var newShape = shape
        newShape[axis] = range.count
        let result = Tensor(uninitialized: newShape)
        parts.copy(range, from: pointer, into: result.pointer)
        let shape = shape
        return result.recorded(from: slot) { gradient in
            let sum = Tensor.zeros(shape)
            parts.copy(range, into: sum.pointer, from: gradient.pointer)
            return sum
        }
    }

    private func padded(_ axis: Int, _ width: (before: Int, after: Int), _ value: Float) -> Tensor {
        var newShape = shape
        newShape[axis] += width.before + width.after
        let result = Tensor(repeating: value, shape: newShape)
        let range = width.before..<width.before + shape[axis]
        Parts(of: newShape, along: axis).copy(range, into: result.pointer, from: pointer)
        return result.recorded(from: slot) { $0.sliced(range, axis) }
    }

    private func checked(
        _ range: some RangeExpression<Int>, _ axis: Int, _ file: StaticString, _ line: UInt
    ) -> Range<Int> {
        // As an index that the range itself knows how to end; a lower bound behind the end is found below.
        let size = shape[axis]
        let whole = Int.min..<Int.max
        var absolute = range.relative(to: whole)
        if absolute.upperBound == Int.max { absolute = absolute.lowerBound..<Swift.max(absolute.lowerBound, size) }
        if absolute.lowerBound == Int.min { absolute = Swift.min(0, absolute.upperBound)..<absolute.upperBound }
        guard absolute.lowerBound >= 0, absolute.upperBound <= size else {
            fail(
                "slice: the range \(absolute) is not inside 0..<\(size), axis \(axis) of shape \(shape)", file: file,
                line: line)
        }
        return absolute
    }
}

extension Parts {
    /// Copies the parts of a range out of each row.
    func copy(_ range: Range<Int>, from rows: UnsafeMutablePointer<Float>, into parts: UnsafeMutablePointer<Float>) {
        let length = range.count * inner
        for row in 0..<outer {
            (parts + row * length).update(from: rows + (row * size + range.lowerBound) * inner, count: length)
        }
    }

    /// Copies parts into a range of each row.
    func copy(_ range: Range<Int>, into rows: UnsafeMutablePointer<Float>, from parts: UnsafeMutablePointer<Float>) {
        let length = range.count * inner
        for row in 0..<outer {
            (rows + (row * size + range.lowerBound) * inner).update(from: parts + row * length, count: length)
        }
    }
}
