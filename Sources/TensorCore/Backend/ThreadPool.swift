internal import CDNNL
internal import Glibc
internal import Synchronization

/// Threads that wait for work, and are not there when the process forks.
///
/// In the child of a fork only the forking thread lives on. So the workers start with the first job, end before a fork
/// (`pthread_atfork`), and start again in parent and child with the next job. One job runs at a time: who finds the pool
/// busy, and a job that itself asks for the pool, does all pieces in its own thread.
///
/// Nobody waits for a worker that is late: the calling thread does what no worker has taken. That matters where other
/// programs want the processors too.
final class ThreadPool: @unchecked Sendable {
    static let shared = ThreadPool()

    /// Held while a job runs, or while workers start or stop. A plain flag, so that the child of a fork can let it go.
    private let busy = Atomic<Bool>(false)
    private var workers: [pthread_t] = []
    private var workersAskedFor = 0
    private var handlesFork = false
    private let isStopping = Atomic<Bool>(false)

    /// The job under way. Set before `tickets`; read only by who has taken a piece, and so while it is not finished.
    private var body: ((Int) -> Void)?
    private let tickets = Atomic<UInt64>(Tickets(job: 0, pieces: 0, taken: 0).word)
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
            unfinished.store(pieces, ordering: .relaxed)
            let job = announce(pieces: pieces)
            work(on: job)
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

    /// Lays out the tickets of a new job, and wakes who sleeps.
    private func announce(pieces: Int) -> UInt32 {
        let job = Tickets(tickets.load(ordering: .relaxed)).job &+ 1
        let word = Tickets(job: job, pieces: UInt16(pieces), taken: 0).word
        tickets.store(word, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return job
    }

    /// Takes pieces of the job, and does them, until none is left or the job is over.
    private func work(on job: UInt32) {
        var word = tickets.load(ordering: .acquiring)
        while true {
            var next = Tickets(word)
            guard next.job == job, next.taken < next.pieces else { return }
            let piece = Int(next.taken)
            next.taken += 1
            let (isTaken, found) = tickets.compareExchange(
                expected: word, desired: next.word, ordering: .acquiringAndReleasing)
            guard isTaken else {
                word = found
                continue
            }
            body?(piece)
            unfinished.subtract(1, ordering: .releasing)
            word = tickets.load(ordering: .acquiring)
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
            let result = pthread_create(
                &thread, nil,
                { _ in
                    ThreadPool.shared.serve()
                    return nil
                }, nil)
            // Fewer workers do the same work.
            guard result == 0 else { break }
            workers.append(thread)
        }
        pthread_sigmask(SIG_SETMASK, &old, nil)
    }

    /// To be called by who holds the pool.
    private func stopWorkers() {
        workersAskedFor = 0
        guard !workers.isEmpty else { return }
        isStopping.store(true, ordering: .relaxed)
        _ = announce(pieces: 0)
        for worker in workers { pthread_join(worker, nil) }
        workers = []
        isStopping.store(false, ordering: .relaxed)
    }

    private func serve() {
        // A job announced while this thread was starting is still to be done.
        var seen = Tickets(tickets.load(ordering: .acquiring)).job &- 1
        while true {
            seen = waitForJob(after: seen)
            if isStopping.load(ordering: .relaxed) { return }
            work(on: seen)
        }
    }

    /// The newest job, once it is another than `seen`.
    private func waitForJob(after seen: UInt32) -> UInt32 {
        func newest() -> UInt32 { Tickets(tickets.load(ordering: .sequentiallyConsistent)).job }
        for _ in 0..<Self.patience {
            let job = newest()
            if job != seen { return job }
            tensorcore_spin_hint()
        }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        sleepers.add(1, ordering: .sequentiallyConsistent)
        defer { sleepers.subtract(1, ordering: .sequentiallyConsistent) }
        while newest() == seen { pthread_cond_wait(condition, mutex) }
        return newest()
    }
}

/// A job's number, its pieces, and how many of them are taken, in one word that can be compared and exchanged at once.
private struct Tickets {
    var job: UInt32
    var pieces: UInt16
    var taken: UInt16

    init(job: UInt32, pieces: UInt16, taken: UInt16) {
        self.job = job
        self.pieces = pieces
        self.taken = taken
    }

    init(_ word: UInt64) {
        self.init(
            job: UInt32(truncatingIfNeeded: word >> 32), pieces: UInt16(truncatingIfNeeded: word >> 16),
            taken: UInt16(truncatingIfNeeded: word))
    }

    var word: UInt64 { UInt64(job) << 32 | UInt64(pieces) << 16 | UInt64(taken) }
}
