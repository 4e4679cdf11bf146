internal import Foundation

/// One drawing at a time: FreeType is not thread-safe, and cairo has locks of its own that a fork must not catch closed.
///
/// The kernel forks while other threads may draw. Before a fork this lock is taken, and after it released on both
/// sides, so that no child inherits a lock whose holder does not exist there.
enum DrawingLock {
    private nonisolated(unsafe) static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_atfork(
            { pthread_mutex_lock(DrawingLock.mutex) }, { pthread_mutex_unlock(DrawingLock.mutex) },
            { pthread_mutex_unlock(DrawingLock.mutex) })
        return mutex
    }()

    static func withLock<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body()
    }
}
