@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency
import Foundation
import Glibc

/// The threads on which the tasks of cells run, and which are not there when the process forks.
///
/// The runtime's own executor leaves threads behind that no fork brings along. These end at a cell's boundary, where all
/// tasks that a cell awaits are done, and start again with the next task, in the process and in the child of its fork.
nonisolated final class TaskPool: TaskExecutor, QueueExecutor, @unchecked Sendable {
    static let shared = TaskPool()

    // All below is guarded by the condition's lock.
    private let condition = NSCondition()
    private var queue = JobQueue()
    private var workers: [pthread_t] = []
    private var running = 0
    private var isStopping = false

    /// Ends the threads, unless a task goes on running that nobody has waited for.
    ///
    /// What waits for its time, or for a thread, stays, and goes on when the threads start again.
    ///
    /// - Parameter patience: Seconds; a task may be in its last instructions after it has let whoever waited go on.
    /// - Returns: Whether all threads have ended.
    func stop(patience: Double = 0.1) -> Bool {
        let deadline = Date(timeIntervalSinceNow: patience)
        condition.lock()
        isStopping = true
        condition.broadcast()
        while running > 0, condition.wait(until: deadline) {}
        let isIdle = running == 0
        let ended = isIdle ? workers : []
        if isIdle { workers = [] } else { isStopping = false }
        condition.unlock()
        for worker in ended { pthread_join(worker, nil) }
        condition.withLock { isStopping = false }
        return isIdle
    }

    func add(_ change: (inout JobQueue) -> Void) {
        condition.withLock {
            change(&queue)
            if workers.isEmpty { startWorkers() }
            condition.broadcast()
        }
    }

    private func startWorkers() {
        for _ in 0..<max(2, ProcessInfo.processInfo.activeProcessorCount) {
            var worker = pthread_t()
            let error = pthread_create(
                &worker, nil,
                { _ in
                    TaskPool.shared.work()
                    return nil
                }, nil)
            if error == 0 { workers.append(worker) }
        }
    }

    private func work() {
        condition.lock()
        while !isStopping {
            if let job = queue.next() {
                running += 1
                condition.unlock()
                job.runSynchronously(on: asUnownedTaskExecutor())
                condition.lock()
                running -= 1
                if running == 0 { condition.broadcast() }
            } else if let next = queue.nextDue {
                _ = condition.wait(until: Date(timeIntervalSinceNow: (next - .now) / .seconds(1)))
            } else {
                condition.wait()
            }
        }
        condition.unlock()
    }
}
