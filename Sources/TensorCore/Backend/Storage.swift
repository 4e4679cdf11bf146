/// The memory of one or more tensors: a block of Float32 numbers that is not cleared.
///
/// Tensors share a storage freely. It is written only by the operation that made it, or where `isKnownUniquelyReferenced`
/// says that one tensor alone holds it; that is what makes it safe to send.
final class Storage: @unchecked Sendable {
    /// The first number, aligned to 64 bytes where the block is large.
    let pointer: UnsafeMutablePointer<Float>
    private let bytes: Int

    init(count: Int) {
        bytes = MemoryPool.roundedSize(max(count, 1) * MemoryLayout<Float>.stride)
        pointer = MemoryPool.shared.take(bytes).assumingMemoryBound(to: Float.self)
    }

    deinit {
        MemoryPool.shared.give(pointer, bytes)
    }
}
