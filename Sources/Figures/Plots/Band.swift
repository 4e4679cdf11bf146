/// An area behind a line: from a low to a high number at each of its points.
public struct Band: Sendable, Equatable {
    /// The lower edge.
    public let low: [Double]
    /// The upper edge.
    public let high: [Double]

    /// How several runs are made one band.
    public enum Spread: Sendable {
        /// From the lowest to the highest run.
        case range
        /// One standard deviation, `√(Σ (yᵢ − ȳ)² / n)`, to both sides of the mean.
        case deviation
    }
}

extension Series {
    /// Creates the mean of several runs of one experiment, each counted from 1, with a band that tells how they differ.
    /// - Parameters:
    ///   - runs: The numbers of each run, all of the same length.
    ///   - band: What the band tells.
    public init(
        _ name: String, meanOf runs: [[some Plottable]], band: Band.Spread = .range, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let runs = runs.map(doubles)
        let length = runs.first?.count ?? 0
        guard runs.allSatisfy({ $0.count == length }) else {
            fatalError(
                "Series \"\(name)\": all runs are of the same length, found \(runs.map(\.count))", file: file,
                line: line)
        }
        let count = Double(runs.count)
        let mean = (0..<length).map { index in runs.reduce(0) { $0 + $1[index] / count } }
        self.init(name: name, x: (0..<length).map { Double($0 + 1) }, y: mean)
        self.band =
            switch band {
            case .range:
                Band(
                    low: (0..<length).map { index in runs.reduce(.infinity) { min($0, $1[index]) } },
                    high: (0..<length).map { index in runs.reduce(-.infinity) { max($0, $1[index]) } })
            case .deviation:
                Band(
                    around: mean,
                    by: (0..<length).map { index in
                        runs.reduce(0) { $0 + ($1[index] - mean[index]) * ($1[index] - mean[index]) / count }
                            .squareRoot()
                    })
            }
    }

    /// The series with an area behind it from `low` to `high`.
    public func band(
        from low: [some Plottable], to high: [some Plottable], file: StaticString = #fileID, line: UInt = #line
    ) -> Series {
        guard low.count == y.count, high.count == y.count else {
            fatalError(
                "Series \"\(name)\": a band has a low and a high for each of the \(y.count) points, found \(low.count) "
                    + "and \(high.count)", file: file, line: line)
        }
        var series = self
        series.band = Band(low: doubles(low), high: doubles(high))
        return series
    }

    /// The series with an area behind it that reaches so far to both sides of each number.
    public func band(
        deviation: [some Plottable], file: StaticString = #fileID, line: UInt = #line
    ) -> Series {
        guard deviation.count == y.count else {
            fatalError(
                "Series \"\(name)\": a band has one deviation for each of the \(y.count) points, found "
                    + "\(deviation.count)", file: file, line: line)
        }
        var series = self
        series.band = Band(around: y, by: doubles(deviation))
        return series
    }
}

extension Band {
    init(around middle: [Double], by deviation: [Double]) {
        low = zip(middle, deviation).map { $0 - $1 }
        high = zip(middle, deviation).map { $0 + $1 }
    }
}
