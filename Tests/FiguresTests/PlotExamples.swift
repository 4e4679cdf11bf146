import Figures
import Foundation

/// Plots with bands, twins, annotations and axes of their own.
enum PlotExamples {
    static let figures: [(name: String, figure: any Figure)] = [
        ("line-twin", twin), ("line-bands", bands), ("line-range", ranged), ("scatter-log", scatterLog),
        ("network", network), ("network-narrow", network.narrow!), ("subplots", subplots), ("subplots-three", three),
        ("scatter-regions", regions), ("graph", graph),
    ]

    private static let regions = ScatterPlot(
        title: "Three classes and a circle", x: "x₁", y: "x₂",
        regions: Regions(
            (0..<40 * 60).map { place in
                let (x, y) = (Double(place % 60) / 10 - 2.95, 1.95 - Double(place / 60) / 10)
                return y > 1.5 ? -1 : y < -1.5 ? 2 : x * x + y * y < 1 ? 0 : 1
            }, rows: 40, columns: 60, x: -3...3, y: -2...2)
    ) {
        Series("inside", x: [0, 0.4, -0.5], y: [0.2, -0.3, 0.1])
        Series("outside", x: [2, -1.8, 1.6, -2.4], y: [0.2, -0.3, 1.1, 0.4])
        Series("circle", x: circle.map { cos($0) }, y: circle.map { sin($0) }).line()
        Series("same hue", x: [-3, 3], y: [-1, 1]).line().twin()
    }

    private static let circle = (0...90).map { Double($0) / 45 * .pi }

    private static let graph = ComputationGraph(
        [
            .input("x", "3"), .parameter("w", "2", gradient: "∂L/∂w = −6"),
            .step("wx", "w · x", of: ["x", "w"], "6", gradient: "∂L/∂wx = −2"), .parameter("b", "1"), .input("y", "8"),
            .step("out", "wx + b", of: ["wx", "b"], "7"),
            .step("L", "(out − y)²", of: ["out", "y"], "1", gradient: "∂L/∂L = 1"),
        ], title: "A line and its loss")

    private static let network = NetworkDiagram(
        input: [28, 28, 1],
        layers: [
            .init("Conv2D 3 × 3, relu", output: [26, 26, 32], parameters: 320),
            .init("MaxPool2D 2 × 2", output: [13, 13, 32]), .init("Flatten"), .init("Dropout 0.5", output: [5_408]),
            .init("Dense 5408 → 10", output: [10], parameters: 54_090),
        ], title: "A small network")

    private static let subplots = Subplots(columns: 2, title: "Two by two") {
        LinePlot(title: "Loss", x: "epoch", y: "loss") {
            Series("training", [2, 1, 0.5])
            Series("validation", [1.9, 1.2, 0.9]).twin()
        }
        BarChart(["a", "b"], [1, 3], title: "Bars")
        HeatMap((0..<12).map(Double.init), rows: 3, columns: 4, title: "Heat")
        FilterGrid(sizes.map { sin($0) }, width: 2, height: 2, title: "Filters")
    }

    private static let three = Subplots(columns: 3, title: "Three learning rates") {
        for rate in ["0.1", "0.01", "0.001, which takes its time"] {
            LinePlot(title: "Learning rate " + rate, x: "epoch", y: "cross-entropy") {
                Series("training loss", [2.3, 1.1, 0.7, 0.5, 0.4])
                Series("validation loss", [2.2, 1.3, 0.9, 0.8, 0.9]).twin()
            }
        }
    }

    private static let twin = LinePlot(title: "Loss", x: "epoch", y: "loss", options: .logY, smoothing: 0.95) {
        Series("training", x: (0..<2_340).map { Double($0 + 1) / 468 }, y: (0..<2_340).map(GoldenTests.noisyLoss))
        Series("validation", [0.5, 0.21, 0.16, 0.15, 0.18]).twin()
        Annotation.point(x: 4, y: 0.15, "best")
    }

    private static let bands = LinePlot(title: "Five runs each", x: "step", y: "loss") {
        Series("SGD", meanOf: runs(rate: 40), band: .deviation)
        Series("Adam", meanOf: runs(rate: 15))
        Annotation.verticalLine(at: 60, "learning rate ÷ 10")
        Annotation.horizontalLine(at: 0.5, "guessing")
    }

    private static func runs(rate: Double) -> [[Double]] {
        (0..<5).map { run in
            (0..<120).map { step in
                let wave = 1 + sin(Double(step * run) / 9)
                return exp(-Double(step) / rate) + Double(run) * 0.02 * wave
            }
        }
    }

    private static let cubic = (-40...40).map { Double($0) / 10 }

    private static let ranged = LinePlot(title: "Cut off", x: "x", y: "y", xRange: -2...2, yRange: -1...1) {
        Series("cubic", x: cubic, y: cubic.map { $0 * $0 * $0 })
        Series("few", x: [-3, -1, 0, 1, 3], y: [0.5, 0.5, -5, 0.5, 0.5])
        Annotation.point(x: 1.5, y: 5, "outside, so not shown")
        Annotation.point(x: 0, y: 0, "turning point")
        Annotation.verticalLine(at: 2)
    }

    private static let sizes = (1...40).map { pow(10, Double($0) / 8) }

    private static let scatterLog = ScatterPlot(
        title: "Time and size", x: "parameters", y: "seconds", options: [.logX, .logY]
    ) {
        Series("measured", x: sizes, y: sizes.map { pow($0, 0.8) * 1e-4 * (1.5 + sin($0)) })
        Annotation.horizontalLine(at: 0.1, "patience")
    }
}
