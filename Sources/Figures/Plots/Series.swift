/// A row of numbers with a name: one line of a plot.
public struct Series: Sendable, Equatable {
    /// The name, shown in the legend.
    public var name: String
    /// Where the numbers lie from left to right.
    public let x: [Double]
    /// The numbers. One that is not finite leaves a gap.
    public let y: [Double]

    /// Creates a series of numbers counted from 1: step 1, step 2, …
    public init(_ name: String, _ y: [some Plottable]) {
        self.name = name
        self.x = (0..<y.count).map { Double($0 + 1) }
        self.y = doubles(y)
    }

    /// Creates a series of numbers at places of one's own.
    public init(
        _ name: String, x: [some Plottable], y: [some Plottable], file: StaticString = #fileID, line: UInt = #line
    ) {
        guard x.count == y.count else {
            fatalError(
                "Series \"\(name)\": there is one y for each x, found \(x.count) x and \(y.count) y", file: file,
                line: line)
        }
        self.name = name
        self.x = doubles(x)
        self.y = doubles(y)
    }

    /// The series as an exponential moving average to both sides: `yᵢ` becomes `Σⱼ β^|i−j| yⱼ / Σⱼ β^|i−j|`.
    ///
    /// The plot knows what comes after each point, and an average of the past alone would lag behind a falling loss.
    /// Numbers that are not finite stay as they are and are not averaged.
    package func smoothed(by beta: Double) -> Series {
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
        return Series(name: name, x: x, y: y.indices.map { y[$0].isFinite ? sums[$0] / weights[$0] : y[$0] })
    }

    init(name: String, x: [Double], y: [Double]) {
        self.name = name
        self.x = x
        self.y = y
    }
}

/// Collects the series of a plot: `{ Series("training", a); Series("validation", b) }`.
@resultBuilder
public enum SeriesBuilder {
    /// One series.
    public static func buildExpression(_ series: Series) -> [Series] { [series] }
    /// Several series.
    public static func buildExpression(_ series: [Series]) -> [Series] { series }
    /// The series one after the other.
    public static func buildBlock(_ parts: [Series]...) -> [Series] { parts.flatMap(\.self) }
    /// The series of a loop.
    public static func buildArray(_ parts: [[Series]]) -> [Series] { parts.flatMap(\.self) }
    /// The series of an `if`.
    public static func buildOptional(_ part: [Series]?) -> [Series] { part ?? [] }
    /// The series of the first branch.
    public static func buildEither(first part: [Series]) -> [Series] { part }
    /// The series of the second branch.
    public static func buildEither(second part: [Series]) -> [Series] { part }
}
