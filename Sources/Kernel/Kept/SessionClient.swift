import CKernel
import Foundation
import Glibc

/// The command line's end of a notebook's kept session.
public final class SessionClient {
    /// How a run in a session ended.
    public enum Outcome {
        /// With this exit code.
        case ended(Int32)
        /// With the session itself, which was ended from outside.
        case lost
    }

    private let folder: SessionFolder
    private let name: String
    private let notebook: String
    private let lock: SessionFolder.Lock

    /// Takes a notebook's session for itself; nil if another run has it, or there can be none.
    ///
    /// - Parameters:
    ///   - notebook: The notebook's file.
    ///   - creating: Whether there is to be a session where there is none.
    public init?(notebook: String, creating: Bool = true) {
        guard let path = realpath(notebook, nil) else { return nil }
        defer { free(path) }
        self.notebook = String(cString: path)
        name = SessionFolder.name(of: self.notebook)
        guard let folder = SessionFolder(creating: creating), let lock = folder.lock(name, for: self.notebook) else {
            return nil
        }
        (self.folder, self.lock) = (folder, lock)
    }

    /// Runs the notebook in its session, or, where there is none that fits, in a new one, and waits for the end.
    ///
    /// The session writes to this process's standard streams, in its current folder. Signals that ask the program to end are
    /// passed on.
    ///
    /// - Parameter toolchain: Names the program that a new session runs.
    /// - Returns: Nil if there can be no session.
    public func run(_ request: SessionRequest, with toolchain: Toolchain) -> Outcome? {
        // From now on, or a signal that comes before the first wait would end this process alone.
        _ = Interrupts.caught
        guard let connection = connect(request) ?? start(request, toolchain.executable) else { return nil }
        connection.waitPatiently()
        while true {
            var waited = [connection.descriptor, Interrupts.caught.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&waited, 2, -1) > 0 else { continue }
            if waited[1].revents != 0 { connection.send(Interrupts.caught.take()) }
            guard waited[0].revents != 0 else { continue }
            if case .ended(let code)? = connection.receiveReply() { return .ended(Int32(code)) }
            endIfNobodyReads()
            return .lost
        }
    }

    /// Ends the session, if there is one.
    public func end() {
        guard let connection = folder.connect(to: name) else { return }
        connection.endSession()
        folder.remove(name)
    }

    /// A connection to the session that there is, once it has taken the request.
    private func connect(_ request: SessionRequest) -> SessionConnection? {
        guard let connection = folder.connect(to: name) else { return nil }
        let here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(here) }
        guard connection.send(request, with: [STDOUT_FILENO, STDERR_FILENO, here]) else { return nil }
        switch connection.receiveReply() {
        case .accepted: return connection
        case .refused:
            // It ends; the next one is not to find its memory taken.
            _ = connection.receive(1)
            return nil
        default: return nil
        }
    }

    private func start(_ request: SessionRequest, _ executable: String) -> SessionConnection? {
        guard let listener = folder.listen(as: name) else { return nil }
        defer { close(listener) }
        let arguments = [executable, SessionServer.subcommand, notebook]
        let error = withCStrings(arguments, ProcessInfo.processInfo.environment) {
            labbook_spawn_session($0[0], $0, $1, listener)
        }
        let connection = error == 0 ? connect(request) : nil
        if connection == nil { folder.remove(name) }
        return connection
    }

    /// Ends the program as a write would have, if what it was to be written to is closed: that is what ended the session.
    private func endIfNobodyReads() {
        var streams = [STDOUT_FILENO, STDERR_FILENO].map { pollfd(fd: $0, events: 0, revents: 0) }
        guard poll(&streams, 2, 0) > 0, streams.contains(where: { $0.revents & Int16(POLLERR) != 0 }) else { return }
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
    }
}

extension SessionConnection {
    /// Asks the session to end, and waits until it has.
    func endSession() {
        guard send(SessionRequest(), with: [STDERR_FILENO]) else { return }
        while receive(1) != nil {}
    }
}
