import Figures
import Foundation
import Testing

/// Every kind of figure, compared with a picture that someone has looked at.
///
/// A picture that is missing, or all with `RECORD=1`, are recorded anew, which fails once.
struct GoldenTests {
    static let figures: [(name: String, figure: any Figure)] =
        [
            ("line-smoothed", smoothed), ("line-two", two), ("line-log", logarithmic), ("line-gaps", gaps),
            ("line-empty", empty), ("digits", digits), ("bars", bars), ("bars-lying", lyingBars),
            ("histogram", histogram), ("scatter", scatter),
            ("confusion", confusion), ("heat", heat), ("heat-smooth", smoothHeat), ("filters", filters),
        ] + PlotExamples.figures

    private static let smoothed = LinePlot(
        (0..<2_340).map(noisyLoss), title: "Training loss", x: "step", y: "MSE", smoothing: 0.95)
    private static let two = LinePlot(title: "Loss", x: "epoch", y: "cross-entropy") {
        Series("training", (1...12).map { epochLoss($0, drift: 0) })
        Series("validation", x: Array(1...12), y: (1...12).map { epochLoss($0, drift: 0.012) })
    }
    private static let logarithmic = LinePlot(
        title: "Learning rate range test", x: "learning rate", y: "loss", options: [.logX, .logY]
    ) {
        Series("SGD", x: rates, y: rates.map { lossAtRate($0, speed: 500, cost: 40) })
        Series("Adam", x: rates, y: rates.map { lossAtRate($0, speed: 5_000, cost: 400) })
        Series("RMSProp", x: rates, y: rates.map { lossAtRate($0, speed: 2_000, cost: 100) })
    }
    private static let gaps = LinePlot(
        [1, 2, .nan, 3, 4, .infinity, 2, .nan, 1.5] as [Double], title: "With gaps", x: "step", y: "value")
    private static let empty = LinePlot([] as [Double], title: "Nothing yet", x: "step", y: "loss")
    private static let digits = ImageGrid(
        pixels: (0..<20).flatMap(ring), labels: (0..<20).map { $0 % 10 },
        predictions: (0..<20).map { $0 == 9 ? 4 : $0 == 13 ? 5 : $0 % 10 }, title: "Twenty images")
    private static let bars = BarChart(
        ["plain", "momentum", "Adam", "RMSProp", "none"],
        [0.91, 0.97, 0.979, -0.2, .nan] as [Double], title: "Change of accuracy", x: "optimizer", y: "change")
    private static let lyingBars = BarChart(
        ["plain", "momentum", "Adam", "a name that is too long for the room that it has, even here", "none"],
        [0.91, 0.97, 0.979, -0.2, .nan] as [Double], title: "Change of accuracy", x: "optimizer", y: "change")
    private static let histogram = Histogram(scattered(2_000, by: 0.04), title: "Initial weights", x: "weight")
    private static let scatter = ScatterPlot(title: "Three classes", x: "x₁", y: "x₂") {
        for k in 0..<3 {
            let (x, y) = (scattered(60, by: 1, from: k * 7), scattered(60, by: 1, from: k * 11 + 3))
            Series("class \(k)", x: x.map { $0 + Double(3 * k) }, y: y.map { $0 + Double(k * k) })
        }
    }
    private static let confusion = ConfusionPlot(
        labels: (0..<1_000).map { $0 % 10 }, predictions: (0..<1_000).map { $0 % 17 == 3 ? $0 * 3 % 10 : $0 % 10 },
        title: "What was taken for what")
    private static let heat = HeatMap(
        (0..<20).map { $0 == 7 ? .nan : 2 * sin(Double($0)) } as [Double], rows: 4, columns: 5, title: "A tensor",
        x: "feature", y: "example", rowNames: ["a", "b", "c", "d"])
    private static let smoothHeat = HeatMap((0..<90 * 120).map(wave), rows: 90, columns: 120, title: "Smooth shades")
    private static let filters = FilterGrid(
        (0..<16 * 25).map { sin(Double($0) * 1.7) * cos(Double($0) / 25) } as [Double], width: 5, height: 5,
        title: "Sixteen filters")

    private static func wave(_ place: Int) -> Double {
        sin(Double(place % 120) / 20) * cos(Double(place / 120) / 15) + 1
    }

    private static let rates = (0..<200).map { pow(10, -6 + 6 * Double($0) / 199) }

    private static func lossAtRate(_ rate: Double, speed: Double, cost: Double) -> Double {
        2.3 / (1 + speed * rate) + rate * rate * cost
    }

    private static func epochLoss(_ epoch: Int, drift: Double) -> Double {
        2.3 * exp(-Double(epoch) / 3) + 0.05 + drift * Double(epoch)
    }

    static func noisyLoss(_ step: Int) -> Double {
        let decay = exp(-Double(step) / 300)
        let noise = sin(Double(step * step % 997)) * 0.1 * (0.3 + decay)
        return 0.12 + 2.2 * decay + noise
    }

    /// Numbers around zero that look like chance.
    private static func scattered(_ count: Int, by width: Double, from first: Int = 0) -> [Double] {
        (first..<first + count).map { index in
            let parts = (1...6).map { Double((index * 7_919 + $0 * 104_729) * (index + $0) % 10_007) / 10_007 }
            return (parts.reduce(0, +) - 3) * width
        }
    }

    /// A ring with a bar through it, different for each number.
    private static func ring(_ number: Int) -> [Float] {
        (0..<784).map { place in
            let (x, y) = (Double(place % 28) - 13.5, Double(place / 28) - 13.5)
            let edge = (x * x + y * y * 0.7).squareRoot() - 5 - Double(number % 5)
            let bar = number.isMultiple(of: 2) ? 0 : exp(-pow(x * cos(Double(number)) + y * sin(Double(number)), 2) / 3)
            return Float(max(exp(-edge * edge / 2), bar))
        }
    }

    @Test("figures look as they did when someone looked at them", arguments: figures.map(\.name), FigureTheme.allCases)
    func golden(name: String, theme: FigureTheme) throws {
        let figure = try #require(Self.figures.first { $0.name == name }).figure
        let bytes = try figure.png(theme: theme, scale: 1)
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/figures/\(name)-\(theme.rawValue).png").standardized
        guard ProcessInfo.processInfo.environment["RECORD"] == nil, FileManager.default.fileExists(atPath: file.path)
        else {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: file)
            Issue.record("recorded \(file.lastPathComponent); look at it, then run without RECORD")
            return
        }
        let expected = try PNG(decoding: Data(contentsOf: file)).image
        let found = try PNG(decoding: bytes).image
        try #require(expected.width == found.width && expected.height == found.height)
        let differences = zip(expected.pixels, found.pixels).map { abs(Int($0) - Int($1)) }
        let strong = differences.count { $0 > 40 }
        let seen = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(theme.rawValue).png")
        if strong * 1_000 > differences.count { try bytes.write(to: seen) }
        #expect(strong * 1_000 <= differences.count, "\(strong) of \(differences.count) bytes differ; see \(seen.path)")
    }
}
