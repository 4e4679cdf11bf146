internal import Digits
internal import Glibc
internal import TensorCore

/// Something to measure, that gives the seconds of each of its rounds.
struct Benchmark {
    let name: String
    /// The arithmetic of a round, in units of 10⁹ operations; 0 where it is not the point.
    var gigaflops = 0.0
    let measure: () throws -> (seconds: [Double], more: [(String, Double)])

    /// Measures, and prints one line of JSON.
    func run() throws {
        let processor = Self.processorSeconds()
        let (all, more) = try measure()
        let seconds = all.sorted()
        let median = seconds[seconds.count / 2]
        var fields: [(String, Double)] = [
            ("median_s", median), ("best_s", seconds[0]), ("worst_s", seconds[seconds.count - 1]),
            ("rounds", Double(seconds.count)), ("cpu_s", Self.processorSeconds() - processor),
        ]
        if gigaflops > 0 { fields.append(("gflops", gigaflops / median)) }
        fields.append(("rss_mb", Self.residentMegabytes()))
        let text = (fields + more).map { ", \"\($0)\": \(($1 * 1e4).rounded() / 1e4)" }.joined()
        print("{\"name\": \"\(name)\", \"threads\": \(Backend.threads)\(text)}")
        fflush(nil)
    }

    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let time = try ContinuousClock().measure(body).components
        return Double(time.seconds) + Double(time.attoseconds) * 1e-18
    }

    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
    }

    private static func residentMegabytes() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) / 1024
    }
}
