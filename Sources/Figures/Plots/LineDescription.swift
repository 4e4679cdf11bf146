/// The words for a line plot: what a person would tell another who cannot see it.
struct LineDescription {
    var plot: LinePlot

    var text: String {
        let sentences = plot.series.map(sentence)
        if sentences.isEmpty { return subject(of: Series(name: "", x: [], y: [])) + ": no data" }
        guard plot.series.count > 1 || !plot.series[0].name.isEmpty, !plot.title.isEmpty else {
            return sentences.joined(separator: "; ")
        }
        return plot.title + ": " + sentences.joined(separator: "; ")
    }

    /// What the series is called in its sentence.
    private func subject(of series: Series) -> String {
        if !series.name.isEmpty { return series.name }
        // A title of few words names the thing; a longer one says something about it.
        let isName = plot.title.split(separator: " ").count <= 3
        if plot.title.isEmpty { return plot.yTitle.isEmpty ? "Line" : plot.yTitle }
        return isName || plot.yTitle.isEmpty ? plot.title : "\(plot.title): \(plot.yTitle)"
    }

    private func sentence(_ series: Series) -> String {
        let smoothing = plot.smoothing(of: series)
        let shownSeries = smoothing > 0 ? series.smoothed(by: smoothing) : series
        let points = zip(shownSeries.x, shownSeries.y).filter {
            $0.0.isUsable(on: plot.xScale) && $0.1.isUsable(on: plot.yScale)
        }
        let hidden = series.y.count - points.count
        let note =
            hidden == 0 ? "" : hidden == 1 ? "; 1 value is not shown" : "; \(number(hidden)) values are not shown"
        let name = subject(of: series) + (smoothing > 0 ? ", smoothed," : "")
        guard let first = points.first, let last = points.last else { return "\(subject(of: series)): no data\(note)" }
        guard points.count > 1 else {
            return "\(name) is \(NumberText.readable(first.1)) at \(place(first.0))\(note)"
        }
        return name + " " + course(points, first, last) + band(of: shownSeries) + note
    }

    /// How far the band reaches at the end.
    private func band(of series: Series) -> String {
        guard let band = series.band,
            let (low, high) = Array(zip(band.low, band.high)).last(where: { $0.isFinite && $1.isFinite })
        else { return "" }
        return ", with a band that ends from \(NumberText.readable(low)) to \(NumberText.readable(high))"
    }

    private func course(_ points: [(Double, Double)], _ first: (Double, Double), _ last: (Double, Double)) -> String {
        let lowest = points.min { $0.1 < $1.1 }!
        let highest = points.max { $0.1 < $1.1 }!
        let (start, end) = (NumberText.readable(first.1), NumberText.readable(last.1))
        let (low, high) = (NumberText.readable(lowest.1), NumberText.readable(highest.1))
        let way = span(from: first.0, to: last.0, count: points.count)
        if low == high { return "stays at \(low) \(way)" }
        if start == end { return "begins and ends at \(start) \(way), between \(low) and \(high)" }
        let falls = last.1 < first.1
        let course = "\(falls ? "falls" : "rises") from \(start) to \(end) \(way)"
        let extreme = falls ? lowest : highest
        var sentence = course
        if extreme.1 != last.1, NumberText.readable(extreme.1) != end {
            sentence += "; \(falls ? "lowest" : "highest") \(NumberText.readable(extreme.1)) at \(place(extreme.0))"
        }
        // A turn the other way is told where it is too large to be noise at the ends.
        let other = falls ? highest : lowest
        if abs(other.1 - first.1) > 0.1 * abs(highest.1 - lowest.1) || abs(other.1) * 4 < abs(first.1) {
            sentence += "; \(falls ? "highest" : "lowest") \(NumberText.readable(other.1)) at \(place(other.0))"
        }
        return sentence
    }

    private static let units: [String: String] = [
        "step": "steps", "epoch": "epochs", "iteration": "iterations", "batch": "batches", "update": "updates",
        "example": "examples", "image": "images", "episode": "episodes", "minute": "minutes", "second": "seconds",
    ]

    /// The way along the horizontal axis, such as "over 2,340 steps".
    private func span(from first: Double, to last: Double, count: Int) -> String {
        if plot.xTitle.isEmpty { return "over \(number(count)) values" }
        if let plural = Self.units[plot.xTitle.lowercased()], (0...1).contains(first), last > 1, last == last.rounded()
        {
            return "over \(NumberText.readable(last)) \(plural)"
        }
        return "from \(plot.xTitle) \(NumberText.readable(first)) to \(NumberText.readable(last))"
    }

    private func place(_ x: Double) -> String {
        (plot.xTitle.isEmpty ? "number" : plot.xTitle) + " " + NumberText.readable(x)
    }

    private func number(_ count: Int) -> String { NumberText.readable(Double(count)) }
}
