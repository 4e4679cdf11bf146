import Glibc
import Notebook

/// What came of one unit in one pass, kept so that an unchanged unit need not run again.
struct UnitResult: Sendable {
    /// How it ended.
    enum Status: Sendable, Equatable {
        case ok
        case failed(CellError)
        /// It did not run, for the reason said.
        case skipped(String)
    }

    var status: Status
    var outputs = OutputCollector()
    var seconds = 0.0
    var compileSeconds = 0.0
    var warnings: [Diagnostic] = []
    /// The place that its code names as its own; nil if it did not run.
    var origin: CodeOrigin?
    /// The process that ran it and lives on with its effects.
    var worker: Worker?

    /// A process of the kernel's chain.
    struct Worker: Sendable, Equatable {
        var process: pid_t
        /// The process that is the snapshot from before the unit, if there is one.
        var snapshot: pid_t?
        /// Why there is none, where there was to be one.
        var missing: MissingSnapshot?
    }

    /// Why it ran, or why it need not, in a few words.
    var reason: String?
    /// Whether it was taken from an earlier run.
    var isStored = false
    /// Why there is no snapshot from before it, where there was to be one.
    var missingSnapshot: MissingSnapshot?

    /// Whether nothing below it can run.
    var endsRun = false
    /// Whether there were units below it that did not run for that.
    var keptOthersFromRunning = false

    /// The error, with its lines moved by as much as the unit has moved in the notebook since.
    func error(movedBy lines: Int) -> CellError? {
        guard case .failed(var error) = status else { return nil }
        error.line = error.line.map { $0 + lines }
        error.diagnostics = error.diagnostics.map { $0.moved(by: lines) }
        return error
    }
}

extension Diagnostic {
    /// The same some lines further down.
    func moved(by lines: Int) -> Diagnostic {
        var moved = self
        moved.line = line.map { $0 + lines }
        return moved
    }
}
