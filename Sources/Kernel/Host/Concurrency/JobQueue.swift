@_spi(ExperimentalScheduling) import _Concurrency

/// Jobs of tasks in the order in which they come, and those that wait for their time.
nonisolated struct JobQueue {
    private struct Timer {
        var due: ContinuousClock.Instant
        var job: UnownedJob
    }

    private var ready: [UnownedJob] = []
    private var timers: [Timer] = []

    /// When the next job is due that waits for its time.
    var nextDue: ContinuousClock.Instant? { timers.map(\.due).min() }

    /// Adds a job that may run at once.
    mutating func add(_ job: UnownedJob) { ready.append(job) }

    /// Adds a job that may run after a delay; one in a clock's own units may run at once.
    mutating func add(_ job: UnownedJob, after delay: any DurationProtocol) {
        timers.append(Timer(due: .now + (delay as? Duration ?? .zero), job: job))
    }

    /// Takes out the next job that may run now.
    mutating func next() -> UnownedJob? {
        if !timers.isEmpty {
            let now = ContinuousClock.now
            ready += timers.filter { $0.due <= now }.sorted { $0.due < $1.due }.map(\.job)
            timers.removeAll { $0.due <= now }
        }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    /// Takes out all jobs that may run now.
    mutating func takeAll() -> [UnownedJob] {
        var jobs: [UnownedJob] = []
        while let job = next() { jobs.append(job) }
        return jobs
    }
}

/// An executor whose jobs wait in a queue.
nonisolated protocol QueueExecutor: SchedulingExecutor {
    /// Changes the queue, and wakes who serves it.
    func add(_ change: (inout JobQueue) -> Void)
}

nonisolated extension QueueExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        add { $0.add(job) }
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C) {
        let job = UnownedJob(job)
        add { $0.add(job, after: delay) }
    }

    func enqueue<C: Clock>(_ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C) {
        enqueue(job, after: clock.now.duration(to: instant), tolerance: tolerance, clock: clock)
    }
}
