/// Colours for numbers: darker, or in the dark theme lighter, is more.
struct ColorScale {
    private let low: Double
    private let high: Double
    private let stops: [Color]

    /// A scale from the lowest number to the highest; with a middle at zero where there are numbers on both sides.
    init(_ values: some Sequence<Double>, isDiverging: Bool? = nil, palette: Palette) {
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where value.isFinite { (low, high) = (min(low, value.tamed), max(high, value.tamed)) }
        if low > high { (low, high) = (0, 1) }
        if isDiverging ?? (low < 0 && high > 0) {
            let reach = max(abs(low), abs(high))
            self.low = -reach
            self.high = reach == 0 ? 1 : reach
            stops = [palette.ends.less, palette.less, palette.paper, palette.more, palette.ends.more]
        } else {
            self.low = low
            self.high = high > low ? high : low + max(abs(low), 1)
            stops = [palette.paper, palette.less, palette.ends.less]
        }
    }

    /// The numbers at the ends of the scale.
    var range: ClosedRange<Double> { low...high }

    /// The colour of a number; nil for one that is none.
    func color(_ value: Double) -> Color? {
        guard !value.isNaN else { return nil }
        return color(share: (max(low, min(high, value.tamed)) - low) / (high - low))
    }

    /// The colour at a share of the way from the lowest number to the highest.
    func color(share: Double) -> Color {
        let place = max(0, min(1, share)) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        return stops[index].mixed(with: stops[index + 1], place - Double(index))
    }
}

extension Palette {
    /// Blue and vermilion, which readers with any colour vision tell apart, at half strength.
    fileprivate var less: Color { series[0].mixed(with: paper, 0.45) }
    fileprivate var more: Color { series[1].mixed(with: paper, 0.45) }

    /// The same at full strength: darker than the series on white, lighter on black.
    fileprivate var ends: (less: Color, more: Color) {
        (series[0].mixed(with: ink, 0.35), series[1].mixed(with: ink, 0.35))
    }

    /// Of the text colours the one that is easier to read on a ground.
    func text(on ground: Color) -> Color {
        ink.contrast(to: ground) >= background.contrast(to: ground) ? ink : background
    }
}
