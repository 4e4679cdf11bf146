extension Tensor {
    /// A tensor of shape [] that holds one number.
    public init(_ scalar: Float) {
        self.init(repeating: scalar, shape: [])
    }

    /// A tensor of shape [n].
    public init(_ scalars: [Float]) {
        self.init(scalars, shape: [scalars.count])
    }

    /// A tensor of shape [n] from integers, such as labels.
    public init(_ integers: [Int]) {
        self.init(integers.map(Float.init))
    }

    /// A tensor of shape [rows, columns]; the rows must be equally long.
    public init(_ rows: [[Float]], file: StaticString = #fileID, line: UInt = #line) {
        let columns = rows.first?.count ?? 0
        if let odd = rows.firstIndex(where: { $0.count != columns }) {
            fail(
                "Tensor: row \(odd) has \(rows[odd].count) numbers and row 0 has \(columns); rows must be equally long",
                file: file, line: line)
        }
        self.init(rows.flatMap { $0 }, shape: [rows.count, columns])
    }

    /// A tensor of shape [blocks, rows, columns]; the blocks must have the same shape.
    public init(_ blocks: [[[Float]]], file: StaticString = #fileID, line: UInt = #line) {
        let parts = blocks.map { Tensor($0, file: file, line: line) }
        let shape = parts.first?.shape ?? [0, 0]
        if let odd = parts.firstIndex(where: { $0.shape != shape }) {
            fail(
                "Tensor: block \(odd) has shape \(parts[odd].shape) and block 0 has \(shape); they must be the same",
                file: file, line: line)
        }
        self.init(parts.flatMap(\.scalars), shape: [blocks.count] + shape)
    }

    /// A tensor of the given shape, filled from numbers in row-major order.
    public init(_ scalars: [Float], shape: [Int], file: StaticString = #fileID, line: UInt = #line) {
        let count = checkedCount(shape, holding: scalars.count, of: "numbers", file: file, line: line)
        self.init(uninitialized: shape, count: count)
        scalars.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { pointer.update(from: start, count: count) }
        }
    }

    /// A tensor of the given shape with the same number everywhere.
    public init(repeating value: Float, shape: [Int]) {
        self.init(uninitialized: shape)
        let start = pointer
        Backend.parallel(count, grain: Backend.elementGrain) { range in
            (start + range.lowerBound).update(repeating: value, count: range.count)
        }
    }

    /// A tensor of the given shape made of bytes, such as an image's grey values; each number is `byte / divisor`.
    ///
    /// It is a division, as in NumPy and PyTorch: to multiply by 1/255 gives other last digits.
    public init(
        bytes: [UInt8], dividedBy divisor: Float = 1, shape: [Int], file: StaticString = #fileID, line: UInt = #line
    ) {
        self = bytes.withUnsafeBytes { Tensor(bytes: $0, dividedBy: divisor, shape: shape, file: file, line: line) }
    }

    /// A tensor of the given shape made of bytes in memory; each number is `byte / divisor`.
    package init(
        bytes: UnsafeRawBufferPointer, dividedBy divisor: Float = 1, shape: [Int], file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let count = checkedCount(shape, holding: bytes.count, of: "bytes", file: file, line: line)
        self.init(uninitialized: shape, count: count)
        guard let source = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let target = pointer
        Backend.parallel(count, grain: Backend.elementGrain) { range in
            for i in range { target[i] = Float(source[i]) / divisor }
        }
    }

    /// A tensor of zeros.
    public static func zeros(_ shape: [Int]) -> Tensor {
        Tensor(repeating: 0, shape: shape)
    }

    /// A tensor of ones.
    public static func ones(_ shape: [Int]) -> Tensor {
        Tensor(repeating: 1, shape: shape)
    }

    /// A tensor with the same number everywhere.
    public static func full(_ shape: [Int], _ value: Float) -> Tensor {
        Tensor(repeating: value, shape: shape)
    }

    /// A tensor of shape [n] that holds 0, 1, … n − 1.
    public static func arange(_ count: Int) -> Tensor {
        arange(0, Float(Swift.max(0, count)))
    }

    /// A tensor of the numbers from `start` up to, but without, `end`, at steps of `step`.
    public static func arange(
        _ start: Float, _ end: Float, step: Float = 1, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        guard step != 0, ((end - start) / step).isFinite else {
            fail("arange: no way from \(start) to \(end) at steps of \(step)", file: file, line: line)
        }
        let count = Swift.max(0, Int(((end - start) / step).rounded(.up)))
        return Tensor((0..<count).map { start + Float($0) * step })
    }
}

/// The number of scalars of `shape`, which must be as many as there are.
private func checkedCount(_ shape: [Int], holding given: Int, of what: String, file: StaticString, line: UInt) -> Int {
    let count = scalarCount(shape)
    if count != given {
        fail("Tensor: \(given) \(what) do not fill the shape \(shape), which takes \(count)", file: file, line: line)
    }
    return count
}
