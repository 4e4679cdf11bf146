internal import Notebook

/// Foundation has a `Progress`, too; this one is the notebook's, and this file does not import Foundation.
typealias ProgressEvent = Progress

/// The progress of one loop, as the template `progress` shows it.
struct ProgressView {
    let template = "progress"
    var label: String
    var step: Int
    var total: Int?
    /// The part that is done, in per cent; nil where the total is not known.
    var percent: Int?
    var isComplete: Bool
    /// The numbers of the last step.
    var values: [MetricView]
    /// The course of the loss or, where there is none, of the first number that is not a mere count.
    var sparkline: Sparkline?

    init(_ events: [ProgressEvent]) {
        let last = events.last
        label = last?.label ?? ""
        let step = last?.step ?? 0
        self.step = step
        total = last?.total
        percent = total.flatMap { total in
            total > 0 ? Int(min(max(Double(step) / Double(total), 0), 1) * 100) : nil
        }
        isComplete = percent == 100
        values = (last?.values ?? []).map { MetricView(name: $0.name, value: Readable.number($0.value)) }
        let names = (last?.values ?? []).map(\.name)
        let counts: Set = ["epoch", "step", "batch", "iteration"]
        if let name = names.first(where: { $0.contains("loss") }) ?? names.first(where: { !counts.contains($0) }) {
            sparkline = Sparkline(
                name, events.compactMap { event in event.values.first { $0.name == name }?.value })
        }
    }
}

/// A word-sized line plot.
struct Sparkline {
    /// The points of an SVG polyline in a box of 100 by 24.
    var points: String
    /// The last point.
    var endX: String
    var endY: String
    /// What it shows, in words.
    var description: String

    /// The plot of at least two finite numbers.
    init?(_ name: String, _ values: [Double]) {
        let finite = values.enumerated().filter(\.element.isFinite)
        guard let first = finite.first, let last = finite.last, finite.count > 1,
            let low = finite.map(\.element).min(), let high = finite.map(\.element).max()
        else { return nil }
        // More points than the box has half-pixels would only cost bytes.
        let stride = max(1, finite.count / 200)
        let shown = finite.dropLast().enumerated().filter { $0.offset.isMultiple(of: stride) }.map(\.element) + [last]
        let spots = shown.map { point in
            let x = 2 + 96 * Double(point.offset) / Double(max(values.count - 1, 1))
            // Halves, because the whole range may be more than a number can hold.
            let range = high / 2 - low / 2
            let y = range > 0 ? 2 + 20 * (high / 2 - point.element / 2) / range : 12
            return (x: Sparkline.tenths(x), y: Sparkline.tenths(y))
        }
        points = spots.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        endX = spots.last?.x ?? ""
        endY = spots.last?.y ?? ""
        description =
            "\(name) goes from \(Readable.number(first.element)) to \(Readable.number(last.element)) "
            + "in \(values.count) steps"
    }

    private static func tenths(_ value: Double) -> String {
        decimal((value * 10).rounded() / 10)
    }
}
