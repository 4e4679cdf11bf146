import Foundation
import Glibc
import Notebook

/// The run of one unit in the kernel process, from the command to its end.
struct UnitExecution {
    /// How a unit ended.
    struct Ending {
        enum Reason: Equatable {
            case finished
            case thrown(String)
            case notLoaded(String)
            case trap(signal: Int32, stackOverflow: Bool)
            case processEnded(status: Int32)
            case timedOut(seconds: Double)
            case tooMuchOutput
            case interrupted
            /// The notebook changed at this unit or above it.
            case superseded
        }

        var reason: Reason
        /// Where it happened, innermost first.
        var places: [CodePlace] = []
        /// Whether the kernel goes on: the unit's own process, or a snapshot from before it.
        var isRestored = false
        /// Whether the unit's own process goes on.
        var isAlive = false
        var seconds = 0.0
    }

    let process: KernelProcess
    let timeout: Double?
    let change: NotebookChange?
    let unit: Int
    let observer: (NotebookRunner.Event) -> Void
    var collector = OutputCollector()

    /// The process that runs the unit.
    private(set) var worker: UnitResult.Worker
    private var reason: Ending.Reason?
    private var places: [CodePlace] = []
    /// Whether the process was ended, since it did not answer.
    private var isKilled = false
    /// When to stop asking and end the process.
    private var patience: ContinuousClock.Instant?

    init(
        process: KernelProcess, timeout: Double?, change: NotebookChange?, unit: Int,
        observer: @escaping (NotebookRunner.Event) -> Void
    ) {
        self.process = process
        self.timeout = timeout
        self.change = change
        self.unit = unit
        self.observer = observer
        worker = UnitResult.Worker(process: process.process, snapshot: nil)
    }

    /// Runs a unit and waits for its end.
    mutating func run(_ command: Command) -> Ending {
        let start = ContinuousClock.now
        // There is no instant so far away as one may type.
        let deadline = timeout.map { start + .seconds(min($0, 1e9)) }
        process.send(command)
        var ending: Ending?
        while ending == nil {
            for occurrence in process.wait(wakers: change?.descriptors ?? [], until: patience ?? deadline) {
                switch occurrence {
                case .frame(let frame): ending = take(frame) ?? ending
                case .stdout(let data): add(data, to: .stdout)
                case .stderr(let data): add(data, to: .stderr)
                case .ended(let status):
                    ending = Ending(reason: reason ?? .processEnded(status: status), places: places)
                case .interrupted: stop(because: .interrupted)
                case .timedOut:
                    if patience == nil, let timeout {
                        stop(because: .timedOut(seconds: timeout))
                    } else if isKilled {
                        process.end()
                        ending = Ending(reason: reason ?? .processEnded(status: SIGKILL), places: places)
                    } else {
                        kill(worker.process, SIGKILL)
                        isKilled = true
                        patience = .now + .seconds(1)
                    }
                case .woken:
                    if change?.reaches(unit) == true { stop(because: .superseded) }
                    if change?.takeStop() == true { stop(because: .interrupted) }
                }
            }
            if reason == nil, collector.byteCount > OutputCollector.limit { stop(because: .tooMuchOutput) }
        }
        ending!.seconds = (ContinuousClock.now - start) / .seconds(1)
        return ending!
    }

    /// Asks the process where it is, which ends it; one that does not answer is ended a moment later.
    private mutating func stop(because reason: Ending.Reason) {
        if self.reason != nil { return }
        self.reason = reason
        kill(worker.process, SIGALRM)
        patience = .now + .seconds(1)
    }

    private mutating func add(_ text: Data, to name: Output.StreamName) {
        collector.add(text, to: name)
        observer(.text(name, text))
    }

    private mutating func take(_ frame: Frame) -> Ending? {
        switch frame {
        case .stdout(let data): add(data, to: .stdout)
        case .stderr(let data): add(data, to: .stderr)
        case .trap(let signal, let stackOverflow, let places):
            if reason == nil { reason = .trap(signal: signal, stackOverflow: stackOverflow) }
            self.places = places
        case .event(.started(let process, let snapshot, let missing)):
            worker = UnitResult.Worker(process: process, snapshot: snapshot, missing: missing)
        case .event(.output(let event)): if let output = collector.add(event) { observer(.output(output)) }
        case .event(.thrown(let message, let places)):
            reason = .thrown(message)
            self.places = places
        case .event(.exiting(let places)): self.places = places
        case .event(.notLoaded(let message)): return Ending(reason: .notLoaded(message))
        case .event(.restored(let process, let status)):
            // Where there is no snapshot from before this unit, an older one takes over.
            return Ending(
                reason: reason ?? .processEnded(status: status), places: places,
                isRestored: process == worker.snapshot)
        case .event(.returnedAfterError):
            return Ending(
                reason: reason ?? .processEnded(status: 0), places: places, isRestored: true, isAlive: true)
        case .event(.finished):
            // If it came to its end in the moment when it was to be stopped, the process ends all the same.
            if reason == nil { return Ending(reason: .finished, isAlive: true) }
        }
        return nil
    }
}

extension UnitExecution.Ending {
    /// The kind of failure and what happened in words.
    ///
    /// - Parameters:
    ///   - fatalError: The message of a failed precondition or the like, from standard error.
    ///   - runtimeFailure: What the compiler says of a trap that has no message, from the debug information.
    ///   - memoryLimit: How many bytes of memory the cell might take.
    func description(
        fatalError: String?, runtimeFailure: String?, memoryLimit: Int
    ) -> (kind: CellError.Kind, message: String) {
        if case .trap = reason, let bytes = fatalError?.firstMatch(of: /^failed to allocate (\d+) bytes/)?.1 {
            let (asked, limit) = (Self.size(Int(bytes) ?? .max), Self.size(memoryLimit))
            return (.memory, "the cell asked for \(asked) of memory more, and may take \(limit) in all")
        }
        return switch reason {
        case .finished: (.exit, "the cell came to its end")
        case .thrown(let message): (.thrown, message)
        case .notLoaded(let message): (.compile, "the cell's code could not be loaded: \(message)")
        case .trap(_, stackOverflow: true): (.trap, "stack overflow: the calls are nested too deep")
        case .trap(let signal, _):
            (.trap, fatalError ?? runtimeFailure ?? Self.describe(signal: signal))
        case .processEnded(let status) where status & 0x7f == 0:
            (.exit, "the cell ended the program with exit status \(status >> 8 & 0xff)")
        case .processEnded(SIGKILL):
            (.killed, "the program was ended from outside, as the system does when memory runs out")
        case .processEnded(let status):
            (.killed, "the program was ended from outside: \(String(cString: strsignal(status & 0x7f)))")
        case .timedOut(let seconds):
            (.timeout, "the cell ran longer than the \(seconds.formatted()) s it may take")
        case .tooMuchOutput:
            (.output, "the cell put out more than the \(Self.size(OutputCollector.limit)) it may")
        case .interrupted: (.killed, "it was stopped while it ran")
        case .superseded: (.killed, "the notebook was changed")
        }
    }

    private static func size(_ bytes: Int) -> String {
        bytes.formatted(.byteCount(style: .memory).locale(Locale(identifier: "en_US")))
    }

    private static func describe(signal: Int32) -> String {
        switch signal {
        case SIGSEGV, SIGBUS: "bad access to memory"
        case SIGFPE: "arithmetic error"
        case SIGABRT: "the program aborted"
        default: "the program stopped at a failed check"
        }
    }
}
