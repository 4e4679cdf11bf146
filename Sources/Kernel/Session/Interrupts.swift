import CKernel
import Glibc
import Synchronization

/// The signals by which a person or the system asks the program to stop.
final class Interrupts: Sendable {
    /// Those of this program, caught once and for all, so that Ctrl-C between two steps is not lost.
    static let caught = Interrupts()

    /// Can be read once a signal came.
    let descriptor = labbook_catch_interrupts()
    private let isFinal = Mutex(false)

    /// Whether the program is to end, not only what it does now: it was told to, or its terminal was closed.
    var endsProgram: Bool { isFinal.withLock { $0 } }

    /// Takes in the signals that came, and returns them.
    @discardableResult
    func take() -> [UInt8] {
        var signals = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &signals, signals.count)
        signals = Array(signals.prefix(max(0, count)))
        if signals.contains(where: { [SIGTERM, SIGHUP].contains(Int32($0)) }) { isFinal.withLock { $0 = true } }
        return signals
    }
}
