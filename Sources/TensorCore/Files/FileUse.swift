internal import Synchronization

/// Tells of each file that is read, for a notebook's kernel that has to know when one of them changes.
package enum FileUse {
    private static let observer = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Has the path of each file told to `observer`, before it is read.
    package static func observe(_ observer: @escaping @Sendable (_ path: String) -> Void) {
        Self.observer.withLock { $0 = observer }
    }

    /// Notes that a file is about to be read.
    package static func note(_ path: String) {
        observer.withLock(\.self)?(path)
    }
}
