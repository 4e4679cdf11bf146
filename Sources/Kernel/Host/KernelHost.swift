import CKernel
import Foundation
import Glibc
import Lab

/// The process in which cells run: it loads their libraries and calls them, one after the other, on its main thread.
///
/// The command line starts it as itself with a hidden subcommand, and they talk over one socket, the wire.
@MainActor
public enum KernelHost {
    /// The hidden subcommand that makes this program the host.
    nonisolated public static let subcommand = "__kernel"

    /// Runs commands from the wire until it closes.
    public static func main() -> Never {
        labbook_host_start()
        CellExecutors.install()
        UncaughtError.tellOnWire()
        // Functions for the exit are called on top of the stack of whoever calls `exit`.
        atexit { KernelHost.send(.exiting(places: KernelHost.placesOnStack())) }
        Outbox.connect { send(.output($0)) }
        let commands = FileHandle(fileDescriptor: Int32(LABBOOK_WIRE))
        while let command = nextCommand(from: commands) {
            switch command {
            case .configure(let seed, let values, let memoryLimit):
                limitMemory(to: memoryLimit)
                Session.begin(seed: seed, params: values)
            case .run(
                let unit, let library, let entryPoint, let mayFail, let keepsSnapshot, let label, let figureFormat):
                let snapshot = keepsSnapshot ? keepSnapshot() : .notWanted
                switch snapshot {
                case .tookOver: continue
                case .kept: send(.started(process: getpid(), snapshot: getppid(), missing: nil))
                case .notWanted: send(.started(process: getpid(), snapshot: nil, missing: nil))
                case .missing(let reason): send(.started(process: getpid(), snapshot: nil, missing: reason))
                }
                CurrentCell.enter(
                    label: label, figureFormat: figureFormat.flatMap(FigureFormat.init(rawValue:)) ?? .png)
                run(unit: unit, library: library, entryPoint: entryPoint, mayFail: mayFail)
            }
        }
        _exit(0)
    }

    private static func run(unit: Int, library: String, entryPoint: String, mayFail: Bool) {
        guard let handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL), let symbol = dlsym(handle, entryPoint) else {
            send(.notLoaded(message: dlerror().map { String(cString: $0) } ?? "no reason is known"))
            return
        }
        labbook_register_code(symbol, UInt32(unit))
        let finished = labbook_call(symbol, mayFail ? 1 : 0) == 1
        MainQueue.shared.runPending()
        send(finished ? .finished : .returnedAfterError)
    }

    private enum Snapshot {
        /// Nobody asked for one.
        case notWanted
        /// There is none.
        case missing(MissingSnapshot)
        /// This process goes on, and its parent is the snapshot.
        case kept
        /// This process was the snapshot, and goes on in the place of its child, which has ended.
        case tookOver
    }

    /// Forks, so that this process stays what it is now, and waits; the child goes on.
    ///
    /// Only the forking thread lives on in a child, so with more than one thread there is no snapshot.
    private static func keepSnapshot() -> Snapshot {
        Backend.stopWorkers()
        guard TaskPool.shared.stop() else { return .missing(.task) }
        guard threadCount() == 1 else { return .missing(.threads) }
        let child = labbook_fork()
        if child == 0 { return .kept }
        if child < 0 { return .missing(.system) }
        var status: Int32 = 0
        labbook_ignore_alarm(1)
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        labbook_ignore_alarm(0)
        labbook_write_takeover_mark()
        send(.restored(process: getpid(), status: status))
        return .tookOver
    }

    /// Lets the system refuse memory past a limit, on which the Swift runtime stops the process with a message.
    private static func limitMemory(to bytes: Int) {
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
        setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    }

    private static func threadCount() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 1
    }

    private static func nextCommand(from wire: FileHandle) -> Command? {
        guard let head = read(4, from: wire) else { return nil }
        let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        return read(length, from: wire).flatMap { WireFormat.decode(Command.self, from: $0) }
    }

    private static func read(_ count: Int, from wire: FileHandle) -> Data? {
        var data = Data()
        while data.count < count {
            guard let more = try? wire.read(upToCount: count - data.count), !more.isEmpty else { return nil }
            data += more
        }
        return data
    }

    private nonisolated static func placesOnStack() -> [CodePlace] {
        var places = [labbook_place](repeating: labbook_place(), count: 16)
        let count = labbook_places(&places, 16)
        return places.prefix(Int(count)).map(CodePlace.init)
    }

    nonisolated static func send(_ event: HostEvent) {
        guard let data = WireFormat.encode(event) else { return }
        fflush(nil)
        data.withUnsafeBytes { labbook_write_frame(UInt8(LABBOOK_FRAME_EVENT), $0.baseAddress, $0.count) }
    }
}
