import CKernel
import Glibc
import Notebook
import Synchronization

/// Stops the runs of a watched notebook and asks for others, from any thread.
public final class RunControl: Sendable {
    /// What was asked for and not done yet.
    struct Request {
        /// The run under way is to stop where it is.
        var stops = false
        /// A run is wanted, for what the notebook is run with changed.
        var looksAgain = false
        /// A run is wanted in a kernel of its own.
        var restarts = false
        /// The cell from which a run is wanted although nothing changed.
        var from: Start?
        /// No more runs are wanted.
        var ends = false

        /// Where a run is to start.
        enum Start {
            case top
            /// The cell of this label.
            case cell(String)
        }
    }

    /// Can be read once something was asked for.
    let descriptor = labbook_waker()
    private let request = Mutex(Request())

    /// Creates a control; a runner is told of it when it is created.
    public init() {}

    deinit { close(descriptor) }

    /// Stops the cell that runs, and with it the run; what is below does not run.
    public func stop() {
        ask { $0.stops = true }
    }

    /// Runs a cell again with all below it, from the state before it; without a label, all cells.
    public func runAgain(from label: String? = nil) {
        ask { $0.from = label.map(Request.Start.cell) ?? .top }
    }

    /// Runs all cells in a new kernel.
    public func restart() {
        ask { $0.restarts = true }
    }

    /// Runs what has to run since something changed that is not in a file, such as a parameter.
    public func lookAgain() {
        ask { $0.looksAgain = true }
    }

    /// Ends the run under way, and the waiting for another.
    public func end() {
        ask { $0.ends = true }
    }

    private func ask(_ change: (inout Request) -> Void) {
        request.withLock { change(&$0) }
        var one: UInt64 = 1
        write(descriptor, &one, 8)
    }

    /// What was asked for since the last call.
    func take() -> Request {
        var count: UInt64 = 0
        read(descriptor, &count, 8)
        return request.withLock { request in
            defer { request = Request() }
            return request
        }
    }
}

extension RunControl.Request {
    /// Whether it can only be met by another run.
    var asksForRun: Bool { looksAgain || restarts || from != nil }

    mutating func merge(_ other: Self) {
        stops = stops || other.stops
        looksAgain = looksAgain || other.looksAgain
        restarts = restarts || other.restarts
        from = other.from ?? from
        ends = ends || other.ends
    }

    /// Whether nothing that a run does from this unit on is of any use.
    func makesUseless(_ unit: Int, of units: [CompileUnit], in notebook: Notebook?) -> Bool {
        if looksAgain || restarts || ends { return true }
        guard let notebook, let first = from?.unit(in: units, of: notebook) else { return false }
        return first <= unit
    }
}

extension RunControl.Request.Start {
    /// The first unit to run; nil if there is no such cell, or it never runs.
    func unit(in units: [CompileUnit], of notebook: Notebook) -> Int? {
        switch self {
        case .top: units.isEmpty ? nil : 0
        case .cell(let label):
            units.firstIndex { unit in
                if case .cell(let cell) = unit.content { return notebook.cells[cell].label == label }
                return false
            }
        }
    }
}
