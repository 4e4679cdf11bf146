import Glibc
import Synchronization

/// Applies `transform` to all items at the same time, a thread for each, and returns when all of them have ended.
///
/// Plain threads, because the program may fork later: nothing is left running, as a pool would be. The first error, in
/// the order of the items, is thrown.
func concurrentMap<Item: Sendable, Result: Sendable, Failure: Error>(
    _ items: [Item], _ transform: @Sendable (Item) throws(Failure) -> Result
) throws(Failure) -> [Result] {
    let results = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: items.count))
    withoutActuallyEscaping(transform) { transform in
        let jobs = items.enumerated().map { index, item in
            Job {
                let result = Swift.Result { () throws(Failure) in try transform(item) }
                results.withLock { $0[index] = result }
            }
        }
        let threads = jobs.dropLast().map { $0.start() }
        jobs.last?.work()
        for (job, thread) in zip(jobs, threads) { job.finish(thread) }
    }
    var values: [Result] = []
    for result in results.withLock({ $0 }) {
        if let result { values.append(try result.get()) }
    }
    return values
}

private final class Job: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) {
        self.work = work
    }

    /// Starts the work on a thread of its own; nil where the system has none left.
    func start() -> pthread_t? {
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { job in
                Unmanaged<Job>.fromOpaque(job!).takeUnretainedValue().work()
                return nil
            }, Unmanaged.passUnretained(self).toOpaque())
        return status == 0 ? thread : nil
    }

    /// Waits for the thread, or does its work where there is none.
    func finish(_ thread: pthread_t?) {
        if let thread { pthread_join(thread, nil) } else { work() }
    }
}
