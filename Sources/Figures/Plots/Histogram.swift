internal import Foundation

/// How often numbers fall into ranges of equal width.
///
/// The width is Freedman and Diaconis's (1981), `2 IQR / n^⅓`, rounded up to 1, 2 or 5 times a power of ten.
public struct Histogram: Figure, Equatable {
    /// The title over the plot, or "".
    public var title: String
    /// The title of the numbers, or "".
    public var xTitle: String
    /// The title of the counts.
    public var yTitle: String
    /// Where the ranges begin; each ends where the next begins, the last after the same width.
    public let starts: [Double]
    /// How wide a range is.
    public let width: Double
    /// How many numbers fall into each.
    public let counts: [Int]
    /// Width and height in CSS pixels.
    public var size: Size

    private let mean: Double
    private let hidden: Int

    /// Creates a histogram. Numbers that are not finite are not counted.
    /// - Parameter bins: About how many ranges there are; chosen from the numbers if nil.
    public init(
        _ values: [some Plottable], bins: Int? = nil, title: String = "", x: String = "", y: String = "count",
        size: Size = LinePlot.defaultSize
    ) {
        let all = doubles(values)
        let sorted = all.filter(\.isFinite).map(\.tamed).sorted()
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.size = size
        hidden = all.count - sorted.count
        mean = sorted.isEmpty ? 0 : sorted.reduce(0) { $0 + $1 / Double(sorted.count) }
        guard let low = sorted.first, let high = sorted.last else {
            (starts, width, counts) = ([], 1, [])
            return
        }
        let width = Histogram.width(of: sorted, bins: bins)
        // Whole numbers, and a number that all are, stand in the middle of their bars.
        let isWhole = width == 1 && sorted.allSatisfy { $0 == $0.rounded() }
        let shift = isWhole ? 0.5 : low == high ? width / 2 : 0
        let first = ((low + shift) / width + 1e-9).rounded(.down)
        let last = ((high + shift) / width + 1e-9).rounded(.down)
        let count = max(1, Int(min(last - first, 499)) + 1)
        var counts = [Int](repeating: 0, count: count)
        for value in sorted {
            let place = ((value + shift) / width + 1e-9).rounded(.down) - first
            counts[Int(max(0, min(place, Double(count - 1))))] += 1
        }
        self.width = width
        self.counts = counts
        starts = (0..<count).map { (first + Double($0)) * width - shift }
    }

    private static func width(of sorted: [Double], bins: Int?) -> Double {
        let (low, high) = (sorted[0], sorted[sorted.count - 1])
        let size = max(abs(low), abs(high))
        guard high - low > size * 1e-9 else { return size == 0 ? 1 : Ticks.step(atLeast: size * 0.1) }
        if let bins { return Ticks.step(atLeast: (high - low) / Double(max(bins, 1)) * 0.75) }
        if high - low <= 40, sorted.allSatisfy({ $0 == $0.rounded() }) { return 1 }
        let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
        let width = 2 * spread / pow(Double(sorted.count), 1.0 / 3)
        return Ticks.step(atLeast: max(width, (high - low) / 80))
    }

    /// How many numbers there are, their mean, and where most lie, in words.
    public var altText: String {
        let name = (title.isEmpty ? "Histogram" : title) + ": "
        guard let most = counts.max(), let peak = counts.firstIndex(of: most) else { return name + "no data" }
        let total = NumberText.readable(Double(counts.reduce(0, +)))
        let (from, to) = (NumberText.readable(starts[peak]), NumberText.readable(starts[peak] + width))
        return "\(name)\(total) values with mean \(NumberText.readable(mean)), most often between \(from) and \(to)"
            + (hidden == 0 ? "" : "; \(NumberText.readable(Double(hidden))) not finite")
    }

    /// A row for each range.
    public var data: FigureData? {
        FigureData(
            columns: ["from", "to", yTitle],
            rows: zip(starts, counts).map { [.number($0), .number($0 + width), .number(Double($1))] })
    }

    /// Draws the histogram.
    public func draw(on canvas: Canvas) {
        let ends = starts + (starts.last.map { [$0 + width] } ?? [])
        var x = Axis.horizontal(ends, scale: .linear, room: 0.01)
        x.wholeNumbers = false
        let frame = PlotFrame(
            title: title, xTitle: xTitle, yTitle: yTitle, x: x,
            y: .vertical([0] + (counts.isEmpty ? [1] : counts.map(Double.init)), scale: .linear))
        let layout = frame.layout(on: canvas)
        frame.draw(layout, on: canvas)
        guard !counts.isEmpty else { return frame.drawNoData(layout, on: canvas) }
        let area = layout.area
        for (start, count) in zip(starts, counts) where count > 0 {
            guard let from = x.position(of: start), let to = x.position(of: start + width),
                let up = frame.y.position(of: Double(count))
            else { continue }
            // A gap of one device pixel between bars that touch.
            let left = canvas.crisp(area.x + from * area.width, width: 0)
            let right = canvas.crisp(area.x + to * area.width, width: 0) - 1 / canvas.scale
            let top = area.maxY - up * area.height
            canvas.fill(
                Rect(x: left, y: top, width: max(right - left, 1 / canvas.scale), height: area.maxY - top),
                canvas.palette.series[0])
        }
    }
}
