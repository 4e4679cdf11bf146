extension Tensor {
    /// The sum of all numbers, of shape [].
    public func sum() -> Tensor { summed(over: Array(0..<rank), keepDims: false) }

    /// The sum along one axis; an axis below 0 counts from the last.
    public func sum(
        axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        sum(axes: [axis], keepDims: keepDims, file: file, line: line)
    }

    /// The sum over several axes; with `keepDims` they stay as axes of size 1.
    public func sum(
        axes: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        summed(over: checkedAxes(axes, "sum", file, line), keepDims: keepDims)
    }

    /// The mean of all numbers, of shape [].
    public func mean() -> Tensor { averaged(over: Array(0..<rank), keepDims: false) }

    /// The mean along one axis; an axis below 0 counts from the last.
    public func mean(
        axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        mean(axes: [axis], keepDims: keepDims, file: file, line: line)
    }

    /// The mean over several axes; with `keepDims` they stay as axes of size 1.
    public func mean(
        axes: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        averaged(over: checkedAxes(axes, "mean", file, line), keepDims: keepDims)
    }

    /// The largest of all numbers, of shape [].
    public func max(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        max(axes: Array(0..<rank), file: file, line: line)
    }

    /// The largest number along one axis; an axis below 0 counts from the last.
    public func max(
        axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        max(axes: [axis], keepDims: keepDims, file: file, line: line)
    }

    /// The largest number over several axes. Where several are largest they share the gradient equally.
    public func max(
        axes: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let axes = checkedAxes(axes, "max", file, line)
        guard axes.allSatisfy({ shape[$0] > 0 }) else {
            fail("max: shape \(shape) has no numbers along axes \(axes)", file: file, line: line)
        }
        let largest = Backend.reduce(self, axes: axes, Maximum.self)
        let x = self
        return largest.viewed(as: shape(without: axes, keepDims)).recorded(from: slot) { gradient in
            let isLargest = Backend.combine(x, largest, Equal(), "max")
            let share = gradient.viewed(as: largest.shape) / Backend.reduce(isLargest, axes: axes, Sum.self)
            return isLargest * share
        }
    }

    /// The sum over axes where this tensor's shape was repeated, so that it has the given shape.
    func summed(to target: [Int]) -> Tensor {
        if shape == target { return self }
        let extra = rank - target.count
        let axes = shape.indices.filter { $0 < extra || (target[$0 - extra] == 1 && shape[$0] != 1) }
        return Backend.reduce(self, axes: axes, Sum.self).viewed(as: target)
    }

    private func summed(over axes: [Int], keepDims: Bool) -> Tensor {
        let sum = Backend.reduce(self, axes: axes, Sum.self)
        let (kept, shape) = (sum.shape, shape)
        return sum.viewed(as: self.shape(without: axes, keepDims)).recorded(from: slot) {
            $0.viewed(as: kept).repeated(to: shape)
        }
    }

    private func averaged(over axes: [Int], keepDims: Bool) -> Tensor {
        summed(over: axes, keepDims: keepDims) / Float(axes.reduce(1) { $0 * shape[$1] })
    }

    /// This tensor with axes of size 1 repeated to the given shape.
    private func repeated(to shape: [Int]) -> Tensor {
        if shape == self.shape { return self }
        if count == 1 { return Tensor(repeating: pointer.pointee, shape: shape) }
        return Backend.combine(self, Tensor(uninitialized: shape), First(), "broadcast")
    }

    private func shape(without axes: [Int], _ keepDims: Bool) -> [Int] {
        keepDims
            ? shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
            : shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    }
}

// MARK: - Axes

extension Tensor {
    /// The axis counted from the first; stops if the tensor has no such axis.
    func checkedAxis(_ axis: Int, _ operation: String, _ file: StaticString, _ line: UInt) -> Int {
        guard axis >= -rank, axis < rank else {
            let has = rank == 0 ? "it has no axes" : "it has the axes \(-rank)..<\(rank)"
            fail("\(operation): axis \(axis) is not an axis of shape \(shape); \(has)", file: file, line: line)
        }
        return axis < 0 ? axis + rank : axis
    }

    private func checkedAxes(_ axes: [Int], _ operation: String, _ file: StaticString, _ line: UInt) -> [Int] {
        let checked = axes.map { checkedAxis($0, operation, file, line) }
        if Set(checked).count != checked.count {
            fail("\(operation): axes \(axes) name an axis of shape \(shape) twice", file: file, line: line)
        }
        return checked
    }
}

private struct Equal: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a == b ? 1 : 0 }
}

private struct First: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a }
}
