internal import Glibc

/// An integer of which each thread has its own, 0 at first.
struct ThreadLocal: Sendable {
    private let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    var value: Int { Int(bitPattern: pthread_getspecific(key)) }

    /// Has another value during `body`.
    func with<Result>(_ value: Int, _ body: () throws -> Result) rethrows -> Result {
        let before = pthread_getspecific(key)
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: value))
        defer { pthread_setspecific(key, before) }
        return try body()
    }
}
