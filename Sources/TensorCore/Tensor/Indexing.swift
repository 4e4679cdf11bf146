extension Tensor {
    /// The part at `index` of the first axis, with one axis fewer.
    ///
    /// `x[3]` of a matrix is its row 3, of shape [columns]. Nothing is copied.
    public subscript(index: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let size = rowCount("x[\(index)]", file, line)
        guard index >= 0, index < size else {
            fail("x[\(index)]: index \(index) is outside 0..<\(size) for shape \(shape)", file: file, line: line)
        }
        return rows(index..<index + 1, as: Array(shape.dropFirst()))
    }

    /// The rows of the range: a part of the first axis, with all axes kept. Nothing is copied.
    public subscript(range: Range<Int>, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let rows = rowCount("x[\(range)]", file, line)
        guard range.lowerBound >= 0, range.upperBound <= rows else {
            fail("x[\(range)]: the range is not inside 0..<\(rows) for shape \(shape)", file: file, line: line)
        }
        return self.rows(range, as: [range.count] + shape.dropFirst())
    }

    /// The rows of the range, its upper bound included.
    public subscript(range: ClosedRange<Int>, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        self[Range(range), file, line]
    }

    /// The rows before the bound.
    public subscript(range: PartialRangeUpTo<Int>, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        self[Swift.min(0, range.upperBound)..<range.upperBound, file, line]
    }

    /// The rows from the bound on.
    public subscript(range: PartialRangeFrom<Int>, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let start = range.lowerBound
        return self[start..<Swift.max(start, rowCount("x[\(start)...]", file, line)), file, line]
    }

    /// The rows at the given indices, in that order, as a tensor of its own; an index may come more than once.
    public subscript(indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let rows = rowCount("x[indices]", file, line)
        if let index = indices.first(where: { $0 < 0 || $0 >= rows }) {
            fail("x[indices]: index \(index) is outside 0..<\(rows) for shape \(shape)", file: file, line: line)
        }
        let width = rows == 0 ? 0 : count / rows
        let result = Tensor(uninitialized: [indices.count] + shape.dropFirst())
        let (source, target) = (pointer, result.pointer)
        Backend.parallel(indices.count, grain: Swift.max(1, Backend.elementGrain / Swift.max(1, width))) { range in
            for i in range { (target + i * width).update(from: source + indices[i] * width, count: width) }
        }
        let shape = shape
        return result.recorded(from: slot) { gradient in
            let sum = Tensor.zeros(shape)
            for (i, row) in indices.enumerated() {
                let (from, to) = (gradient.pointer + i * width, sum.pointer + row * width)
                for j in 0..<width { to[j] += from[j] }
            }
            return sum
        }
    }

    private func rowCount(_ operation: String, _ file: StaticString, _ line: UInt) -> Int {
        guard let rows = shape.first else {
            fail("\(operation): a tensor of shape [] has no rows; it needs at least one axis", file: file, line: line)
        }
        return rows
    }

    private func rows(_ range: Range<Int>, as newShape: [Int]) -> Tensor {
        let width = shape[0] == 0 ? 0 : count / shape[0]
        let part = viewed(from: range.lowerBound * width, as: newShape, count: range.count * width)
        let shape = shape
        return part.recorded(from: slot, operation: "x[…]") { gradient in
            let sum = Tensor.zeros(shape)
            (sum.pointer + range.lowerBound * width).update(from: gradient.pointer, count: gradient.count)
            return sum
        }
    }
}
