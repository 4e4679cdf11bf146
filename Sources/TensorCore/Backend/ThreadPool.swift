internal import CDNNL
internal import Glibc
internal import Synchronization

/// Threads that wait for work, and are not there when the process forks.
///
/// In the child of a fork only the forking thread lives on. So the workers start with the first job, end before a fork
/// (`pthread_atfork`), and start again in parent and child with the next job. One job runs at a time: who finds the pool busy, and
/// a job that itself asks for the pool, does all pieces in its own thread.
final class ThreadPool: @unchecked Sendable {
    static let shared = ThreadPool()

    /// Held while a job runs, or while workers start or stop. A plain flag, so that the child of a fork can let it go.
    private let busy = Atomic<Bool>(false)
    private var workers: [pthread_t] = []
    private var workersAskedFor = 0
    private var handlesFork = false

    // The job. Written before `generation` moves on, read after.
    private var pieces = 0
    private var body: ((Int) -> Void)?
    private let generation = Atomic<Int>(0)
    private let nextPiece = Atomic<Int>(0)
    private let unfinished = Atomic<Int>(0)

    // Where a worker sleeps that has waited in vain for a while.
    private let sleepers = Atomic<Int>(0)
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// Turns of the waiting loop before a worker sleeps: about 50 µs, longer than the pause between two operations.
    private static let patience = 4000

    private init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    /// Calls `body` once for each of `0..<pieces`, on several threads, and returns when all calls have returned.
    func run(_ pieces: Int, _ body: (Int) -> Void) {
        guard pieces > 1, !busy.exchange(true, ordering: .acquiring) else {
            for piece in 0..<pieces { body(piece) }
            return
        }
        defer { busy.store(false, ordering: .releasing) }
        startWorkers(Backend.threads - 1)
        withoutActuallyEscaping(body) { body in
            self.body = body
            self.pieces = pieces
            unfinished.store(workers.count, ordering: .relaxed)
            nextPiece.store(0, ordering: .relaxed)
            generation.add(1, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeWorkers() }
            work()
            wait { unfinished.load(ordering: .acquiring) == 0 }
            self.body = nil
        }
    }

    /// Ends the workers and returns when they have ended.
    func stop() {
        lock()
        stopWorkers()
        busy.store(false, ordering: .releasing)
    }

    private func lock() {
        wait { !busy.exchange(true, ordering: .acquiring) }
    }

    private func work() {
        guard let body else { return }
        while true {
            let piece = nextPiece.add(1, ordering: .relaxed).oldValue
            guard piece < pieces else { return }
            body(piece)
        }
    }

    /// Waits without sleeping; lets other threads have the processor when it takes long.
    private func wait(until isDone: () -> Bool) {
        var turns = 0
        while !isDone() {
            turns += 1
            if turns < Self.patience { tensorcore_spin_hint() } else { sched_yield() }
        }
    }
}

// MARK: - Workers

extension ThreadPool {
    private func startWorkers(_ count: Int) {
        guard workersAskedFor != count else { return }
        stopWorkers()
        workersAskedFor = count
        if !handlesFork {
            handlesFork = true
            pthread_atfork(
                {
                    ThreadPool.shared.lock()
                    ThreadPool.shared.stopWorkers()
                }, { ThreadPool.shared.busy.store(false, ordering: .releasing) },
                { ThreadPool.shared.busy.store(false, ordering: .releasing) })
        }
        // Signals are for the program's own threads.
        var all = sigset_t()
        var old = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &old)
        for _ in 0..<count {
            var thread = pthread_t()
            let seen = generation.load(ordering: .relaxed)
            let start = Unmanaged.passRetained(WorkerStart(seen: seen))
            let result = pthread_create(
                &thread, nil,
                { argument in
                    let start = Unmanaged<WorkerStart>.fromOpaque(argument!).takeRetainedValue()
                    ThreadPool.shared.serve(after: start.seen)
                    return nil
                }, start.toOpaque())
            // Fewer workers do the same work.
            guard result == 0 else {
                start.release()
                break
            }
            workers.append(thread)
        }
        pthread_sigmask(SIG_SETMASK, &old, nil)
    }

    private func stopWorkers() {
        workersAskedFor = 0
        guard !workers.isEmpty else { return }
        pieces = -1
        generation.add(1, ordering: .sequentiallyConsistent)
        wakeWorkers()
        for worker in workers { pthread_join(worker, nil) }
        workers = []
    }

    private func wakeWorkers() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    private func serve(after start: Int) {
        var seen = start
        while true {
            waitForJob(after: seen)
            seen += 1
            guard pieces >= 0 else { return }
            work()
            unfinished.subtract(1, ordering: .releasing)
        }
    }

    private func waitForJob(after seen: Int) {
        for _ in 0..<Self.patience {
            if generation.load(ordering: .acquiring) != seen { return }
            tensorcore_spin_hint()
        }
        pthread_mutex_lock(mutex)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(condition, mutex) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}

/// What a new worker is told.
private final class WorkerStart {
    let seen: Int

    init(seen: Int) {
        self.seen = seen
    }
}
