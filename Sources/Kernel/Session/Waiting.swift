import Dispatch
import Synchronization

/// Waits on this thread for asynchronous work; for programs whose main thread does the waiting.
package func waitFor<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    let done = DispatchSemaphore(value: 0)
    let result = HandedOver<Value>()
    Task.detached {
        let value = await work()
        result.value.withLock { $0 = value }
        done.signal()
    }
    done.wait()
    return result.value.withLock { $0! }
}

/// What two threads hand over, as an object that both keep alive.
private final class HandedOver<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
