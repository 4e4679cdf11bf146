internal import Synchronization

/// The memory of one or more tensors: a block of Float32 numbers that is not cleared.
///
/// Tensors share a storage freely. It is written only by the operation that made it, or where `isKnownUniquelyReferenced`
/// says that one tensor alone holds it; that is what makes it safe to send.
final class Storage: @unchecked Sendable {
    private let count: Int
    /// Nil as long as the numbers are a multiple that nobody has asked for.
    private let block: Atomic<UnsafeMutablePointer<Float>?>
    private let multiple: Mutex<Multiple?>

    /// A number times a tensor's numbers.
    struct Multiple {
        let tensor: Tensor
        let factor: Float
    }

    init(count: Int) {
        self.count = count
        block = Atomic(Self.takeBlock(count))
        multiple = Mutex(nil)
    }

    /// Numbers that are made when somebody asks for them.
    ///
    /// What comes next is most often a sum: in `w -= gradient * learningRate` the multiple need not be written and read again.
    init(_ multiple: Multiple) {
        count = multiple.tensor.count
        block = Atomic(nil)
        self.multiple = Mutex(multiple)
    }

    deinit {
        guard let block = block.load(ordering: .acquiring) else { return }
        MemoryPool.shared.give(block, Self.bytes(count))
    }

    /// The first number, aligned to 64 bytes where the block is large.
    var pointer: UnsafeMutablePointer<Float> { block.load(ordering: .acquiring) ?? madePointer() }

    /// What the numbers are a multiple of, unless they have been made.
    var pendingMultiple: Multiple? {
        block.load(ordering: .acquiring) == nil ? multiple.withLock { $0 } : nil
    }

    private func madePointer() -> UnsafeMutablePointer<Float> {
        multiple.withLock { multiple in
            // Another thread may have been first.
            guard let pending = multiple else { return block.load(ordering: .acquiring)! }
            let made = Self.takeBlock(count)
            Backend.write(Scale(by: pending.factor), of: pending.tensor, into: made)
            block.store(made, ordering: .releasing)
            multiple = nil
            return made
        }
    }

    private static func bytes(_ count: Int) -> Int {
        MemoryPool.roundedSize(max(count, 1) * MemoryLayout<Float>.stride)
    }

    private static func takeBlock(_ count: Int) -> UnsafeMutablePointer<Float> {
        MemoryPool.shared.take(bytes(count)).assumingMemoryBound(to: Float.self)
    }
}
