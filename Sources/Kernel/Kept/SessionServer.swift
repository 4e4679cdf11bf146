import CKernel
import Foundation
import Glibc
import Synchronization

/// A kept session: it runs one notebook whenever a command line asks for it, and waits in between with the kernel's
/// snapshots, until nobody has asked for a while.
///
/// It never outlives a run whose command line was killed, and it holds nothing of a command line when its run is over: no
/// terminal, no pipe, no folder.
public final class SessionServer {
    /// The hidden subcommand that makes this program a session.
    public static let subcommand = "__session"

    private let folder: SessionFolder
    private let name: String
    private let notebook: String
    /// What the socket is known by while it is this session's.
    private let number: UInt64
    private var identity: String?
    private var reserve = 0
    /// Closes when this process ends, which is when who asked it to end may go on.
    private var last: SessionConnection?

    /// Takes over the socket on which the command line that started this program listens; nil if there is none.
    ///
    /// - Parameter notebook: The notebook's absolute path.
    public init?(notebook: String) {
        let name = SessionFolder.name(of: notebook)
        // Who connects is told this process's id, not that of the process that made the socket.
        guard let folder = SessionFolder(creating: false), let number = folder.number(of: name),
            listen(Self.listener, 16) == 0
        else { return nil }
        _ = fcntl(Self.listener, F_SETFD, FD_CLOEXEC)
        (self.folder, self.name, self.notebook, self.number) = (folder, name, notebook, number)
    }

    private static let listener = Int32(LABBOOK_WIRE)

    /// Runs the notebook as often as it is asked to, until it is to end.
    ///
    /// - Parameter run: Runs the notebook with a request's arguments, in the command line's folder and on its standard
    ///   streams, and returns the exit code.
    public func serve(_ run: (SessionRequest) -> Int32) {
        // Caught from now on.
        _ = Interrupts.caught
        var end = ContinuousClock.now + .seconds(10)
        while let connection = nextConnection(until: end) {
            guard connection.isOwn, let (request, descriptors) = connection.receiveRequest() else {
                continue
            }
            defer { for descriptor in descriptors { close(descriptor) } }
            guard let seconds = request.seconds, descriptors.count == 3, [nil, request.identity].contains(identity)
            else {
                connection.send(.refused)
                last = connection
                return
            }
            (identity, reserve) = (request.identity, request.reserve)
            serve(connection, descriptors) { run(request) }
            if Interrupts.caught.endsProgram { break }
            end = .now + .seconds(seconds)
        }
        // Who holds the lock has connected, or is about to, and removes the socket when it finds nobody here.
        if folder.number(of: name) == number, folder.lock(name) != nil { folder.remove(name) }
    }

    private func serve(_ connection: SessionConnection, _ descriptors: [Int32], _ run: () -> Int32) {
        // What was asked of the run before.
        Interrupts.caught.take()
        connection.send(.accepted)
        connection.waitPatiently()
        let isOver = Self.watch(connection)
        dup2(descriptors[0], STDOUT_FILENO)
        dup2(descriptors[1], STDERR_FILENO)
        fchdir(descriptors[2])
        let code = run()
        fflush(nil)
        let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
        dup2(null, STDOUT_FILENO)
        dup2(null, STDERR_FILENO)
        close(null)
        chdir("/")
        isOver.value.withLock { $0 = true }
        connection.send(.ended(code: UInt8(truncatingIfNeeded: code)))
        connection.shutDown()
    }

    /// Whether a run is over, known to two threads.
    private final class Flag: Sendable {
        let value = Mutex(false)
    }

    /// Passes on the command line's signals, and ends this process and all that it started if the command line ends before
    /// its run is over.
    private static func watch(_ connection: SessionConnection) -> Flag {
        let isOver = Flag()
        Thread.detachNewThread {
            while let signal = connection.receive(1)?.first.map(Int32.init) {
                if [SIGINT, SIGTERM, SIGHUP].contains(signal) { kill(getpid(), signal) }
            }
            guard !isOver.value.withLock(\.self) else { return }
            // The kernel's processes, in groups of their own, die with this one.
            kill(-getpid(), SIGKILL)
            _exit(1)
        }
        return isOver
    }

    /// Waits for a command line; nil if the session is to end.
    private func nextConnection(until end: ContinuousClock.Instant) -> SessionConnection? {
        while isOfUse, end > .now {
            var waited = [Self.listener, Interrupts.caught.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let milliseconds = min(2000, ((end - .now) / .milliseconds(1)).rounded(.up))
            guard poll(&waited, 2, Int32(max(0, milliseconds))) > 0 else { continue }
            if waited[1].revents != 0 { return nil }
            let socket = labbook_accept(Self.listener)
            if socket >= 0 { return SessionConnection(socket) }
        }
        return nil
    }

    /// Whether the session can still be found, there is a notebook for it, and nobody needs its memory more.
    private var isOfUse: Bool {
        folder.number(of: name) == number && access(notebook, F_OK) == 0 && Memory.available >= reserve
    }
}
