@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency
import Foundation

/// The main actor of cells: its jobs run on the main thread while a cell waits for something.
nonisolated final class MainQueue: MainExecutor, QueueExecutor, @unchecked Sendable {
    static let shared = MainQueue()

    // Guarded by the condition's lock.
    private let condition = NSCondition()
    private var queue = JobQueue()

    func run() throws { try runUntil { false } }

    func runUntil(_ condition: () -> Bool) throws {
        while !condition() {
            if let job = nextJob() {
                job.runSynchronously(on: asUnownedSerialExecutor())
            } else {
                // Foundation's timers and Dispatch's main queue, which cells may use too, are served here alone.
                _ = RunLoop.main.run(mode: .default, before: Date())
            }
        }
    }

    /// Runs what may run now, as it was left by tasks that nobody awaited.
    func runPending() {
        for job in condition.withLock({ queue.takeAll() }) { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    func stop() {}

    func add(_ change: (inout JobQueue) -> Void) {
        condition.withLock {
            change(&queue)
            condition.signal()
        }
    }

    /// The next job; waits a moment for one.
    private func nextJob() -> UnownedJob? {
        condition.withLock {
            if let job = queue.next() { return job }
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.005))
            return queue.next()
        }
    }
}

/// Gives the tasks of cells the executors above, in place of the runtime's own.
nonisolated struct CellExecutors: ExecutorFactory {
    static var mainExecutor: any MainExecutor { MainQueue.shared }
    static var defaultExecutor: any TaskExecutor { TaskPool.shared }

    /// Must come before the first task of the process.
    static func install() { _createExecutors(factory: Self.self) }
}
