internal import Foundation

/// One direction of a plot: which numbers it shows, and how they map to places.
package struct Axis: Sendable {
    /// How distances on paper follow from numbers.
    package enum Scale: Sendable {
        case linear, logarithmic
    }

    package var scale: Scale
    package var low: Double
    package var high: Double
    /// Whether the axis counts things, so that a tick between two whole numbers has no meaning.
    package var wholeNumbers: Bool
    /// The names of the places 0, 1, 2, … where the axis shows things instead of numbers.
    package var names: [String] = []

    package init(scale: Scale, low: Double, high: Double, wholeNumbers: Bool = false) {
        self.scale = scale
        self.low = low
        self.high = high
        self.wholeNumbers = wholeNumbers
    }

    /// The share of the way along the axis, from 0 to 1, where a number lies; nil where it has no place.
    package func position(of value: Double) -> Double? {
        guard value.isFinite else { return nil }
        switch scale {
        case .linear: return (value - low) / (high - low)
        case .logarithmic:
            guard value > 0 else { return nil }
            return (log10(value) - log10(low)) / (log10(high) - log10(low))
        }
    }

    package func ticks(maximumCount: Int) -> Ticks {
        if !names.isEmpty {
            let stride = (names.count + maximumCount - 1) / max(maximumCount, 1)
            let shown = names.indices.filter { $0.isMultiple(of: max(stride, 1)) }
            return Ticks(values: shown.map(Double.init), labels: shown.map { names[$0] })
        }
        switch scale {
        case .linear:
            return Ticks.linear(from: low, to: high, maximumCount: maximumCount, wholeNumbers: wholeNumbers)
        case .logarithmic: return Ticks.logarithmic(from: low, to: high, maximumCount: maximumCount)
        }
    }

    /// Ticks that a scale can be read from: three where they can be had with some more than wanted, or else two.
    package func readableTicks(wanted: Int, most: Int) -> Ticks {
        let choices = (wanted...max(wanted, most)).lazy.map { self.ticks(maximumCount: $0) }
        return choices.first { $0.values.count >= 3 } ?? choices.first { $0.values.count >= 2 }
            ?? ticks(maximumCount: wanted)
    }

    /// An axis that shows things by their names.
    static func of(names: [String]) -> Axis {
        var axis = Axis(scale: .linear, low: -0.5, high: Double(max(names.count, 1)) - 0.5, wholeNumbers: true)
        axis.names = names
        return axis
    }

    /// The horizontal axis for numbers: from the smallest to the largest, with a little room where there are marks.
    package static func horizontal(_ values: some Sequence<Double>, scale: Scale, room: Double = 0) -> Axis {
        var (low, high, whole) = (Double.infinity, -Double.infinity, true)
        for value in values where value.isUsable(on: scale) {
            low = min(low, value)
            high = max(high, value)
            whole = whole && value == value.rounded()
        }
        guard low <= high else { return Axis(scale: scale, low: 1, high: 10, wholeNumbers: true) }
        (low, high) = spread(low, high, scale, whole: whole)
        // Long counts from 1 are read from 0, where the first label can stand.
        if scale == .linear, whole, low == 1, high > 30 { low = 0 }
        var axis = Axis(scale: scale, low: low, high: high, wholeNumbers: whole)
        axis.widen(below: room, above: room)
        return axis
    }

    /// The vertical axis for numbers. It begins at zero where the numbers come near it, and leaves some room elsewhere.
    package static func vertical(_ values: some Sequence<Double>, scale: Scale) -> Axis {
        var (smallest, largest) = (Double.infinity, -Double.infinity)
        for value in values where value.isUsable(on: scale) {
            smallest = min(smallest, value)
            largest = max(largest, value)
        }
        guard smallest <= largest else {
            return Axis(scale: scale, low: scale == .linear ? 0 : 0.1, high: scale == .linear ? 1 : 10)
        }
        let (low, high) = spread(smallest, largest, scale, whole: false)
        var axis = Axis(scale: scale, low: low, high: high)
        guard scale == .linear else {
            axis.widen(below: 0.04, above: 0.04)
            return axis
        }
        // A curve that falls to a third of its height is read against zero.
        if smallest >= 0, smallest < 0.35 * largest { axis.low = 0 }
        if largest <= 0, largest > 0.35 * smallest { axis.high = 0 }
        axis.widen(below: axis.low == 0 ? 0 : 0.05, above: axis.high == 0 ? 0 : 0.05)
        return axis
    }

    /// The axis from one end to the other as someone wants it.
    func limited(to range: ClosedRange<Double>?) -> Axis {
        guard let range else { return self }
        var axis = self
        (axis.low, axis.high) = (range.lowerBound.tamed, range.upperBound.tamed)
        return axis
    }

    /// Stops the program where a range is none that an axis of this scale can show.
    static func check(
        _ range: ClosedRange<Double>?, _ scale: Scale, _ name: String, _ file: StaticString, _ line: UInt
    ) {
        guard let range else { return }
        let (low, high) = (range.lowerBound.tamed, range.upperBound.tamed)
        guard low.isFinite, high.isFinite, high - low > max(abs(low), abs(high)) * 1e-12 else {
            fatalError("\(name): an axis goes from a number to a larger one, found \(range)", file: file, line: line)
        }
        guard scale == .linear || low > 0 else {
            fatalError("\(name): a logarithmic axis begins above 0, found \(range)", file: file, line: line)
        }
    }

    /// A range around equal or nearly equal numbers, so that there is something to divide by.
    private static func spread(_ low: Double, _ high: Double, _ scale: Scale, whole: Bool) -> (Double, Double) {
        let size = max(abs(low), abs(high))
        switch scale {
        case .linear:
            guard high - low <= size * 1e-9 else { return (low, high) }
            let margin = size == 0 || (whole && size < 1e6) ? 1 : size * 0.1
            return (low - margin, high + margin)
        case .logarithmic:
            return high > low * 1.000001 ? (low, high) : (low / 2, high * 2)
        }
    }

    private mutating func widen(below: Double, above: Double) {
        switch scale {
        case .linear:
            let span = high - low
            (low, high) = (low - span * below, high + span * above)
        case .logarithmic:
            let factor = log10(high) - log10(low)
            (low, high) = (low / pow(10, factor * below), high * pow(10, factor * above))
        }
    }
}

extension Double {
    /// Whether a number has a place on an axis of this scale.
    package func isUsable(on scale: Axis.Scale) -> Bool {
        isFinite && (scale == .linear || self > 0)
    }

    /// The number, moved into the range that axes can divide: a plot's data may be as large as a Double can be.
    package var tamed: Double {
        isFinite ? (abs(self) < 1e-290 ? 0 : Swift.min(Swift.max(self, -1e300), 1e300)) : self
    }
}
