import Figures
import Testing

struct TickTests {
    @Test(
        "steps are 1, 2 or 5 times a power of ten",
        arguments: [
            (0.0, 1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (0, 2.5, 6, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]),
            (0, 2340, 9, ["0", "500", "1,000", "1,500", "2,000"]),
            (0.031, 0.072, 5, ["0.04", "0.05", "0.06", "0.07"]),
            (-1, 1, 5, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
            (0, 60_000, 7, ["0", "10,000", "20,000", "30,000", "40,000", "50,000", "60,000"]),
            (0, 1_200_000, 7, ["0", "200k", "400k", "600k", "800k", "1M", "1.2M"]),
            (0, 0.0004, 5, ["0", "10⁻⁴", "2×10⁻⁴", "3×10⁻⁴", "4×10⁻⁴"]),
            (0, 3e30, 4, ["0", "10³⁰", "2×10³⁰", "3×10³⁰"]),
            (1_000_000, 1_000_004, 5, ["1,000,000", "1,000,001", "1,000,002", "1,000,003", "1,000,004"]),
            (97, 98.2, 5, ["97.0", "97.5", "98.0"]),
        ])
    func linear(low: Double, high: Double, count: Int, labels: [String]) {
        #expect(Ticks.linear(from: low, to: high, maximumCount: count).labels == labels)
    }

    @Test("where few ticks are wanted, some more are had so that the scale can be read")
    func readable() {
        func labels(_ low: Double, _ high: Double, most: Int) -> [String] {
            Axis(scale: .linear, low: low, high: high).readableTicks(wanted: 2, most: most).labels
        }
        #expect(labels(0.9e-8, 3.6e-8, most: 2) == ["2×10⁻⁸"])
        #expect(labels(0.9e-8, 3.6e-8, most: 3) == ["10⁻⁸", "2×10⁻⁸", "3×10⁻⁸"])
        #expect(labels(-4, 4, most: 5) == ["−4", "−2", "0", "2", "4"])
        #expect(labels(0, 1.9, most: 3) == ["0", "1"])
    }

    @Test("there is no tick between whole numbers")
    func wholeNumbers() {
        let ticks = Ticks.linear(from: 1, to: 3, maximumCount: 9, wholeNumbers: true)
        #expect(ticks.labels == ["1", "2", "3"])
        #expect(Ticks.linear(from: 1, to: 3, maximumCount: 9).labels.count > 3)
    }

    @Test("ticks are the numbers that their labels say")
    func exact() {
        let tenths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
        #expect(Ticks.linear(from: 0, to: 1, maximumCount: 11).values == tenths)
    }

    @Test(
        "a logarithmic axis has powers of ten, or what lies between where there are few",
        arguments: [
            (0.01, 100.0, 6, ["0.01", "0.1", "1", "10", "100"]),
            (1e-6, 1, 8, ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"]),
            (1e-30, 1e30, 5, ["10⁻²⁰", "10⁰", "10²⁰"]),
            (0.8, 12, 6, ["1", "2", "5", "10"]),
            (0.09, 0.8, 6, ["0.1", "0.2", "0.5"]),
        ])
    func logarithmic(low: Double, high: Double, count: Int, labels: [String]) {
        #expect(Ticks.logarithmic(from: low, to: high, maximumCount: count).labels == labels)
    }

    @Test("between powers of ten there are marks without labels")
    func minor() {
        #expect(Ticks.logarithmic(from: 1, to: 100, maximumCount: 3).minor.count == 16)
    }

    @Test("any range gives some ticks inside it, and no more than asked for")
    func anyRange() {
        let numbers = [0, 1e-300, 1e-30, 1e-6, 0.3, 1, 7, 99.99, 1e6, 1e15, 1e30, 1e300]
        for low in numbers + numbers.map({ -$0 }) {
            for span in [1e-9 * max(abs(low), 1e-290), 1e-6, 0.1, 1, 12, 1e3, 1e9, 1e30, 1e300] where low + span > low {
                for count in 1...12 {
                    let ticks = Ticks.linear(from: low, to: low + span, maximumCount: count)
                    #expect((1...max(count, 1)).contains(ticks.values.count), "\(low) \(span) \(count)")
                    #expect(ticks.labels.count == ticks.values.count)
                    #expect(ticks.values.allSatisfy { $0.isFinite })
                }
                if low > 0 {
                    let ticks = Ticks.logarithmic(from: low, to: low + span, maximumCount: 6)
                    #expect((1...6).contains(ticks.values.count), "\(low) \(span)")
                }
            }
        }
    }

    @Test(
        "numbers in sentences have three digits",
        arguments: [
            (0, "0"), (2.3149, "2.31"), (0.5, "0.5"), (2340, "2,340"), (59_999, "59,999"), (0.1164, "0.116"),
            (1.2e-7, "1.2×10⁻⁷"), (1e-9, "10⁻⁹"), (-3.5e30, "−3.5×10³⁰"), (1234.6, "1,235"), (0.09999, "0.1"),
            (.infinity, "∞"), (.nan, "not a number"), (9.999e-5, "10⁻⁴"), (.leastNonzeroMagnitude, "4.9×10⁻³²⁴"),
            (1.7976931348623157e308, "1.8×10³⁰⁸"),
        ] as [(Double, String)])
    func readable(value: Double, text: String) {
        #expect(NumberText.readable(value) == text)
    }
}
