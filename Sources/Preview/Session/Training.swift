package import Notebook

/// What a cell tells of its loop while it runs: how far it is, how long it will take, and the course of its numbers.
package struct Training: Sendable {
    /// The course of one number.
    package struct Series: Sendable, Equatable {
        package let name: String
        private var kept: [[Double]] = []
        private var newest: [Double]?
        private var count = 0
        /// One report of so many is kept; doubled as the line grows long.
        private var stride = 1

        /// More points than a plot has pixels would only cost bytes.
        package static let limit = 400

        init(name: String) {
            self.name = name
        }

        /// Step and value of each point, in order; the newest is always among them.
        package var points: [[Double]] { kept + (newest.map { [$0] } ?? []) }

        mutating func add(_ value: Double, at step: Double) {
            guard value.isFinite else { return }
            defer { count += 1 }
            guard count.isMultiple(of: stride) else {
                newest = [step, value]
                return
            }
            newest = nil
            kept.append([step, value])
            guard kept.count > Self.limit else { return }
            kept = kept.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            stride *= 2
        }
    }

    /// The loop's last report of how far it is.
    package private(set) var progress: Progress?
    /// The numbers that were told along with progress, and the metrics.
    package private(set) var series: [Series] = []
    private var begin: (time: ContinuousClock.Instant, step: Int)?
    private var reports = 0.0

    package init() {}

    /// Names that only count.
    private static let counts: Set = ["epoch", "step", "batch", "iteration"]

    /// Takes in a report of progress or a metric.
    package mutating func add(_ output: Output, now: ContinuousClock.Instant) {
        switch output {
        case .progress(let progress):
            if begin == nil || progress.label != self.progress?.label || progress.step < (self.progress?.step ?? 0) {
                begin = (now, progress.step)
            }
            self.progress = progress
            for value in progress.values where !Self.counts.contains(value.name) {
                add(value.name, value.value, at: Double(progress.step))
            }
        case .metric(let name, let value):
            reports += 1
            add(name, value, at: reports)
        case .stream, .display: break
        }
    }

    /// Seconds until the loop is through, if it goes on as it did since its first report.
    package func remaining(at now: ContinuousClock.Instant) -> Double? {
        guard let progress, let total = progress.total, let begin, progress.step > begin.step, total >= progress.step
        else { return nil }
        let elapsed = (now - begin.time) / .seconds(1)
        return elapsed / Double(progress.step - begin.step) * Double(total - progress.step)
    }

    private mutating func add(_ name: String, _ value: Double, at step: Double) {
        let index = series.firstIndex { $0.name == name } ?? series.count
        if index == series.count { series.append(Series(name: name)) }
        series[index].add(value, at: step)
    }
}
