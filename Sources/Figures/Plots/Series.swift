/// A row of numbers with a name: one line of a plot.
public struct Series: Sendable, Equatable {
    /// The name, shown in the legend.
    public var name: String
    /// Where the numbers lie from left to right.
    public let x: [Double]
    /// The numbers. One that is not finite leaves a gap.
    public let y: [Double]
    /// The weight of the past in the moving average, from 0 (none) to less than 1; nil for the plot's.
    public var smoothing: Double?
    /// Whether the line has the hue of the one before it, and dashes: validation beside training.
    public var isTwin = false
    /// Whether a scatter plot joins the points by a line instead of marking each.
    public internal(set) var isLine = false
    /// How far the numbers may lie off, as an area behind the line.
    public internal(set) var band: Band?

    /// Creates a series of numbers counted from 1: step 1, step 2, …
    /// - Parameter smoothing: The weight of the past in the moving average; the plot's if nil.
    public init(
        _ name: String, _ y: [some Plottable], smoothing: Double? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let y = doubles(y)
        self.init(name: name, x: y.indices.map { Double($0 + 1) }, y: y)
        self.smoothing = Series.checked(smoothing, in: "Series", file, line)
    }

    /// Creates a series of numbers at places of one's own.
    /// - Parameter smoothing: The weight of the past in the moving average; the plot's if nil.
    public init(
        _ name: String, x: [some Plottable], y: [some Plottable], smoothing: Double? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        guard x.count == y.count else {
            fatalError(
                "Series \"\(name)\": there is one y for each x, found \(x.count) x and \(y.count) y", file: file,
                line: line)
        }
        self.init(name: name, x: doubles(x), y: doubles(y))
        self.smoothing = Series.checked(smoothing, in: "Series", file, line)
    }

    /// The series as the companion of the one before it: the same hue, dashes or hollow marks.
    public func twin() -> Series {
        var series = self
        series.isTwin = true
        return series
    }

    /// The series as a line among the points of a scatter plot, such as a model among the data.
    public func line() -> Series {
        var series = self
        series.isLine = true
        return series
    }

    /// The weight if it is one; stops the program where it is not.
    static func checked(_ smoothing: Double?, in name: String, _ file: StaticString, _ line: UInt) -> Double? {
        guard let smoothing, !(0..<1).contains(smoothing) else { return smoothing }
        fatalError("\(name): smoothing is from 0 to less than 1, found \(smoothing)", file: file, line: line)
    }

    /// The series as an exponential moving average to both sides: `yᵢ` becomes `Σⱼ β^|i−j| yⱼ / Σⱼ β^|i−j|`.
    ///
    /// The plot knows what comes after each point, and an average of the past alone would lag behind a falling loss.
    /// Numbers that are not finite stay as they are and are not averaged.
    package func smoothed(by beta: Double) -> Series {
        var series = Series(name: name, x: x, y: Series.smoothed(y, by: beta))
        series.isTwin = isTwin
        series.band = band.map {
            Band(low: Series.smoothed($0.low, by: beta), high: Series.smoothed($0.high, by: beta))
        }
        return series
    }

    private static func smoothed(_ y: [Double], by beta: Double) -> [Double] {
        var sums = [Double](repeating: 0, count: y.count)
        var weights = sums
        func pass(_ indices: some Sequence<Int>, countingSelf: Bool) {
            var (sum, weight) = (0.0, 0.0)
            for index in indices where y[index].isFinite {
                let value = y[index].tamed
                (sum, weight) = (sum * beta, weight * beta)
                sums[index] += sum + (countingSelf ? value : 0)
                weights[index] += weight + (countingSelf ? 1 : 0)
                (sum, weight) = (sum + value, weight + 1)
            }
        }
        pass(y.indices, countingSelf: true)
        pass(y.indices.reversed(), countingSelf: false)
        return y.indices.map { y[$0].isFinite ? sums[$0] / weights[$0] : y[$0] }
    }

    init(name: String, x: [Double], y: [Double]) {
        self.name = name
        self.x = x
        self.y = y
    }
}
