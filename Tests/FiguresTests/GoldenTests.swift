import Figures
import Foundation
import Testing

/// Every kind of figure, compared with a picture that someone has looked at.
///
/// `RECORD=1 swift test --filter GoldenTests` records the pictures anew, and fails once.
struct GoldenTests {
    static let figures: [(name: String, figure: any Figure)] = [
        (
            "line-smoothed",
            LinePlot(
                (0..<2_340).map { step in
                    let wave = sin(Double(step * step % 997)) * 0.1
                    return 0.12 + 2.2 * exp(-Double(step) / 300) + wave * (0.3 + exp(-Double(step) / 300))
                }, title: "Training loss", x: "step", y: "MSE", smoothing: 0.95)
        ),
        (
            "line-two",
            LinePlot(title: "Loss", x: "epoch", y: "cross-entropy") {
                let epochs = Array(1...12)
                Series("training", x: epochs, y: epochs.map { 2.3 * exp(-Double($0) / 3) + 0.05 })
                Series("validation", x: epochs, y: epochs.map { 2.3 * exp(-Double($0) / 3) + 0.012 * Double($0 + 4) })
            }
        ),
        (
            "line-log",
            LinePlot(title: "Learning rate range test", x: "learning rate", y: "loss", options: [.logX, .logY]) {
                let rates = (0..<200).map { pow(10, -6 + 6 * Double($0) / 199) }
                Series("SGD", x: rates, y: rates.map { 2.3 / (1 + 500 * $0) + $0 * $0 * 40 })
                Series("Adam", x: rates, y: rates.map { 2.3 / (1 + 5_000 * $0) + $0 * $0 * 400 })
                Series("RMSProp", x: rates, y: rates.map { 2 / (1 + 2_000 * $0) + $0 * $0 * 100 })
            }
        ),
        (
            "line-gaps",
            LinePlot([1, 2, .nan, 3, 4, .infinity, 2, .nan, 1.5], title: "With gaps", x: "step", y: "value")
        ),
        ("line-empty", LinePlot([] as [Double], title: "Nothing yet", x: "step", y: "loss")),
        (
            "digits",
            ImageGrid(
                pixels: (0..<20).flatMap(ring), labels: (0..<20).map { $0 % 10 },
                predictions: (0..<20).map { $0 == 9 ? 4 : $0 == 13 ? 5 : $0 % 10 }, title: "Twenty images")
        ),
    ]

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
        guard ProcessInfo.processInfo.environment["RECORD"] == nil else {
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
