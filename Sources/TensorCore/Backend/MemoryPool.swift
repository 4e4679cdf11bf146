internal import CDNNL
internal import Glibc
internal import Synchronization

/// Keeps freed blocks of memory for the next tensor of about the same size.
///
/// A training step asks for the same dozen blocks, of 4 KB to 2 MB, or 20 MB for images, again and again. The system would
/// unmap and map them, at a page fault for every 4 KB: a fault costs more than the arithmetic on the page. Small blocks are
/// `malloc`'s business, which is quick there; large ones are made of huge pages. The largest, such as data sets, are not kept,
/// and made of ordinary pages: where memory is in pieces the system takes long to put hundreds of megabytes of huge pages
/// together.
final class MemoryPool: @unchecked Sendable {
    static let shared = MemoryPool()

    private static let smallest = 2048
    private static let largest = 64 << 20
    private static let hugePage = 2 << 20
    private static let hugePagesFrom = 4 << 20
    private static let keptAtMost = 256 << 20

    // A lock that is not waited for long: who does not get it asks the system for memory. So a fork can not leave it locked
    // in a way that would stop the child. The threads of one product want it in the same moment; without any patience each
    // miss there would add one more block to those kept.
    private let busy = Atomic<Bool>(false)
    private static let patience = 1000
    private var free = [[UnsafeMutableRawPointer]](repeating: [], count: 64 * 4)
    private var kept = 0

    /// Sizes come in quarters of powers of two, so that at most a fifth of a block is unused.
    static func roundedSize(_ bytes: Int) -> Int {
        guard bytes > smallest else { return bytes }
        if bytes > largest { return (bytes + hugePage - 1) & -hugePage }
        let step = 1 << (Int.bitWidth - 3 - (bytes - 1).leadingZeroBitCount)
        return (bytes + step - 1) & -step
    }

    private static func sizeClass(_ bytes: Int) -> Int {
        let exponent = Int.bitWidth - 1 - bytes.leadingZeroBitCount
        return exponent * 4 + (bytes >> (exponent - 2)) & 3
    }

    /// A block of `bytes`, a rounded size, with whatever was in it.
    func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        if Self.isPooled(bytes), lock() {
            let block = free[Self.sizeClass(bytes)].popLast()
            if block != nil { kept -= bytes }
            busy.store(false, ordering: .releasing)
            if let block { return block }
        }
        return Self.allocate(bytes)
    }

    /// Takes back a block that `take` gave for the same size.
    func give(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
        if Self.isPooled(bytes), lock() {
            let fits = kept + bytes <= Self.keptAtMost
            if fits {
                free[Self.sizeClass(bytes)].append(block)
                kept += bytes
            }
            busy.store(false, ordering: .releasing)
            if fits { return }
        }
        Glibc.free(block)
    }

    private func lock() -> Bool {
        for _ in 0..<Self.patience {
            if !busy.exchange(true, ordering: .acquiring) { return true }
            tensorcore_spin_hint()
        }
        return false
    }

    private static func isPooled(_ bytes: Int) -> Bool {
        bytes > smallest && bytes <= largest
    }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard bytes > smallest else { return malloc(bytes)! }
        var block: UnsafeMutableRawPointer?
        let huge = bytes >= hugePagesFrom && bytes <= largest
        guard posix_memalign(&block, huge ? hugePage : 64, bytes) == 0, let block else {
            fail("no memory is left for a tensor of \(bytes >> 20) MB")
        }
        if huge { madvise(block, bytes, MADV_HUGEPAGE) }
        return block
    }
}
