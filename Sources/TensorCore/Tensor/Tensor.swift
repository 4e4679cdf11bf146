/// An array of Float32 numbers with any number of axes, in row-major order.
///
/// A tensor is a value: a copy is its own, though the memory is shared until one of the two changes. `shape` lists the size of
/// each axis; a tensor with the empty shape holds one number.
public struct Tensor: Sendable {
    /// The size of each axis, outermost first.
    public let shape: [Int]
    /// The number of scalars, the product of `shape`.
    public let count: Int
    /// The memory, perhaps shared with other tensors, and where in it this tensor begins.
    var storage: Storage
    let offset: Int
    /// Where this tensor stands on a tape, if it was computed on one.
    var trace = Trace.none

    init(storage: Storage, offset: Int = 0, shape: [Int], count: Int) {
        self.storage = storage
        self.offset = offset
        self.shape = shape
        self.count = count
    }

    /// A tensor whose numbers are still to be written.
    init(uninitialized shape: [Int]) {
        let count = scalarCount(shape)
        self.init(storage: Storage(count: count), shape: shape, count: count)
    }

    /// A tensor whose numbers are still to be written, with a shape whose product is known.
    init(uninitialized shape: [Int], count: Int) {
        self.init(storage: Storage(count: count), shape: shape, count: count)
    }

    /// The number of axes.
    public var rank: Int { shape.count }

    /// The numbers in row-major order, as an array of their own.
    public var scalars: [Float] {
        Array(UnsafeBufferPointer(start: pointer, count: count))
    }

    /// The only number of a tensor that has just one.
    public func item(file: StaticString = #fileID, line: UInt = #line) -> Float {
        guard count == 1 else {
            fail(
                "item: a tensor of shape \(shape) has \(count) numbers; item() needs exactly 1", file: file, line: line)
        }
        return pointer.pointee
    }

    /// The first number. To be written only in a tensor just made, or where `isUnique`.
    var pointer: UnsafeMutablePointer<Float> { storage.pointer + offset }

    /// Whether no other tensor shares the memory, so that it may be written.
    var isUnique: Bool {
        mutating get { isKnownUniquelyReferenced(&storage) }
    }

    /// This tensor's numbers under another shape with as many.
    func viewed(as shape: [Int]) -> Tensor {
        Tensor(storage: storage, offset: offset, shape: shape, count: count)
    }

    /// A part of this tensor's numbers that lies in one piece.
    func viewed(from start: Int, as shape: [Int], count: Int) -> Tensor {
        Tensor(storage: storage, offset: offset + start, shape: shape, count: count)
    }

    /// The same numbers in memory of their own.
    func copied() -> Tensor {
        let copy = Tensor(uninitialized: shape, count: count)
        copy.pointer.update(from: pointer, count: count)
        return copy
    }
}

extension Tensor: Equatable {
    /// Whether both have the same shape and equal numbers; NaN equals nothing.
    public static func == (a: Tensor, b: Tensor) -> Bool {
        guard a.shape == b.shape else { return false }
        let (p, q) = (a.pointer, b.pointer)
        return (0..<a.count).allSatisfy { p[$0] == q[$0] }
    }
}

/// The number of scalars in a tensor of this shape.
func scalarCount(_ shape: [Int]) -> Int {
    var count = 1
    for size in shape {
        if size < 0 { fail("shape \(shape) has the size \(size); a size is 0 or more") }
        count *= size
    }
    return count
}

extension Tensor {
    /// Where the numbers are, for tests of what is shared.
    package var memory: UnsafePointer<Float> { UnsafePointer(pointer) }
}
