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

    /// The mean squared distance of all numbers from their mean, of shape []; see `variance(axes:)`.
    public func variance(correction: Int = 0) -> Tensor { variance(axes: Array(0..<rank), correction: correction) }

    /// The variance along one axis; see `variance(axes:)`.
    public func variance(
        axis: Int, keepDims: Bool = false, correction: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        variance(axes: [axis], keepDims: keepDims, correction: correction, file: file, line: line)
    }

    /// The variance over several axes: `Σ (x − mean)² / (n − correction)`, as in NumPy.
    ///
    /// With a correction of 1 it is the estimate from a sample, PyTorch's own choice.
    public func variance(
        axes: [Int], keepDims: Bool = false, correction: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let axes = checkedAxes(axes, "variance", file, line)
        let distance = self - averaged(over: axes, keepDims: true)
        let number = axes.reduce(1) { $0 * shape[$1] } - correction
        return (distance * distance).summed(over: axes, keepDims: keepDims) / Float(Swift.max(0, number))
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
        extreme(Maximum.self, "max", axes, keepDims, file, line)
    }

    /// The smallest of all numbers, of shape [].
    public func min(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        min(axes: Array(0..<rank), file: file, line: line)
    }

    /// The smallest number along one axis; an axis below 0 counts from the last.
    public func min(
        axis: Int, keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        min(axes: [axis], keepDims: keepDims, file: file, line: line)
    }

    /// The smallest number over several axes. Where several are smallest they share the gradient equally.
    public func min(
        axes: [Int], keepDims: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        extreme(Minimum.self, "min", axes, keepDims, file, line)
    }

    private func extreme<Operation: Reduction>(
        _ operation: Operation.Type, _ name: StaticString, _ axes: [Int], _ keepDims: Bool, _ file: StaticString,
        _ line: UInt
    ) -> Tensor {
        let axes = checkedAxes(axes, "\(name)", file, line)
        guard axes.allSatisfy({ shape[$0] > 0 }) else {
            fail("\(name): shape \(shape) has no numbers along axes \(axes)", file: file, line: line)
        }
        let best = Backend.reduce(self, axes: axes, operation)
        let x = self
        return best.viewed(as: shape(without: axes, keepDims)).recorded(from: slot, operation: name) { gradient in
            let isBest = Backend.combine(x, best, Equal(), name)
            let share = gradient.viewed(as: best.shape) / Backend.reduce(isBest, axes: axes, Sum.self)
            return isBest * share
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
        return sum.viewed(as: self.shape(without: axes, keepDims)).recorded(from: slot, operation: "sum") {
            $0.viewed(as: kept).repeated(to: shape)
        }
    }

    private func averaged(over axes: [Int], keepDims: Bool) -> Tensor {
        summed(over: axes, keepDims: keepDims) / Float(axes.reduce(1) { $0 * shape[$1] })
    }

    /// This tensor with axes of size 1 repeated to the given shape, by NumPy's rule.
    public func broadcast(to shape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        guard Broadcast.shape(self.shape, shape, "broadcast") == shape else {
            fail(
                "broadcast: shape \(self.shape) can not be repeated to \(shape); counted from the last axis, sizes must be equal or 1",
                file: file, line: line)
        }
        let old = self.shape
        return repeated(to: shape).recorded(from: slot) { $0.summed(to: old) }
    }

    /// This tensor with axes of size 1 repeated to the given shape; nothing is recorded.
    func repeated(to shape: [Int]) -> Tensor {
        if shape == self.shape { return viewed(as: shape) }
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

private struct First: BinaryOperation {
    func callAsFunction(_ a: Float, _ b: Float) -> Float { a }
}
