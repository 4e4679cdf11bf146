import Foundation
import Glibc

/// The sessions that are kept at the moment.
public enum KeptSessions {
    /// One of them.
    public struct Session: Sendable {
        /// The notebook's path.
        public var notebook: String
        /// The session's process.
        public var process: Int32
        /// The memory that it and its kernel take, in bytes.
        public var memory: Int
    }

    /// All of them.
    public static func all() -> [Session] {
        guard let folder = SessionFolder(creating: false) else { return [] }
        return folder.names.sorted().compactMap { name in
            guard let process = folder.connect(to: name)?.peer else { return nil }
            return Session(
                notebook: folder.notebook(of: name), process: process, memory: Memory.taken(bySession: process))
        }
    }

    /// Ends all in which nothing runs.
    ///
    /// - Returns: The paths of their notebooks.
    public static func endAll() -> [String] {
        guard let folder = SessionFolder(creating: false) else { return [] }
        return folder.names.sorted().compactMap { name in
            guard let lock = folder.lock(name) else { return nil }
            defer { withExtendedLifetime(lock) { folder.remove(name) } }
            guard let connection = folder.connect(to: name) else { return nil }
            connection.endSession()
            return folder.notebook(of: name)
        }
    }
}

extension Memory {
    /// The memory that the processes of a session take which run the same program as its first, each page counted once.
    fileprivate static func taken(bySession leader: pid_t) -> Int {
        let files = FileManager.default
        func program(_ process: pid_t) -> String? {
            try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
        }
        let processes = ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
        return processes.filter { getsid($0) == leader && program($0) == program(leader) }.reduce(0) {
            $0 + (size("Pss", in: "/proc/\($1)/smaps_rollup") ?? 0)
        }
    }
}
