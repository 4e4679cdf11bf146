/// A way to make one number of many, two at a time.
protocol Reduction {
    static var start: Float { get }
    static func combine(_ a: Float, _ b: Float) -> Float
}

enum Sum: Reduction {
    static let start: Float = 0
    static func combine(_ a: Float, _ b: Float) -> Float { a + b }
}

/// The larger of two; NaN where either is NaN.
enum Maximum: Reduction {
    static let start = -Float.infinity
    static func combine(_ a: Float, _ b: Float) -> Float { a > b || a != a ? a : b }
}

/// The smaller of two; NaN where either is NaN.
enum Minimum: Reduction {
    static let start = Float.infinity
    static func combine(_ a: Float, _ b: Float) -> Float { a < b || a != a ? a : b }
}

extension Backend {
    // Float32 sums of many numbers go wrong when small ones are added to a large one. So at most this many are
    // added up before the partial results are.
    private static let block = 64

    /// Reduces the given axes, which stay as axes of size 1.
    static func reduce<Operation: Reduction>(_ x: Tensor, axes: [Int], _ operation: Operation.Type) -> Tensor {
        // Axes that lie side by side are reduced together, from the last to the first.
        var result = x
        var end = x.rank
        while end > 0 {
            guard axes.contains(end - 1) else {
                end -= 1
                continue
            }
            var start = end - 1
            while start > 0, axes.contains(start - 1) { start -= 1 }
            result = reduce(result, start..<end, operation)
            end = start
        }
        return result
    }

    private static func reduce<Operation: Reduction>(
        _ x: Tensor, _ axes: Range<Int>, _ operation: Operation.Type
    ) -> Tensor {
        let outer = x.shape[..<axes.lowerBound].reduce(1, *)
        let length = x.shape[axes].reduce(1, *)
        let inner = x.shape[axes.upperBound...].reduce(1, *)
        var shape = x.shape
        for axis in axes { shape[axis] = 1 }
        let result = Tensor(uninitialized: shape, count: outer * inner)
        let (source, target) = (x.pointer, result.pointer)
        if inner == 1 {
            parallel(outer, grain: max(1, elementGrain / max(1, length))) { rows in
                for row in rows { target[row] = reduced(source + row * length, length, operation) }
            }
        } else if outer == 1 {
            parallel(inner, grain: max(16, elementGrain / max(1, length))) { columns in
                reduceRows(
                    source + columns.lowerBound, length, stride: inner, into: target + columns.lowerBound,
                    columns.count, operation)
            }
        } else {
            parallel(outer, grain: max(1, elementGrain / max(1, length * inner))) { parts in
                for part in parts {
                    reduceRows(
                        source + part * length * inner, length, stride: inner, into: target + part * inner, inner,
                        operation)
                }
            }
        }
        return result
    }

    /// Reduces numbers that lie side by side, in 16 lanes, halving the range where it is long.
    private static func reduced<Operation: Reduction>(
        _ source: UnsafeMutablePointer<Float>, _ count: Int, _ operation: Operation.Type
    ) -> Float {
        if count > block * 16 {
            let half = (count / 2 + 15) & -16
            return Operation.combine(
                reduced(source, half, operation), reduced(source + half, count - half, operation))
        }
        guard count >= 16 else {
            return (0..<count).reduce(Operation.start) { Operation.combine($0, source[$1]) }
        }
        var lanes = InlineArray<16, Float>(repeating: Operation.start)
        let whole = count & -16
        var i = 0
        while i < whole {
            for lane in 0..<16 { lanes[lane] = Operation.combine(lanes[lane], source[i + lane]) }
            i += 16
        }
        var result = Operation.start
        for lane in 0..<16 { result = Operation.combine(result, lanes[lane]) }
        while i < count {
            result = Operation.combine(result, source[i])
            i += 1
        }
        return result
    }

    /// Reduces the rows of a matrix to one row.
    private static func reduceRows<Operation: Reduction>(
        _ source: UnsafeMutablePointer<Float>, _ rows: Int, stride: Int, into target: UnsafeMutablePointer<Float>,
        _ columns: Int, _ operation: Operation.Type
    ) {
        target.update(repeating: Operation.start, count: columns)
        if rows <= block {
            for row in 0..<rows {
                let line = source + row * stride
                for j in 0..<columns { target[j] = Operation.combine(target[j], line[j]) }
            }
            return
        }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) { partial in
            let sums = partial.baseAddress!
            for start in Swift.stride(from: 0, to: rows, by: block) {
                let size = min(block, rows - start)
                reduceRows(source + start * stride, size, stride: stride, into: sums, columns, operation)
                for j in 0..<columns { target[j] = Operation.combine(target[j], sums[j]) }
            }
        }
    }
}
