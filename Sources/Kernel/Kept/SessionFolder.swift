import Digits
import Foundation
import Glibc

/// The folder in which kept sessions are found: for each notebook a socket on which its session listens, and a lock that
/// whoever uses the session holds.
///
/// What goes wrong here means that there is no session; notebooks run without one, too.
final class SessionFolder: Sendable {
    private let descriptor: Int32

    /// Opens the folder; nil if there is none, or one that others may enter.
    ///
    /// - Parameter creating: Whether it is made where it is missing.
    init?(at path: String = CacheFolder.sessions, creating: Bool) {
        if creating {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            mkdir(path, 0o700)
        }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The name under which a notebook's session is found.
    static func name(of notebook: String) -> String {
        String(SHA256.digest(of: [notebook]).prefix(32))
    }

    // MARK: Sockets

    /// The names of all sockets.
    var names: [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd/\(descriptor)")) ?? []
        return entries.filter { !$0.hasSuffix(Self.lockSuffix) }
    }

    /// Makes a socket in the place of one that was left behind, and listens on it; nil if that is not possible.
    func listen(as name: String) -> Int32? {
        remove(name)
        return withSocket(name) { socket, address, length in
            bind(socket, address, length) == 0 && Glibc.listen(socket, 16) == 0
        }
    }

    /// Connects to the session that listens on a socket; nil if there is none.
    func connect(to name: String) -> SessionConnection? {
        withSocket(name) { Glibc.connect($0, $1, $2) == 0 }.map(SessionConnection.init).flatMap {
            $0.isOwn ? $0 : nil
        }
    }

    func remove(_ name: String) {
        unlinkat(descriptor, name, 0)
    }

    /// What tells a socket from another of the same name; nil if there is none.
    func number(of name: String) -> UInt64? {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? UInt64(status.st_ino) : nil
    }

    private func withSocket(
        _ name: String, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An address holds 107 bytes, fewer than many a path has.
        let path = Array("/proc/self/fd/\(descriptor)/\(name)".utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        let succeeded = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if succeeded { return socket }
        close(socket)
        return nil
    }

    // MARK: Locks

    private static let lockSuffix = ".lock"

    /// Held by one process at a time, until the value goes or the process ends.
    final class Lock: Sendable {
        fileprivate let descriptor: Int32

        fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }
    }

    /// Takes the lock of a session; nil if another process holds it, or there can be none.
    ///
    /// - Parameter notebook: The notebook's path, which is written down for who finds the session; nil to leave what is
    ///   written there.
    func lock(_ name: String, for notebook: String? = nil) -> Lock? {
        let file = openat(descriptor, name + Self.lockSuffix, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return nil }
        let lock = Lock(file)
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return nil }
        if let notebook {
            let bytes = Array(notebook.utf8)
            ftruncate(file, 0)
            write(file, bytes, bytes.count)
        }
        return lock
    }

    /// The path of the notebook that a session is of.
    func notebook(of name: String) -> String {
        let path = "/proc/self/fd/\(descriptor)/\(name)\(Self.lockSuffix)"
        return (try? String(contentsOfFile: path, encoding: .utf8)) ?? "?"
    }
}
