internal import Foundation

/// The marks of an axis with their labels.
package struct Ticks: Sendable, Equatable {
    /// Where the labelled marks are, in units of the data.
    package var values: [Double]
    /// The label of each.
    package var labels: [String]
    /// Where marks without a label are.
    package var minor: [Double] = []

    /// Steps that people count in: 1, 2 or 5 times a power of ten, at most `maximumCount` of them.
    /// - Parameter wholeNumbers: Whether the axis counts things, so that there is nothing between 1 and 2.
    package static func linear(
        from low: Double, to high: Double, maximumCount: Int, wholeNumbers: Bool = false
    ) -> Ticks {
        let span = high - low
        guard span > 0, span.isFinite, maximumCount > 0 else { return single(low) }
        var step = steps(from: span / Double(maximumCount), to: span * 20)
            .first { count(from: low, to: high, step: $0) <= Double(maximumCount) }
        if wholeNumbers { step = step.map { max($0, 1) } }
        guard let step, step > 0, step.isFinite else { return single(low) }
        let first = (low / step - 1e-6).rounded(.up)
        let last = (high / step + 1e-6).rounded(.down)
        guard last >= first, last - first < 1_000 else { return single(low) }
        // Multiples by division where the step is a fraction: 3 / 10 is 0.3, and 3 × 0.1 is not.
        let values = stride(from: first, through: last, by: 1).map { index in
            step < 1 ? (index * (step * inverse(step)).rounded()) / inverse(step) : index * step
        }
        return Ticks(values: values, labels: NumberText.labels(for: values, step: step))
    }

    /// Powers of ten, every one or every few; between them marks without labels. Over less than two powers of ten also
    /// 2 and 5 times them; over less than a third of one, as on a linear axis.
    package static func logarithmic(from low: Double, to high: Double, maximumCount: Int) -> Ticks {
        let decades = log10(high) - log10(low)
        guard low > 0, decades.isFinite, decades > 0, maximumCount > 0 else { return single(low) }
        let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        func marks(_ factors: [Double], every stride: Int = 1) -> [Double] {
            var marks: [Double] = []
            for exponent in exponents where exponent.isMultiple(of: stride) {
                for factor in factors {
                    let mark = factor * NumberText.powerOfTen(exponent)
                    if mark >= low * (1 - 1e-9), mark <= high * (1 + 1e-9) { marks.append(mark) }
                }
            }
            return marks
        }
        let minor = decades <= 12 ? marks([2, 3, 4, 5, 6, 7, 8, 9]) : []
        if decades < 2 {
            for factors in [[1, 2, 5], [1, 3]] as [[Double]] {
                let values = marks(factors)
                if values.count >= 2, values.count <= maximumCount, decades > 0.35 || values.count > 2 {
                    return Ticks(
                        values: values, labels: NumberText.logLabels(for: values),
                        minor: minor.filter { !values.contains($0) })
                }
            }
            if decades < 1 { return linear(from: low, to: high, maximumCount: maximumCount) }
        }
        for stride in [1, 2, 3, 5, 10, 20, 50, 100] {
            let values = marks([1], every: stride)
            if values.count <= maximumCount {
                let between = stride == 1 ? minor : decades <= 60 ? marks([1]).filter { !values.contains($0) } : []
                return Ticks(values: values, labels: NumberText.logLabels(for: values), minor: between)
            }
        }
        return single(low)
    }

    /// The smallest of the steps that people count in that is no smaller than a number.
    static func step(atLeast low: Double) -> Double {
        steps(from: low, to: .infinity).first { $0 >= low * (1 - 1e-9) } ?? low
    }

    private static func single(_ value: Double) -> Ticks {
        Ticks(values: [value], labels: [NumberText.readable(value)])
    }

    /// The steps 1, 2, 5 times powers of ten that lie in a range.
    private static func steps(from low: Double, to high: Double) -> [Double] {
        let exponent = NumberText.exponent(of: low)
        return (exponent...exponent + 3).flatMap { exponent in
            [1.0, 2, 5].map { $0 * NumberText.powerOfTen(exponent) }
        }.filter { $0 >= low * 0.5 && $0 <= high }
    }

    private static func count(from low: Double, to high: Double, step: Double) -> Double {
        (high / step + 1e-6).rounded(.down) - (low / step - 1e-6).rounded(.up) + 1
    }

    /// The power of ten that makes a step a whole number.
    private static func inverse(_ step: Double) -> Double {
        NumberText.powerOfTen(-NumberText.exponent(of: step * 1.000001))
    }
}
