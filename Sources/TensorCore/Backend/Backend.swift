internal import Glibc
internal import Synchronization

/// How the arithmetic is spread over the processor.
public enum Backend {
    private static let setting = Atomic<Int>(0)

    /// The number of processors that this process may use.
    public static let availableProcessors: Int = {
        // Declared only with _GNU_SOURCE, which Swift's Glibc module lacks.
        typealias Function = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32
        guard let symbol = dlsym(nil, "sched_getaffinity") else { return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
        var set = cpu_set_t()
        guard unsafeBitCast(symbol, to: Function.self)(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { return 1 }
        return max(1, withUnsafeBytes(of: &set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } })
    }()

    /// The number of threads that large operations are divided among, the calling one included.
    ///
    /// It is the number of available processors unless set. Results are the same bit for bit in every run with the same
    /// number of threads.
    public static var threads: Int {
        get {
            let chosen = setting.load(ordering: .relaxed)
            return chosen == 0 ? availableProcessors : chosen
        }
        set {
            stopWorkers()
            setting.store(min(max(1, newValue), 1024), ordering: .relaxed)
        }
    }

    /// Ends the worker threads; the next large operation starts them again.
    ///
    /// A fork does so by itself. Call it where a process must be down to its own threads before that.
    public static func stopWorkers() {
        ThreadPool.shared.stop()
    }

    /// Divides `0..<count` among the threads, in pieces of `grain` at least, and returns when all are done.
    ///
    /// The pieces depend on the number of threads alone, and not on what the threads are busy with.
    static func parallel(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        let pieces = count >= 2 * grain ? min(threads, count / grain) : 1
        guard pieces > 1 else { return body(0..<count) }
        // Multiples of 16 keep the pieces on cache lines of their own and the kernels at full width.
        let even = (count + pieces - 1) / pieces
        let size = count >= pieces * 64 ? (even + 15) & -16 : even
        ThreadPool.shared.run((count + size - 1) / size) { piece in
            body(piece * size..<min(count, (piece + 1) * size))
        }
    }
}
