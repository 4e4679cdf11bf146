import Figures
import Foundation
import Testing

struct LinePlotTests {
    @Test(
        "the words say where a line begins and ends and its extreme",
        arguments: [
            ([2.31, 0.5, 0.11, 0.12], "Training loss falls from 2.31 to 0.12 over 4 steps; lowest 0.11 at step 3"),
            ([0.1, 0.97, 0.95], "Training loss rises from 0.1 to 0.95 over 3 steps; highest 0.97 at step 2"),
            ([3, 3, 3], "Training loss stays at 3 over 3 steps"),
            ([1, 4, 1], "Training loss begins and ends at 1 over 3 steps, between 1 and 4"),
            ([0.25], "Training loss is 0.25 at step 1"),
            ([], "Training loss: no data"),
            ([.nan, .infinity], "Training loss: no data; 2 values are not shown"),
            ([2, .nan, 1], "Training loss falls from 2 to 1 over 3 steps; 1 value is not shown"),
        ] as [([Double], String)])
    func altText(values: [Double], text: String) {
        #expect(LinePlot(values, title: "Training loss", x: "step", y: "MSE").altText == text)
    }

    @Test("the words of several lines name each")
    func altTextOfSeveral() {
        let plot = LinePlot(title: "Loss", x: "epoch", y: "MSE") {
            Series("training", [3, 2, 1])
            Series("validation", x: [1, 2, 3], y: [3.5, 2.5, 2.75])
        }
        #expect(
            plot.altText == "Loss: training falls from 3 to 1 over 3 epochs; "
                + "validation falls from 3.5 to 2.75 over 3 epochs; lowest 2.5 at epoch 2")
    }

    @Test("series may come from loops and conditions")
    func builder() {
        let plot = LinePlot {
            for name in ["a", "b"] { Series(name, [1, 2] as [Float]) }
            if name(1) == "c" { Series("c", [3]) } else { Series("d", [3]) }
            if name(2) == "e" { Series("e", [1]) }
        }
        #expect(plot.series.map(\.name) == ["a", "b", "d"])
    }

    private func name(_ index: Int) -> String { ["x", "y", "z"][index] }

    @Test("Float, Double and Int make the same series")
    func types() {
        #expect(Series("a", [1, 2, 3] as [Float]) == Series("a", [1, 2, 3] as [Double]))
        #expect(Series("a", [1, 2, 3] as [Int]) == Series("a", x: [1, 2, 3] as [UInt8], y: [1, 2, 3] as [Float16]))
    }

    @Test("smoothing keeps a constant, follows a slope, and leaves gaps")
    func smoothing() {
        #expect(Series("a", [2, 2, 2, 2]).smoothed(by: 0.9).y == [2, 2, 2, 2])
        let slope = Series("a", (0...100).map(Double.init)).smoothed(by: 0.5)
        #expect(abs(slope.y[50] - 50) < 1e-9)
        let gap = Series("a", [1, .nan, 3]).smoothed(by: 0.5).y
        #expect(gap[1].isNaN)
        #expect(abs(gap[0] - (1 + 0.5 * 3) / 1.5) < 1e-9)
    }

    @Test("a series too short for the smoothing stays as it is, unless it asks for its own")
    func shortSeries() {
        let plot = LinePlot(title: "Loss", x: "epoch", smoothing: 0.95) {
            Series("training", (0..<100).map { Double($0 % 7) })
            Series("validation", [5, 1, 4, 2, 3])
            Series("own", [1, 3], smoothing: 0.5)
        }
        let sentences = plot.altText.split(separator: "; ")
        #expect(sentences[0].hasPrefix("Loss: training, smoothed, "))
        #expect(plot.altText.contains("validation falls from 5 to 3 over 5 epochs; lowest 1 at epoch 2"))
        #expect(plot.altText.contains("own, smoothed, rises from 1.67 to 2.33"))
    }

    @Test("the mean of runs lies in a band from the lowest to the highest, or of one deviation")
    func bands() throws {
        let runs: [[Float]] = [[1, 2], [3, 6]]
        let range = Series("a", meanOf: runs)
        #expect(range.y == [2, 4])
        #expect(range.band == Series("b", [0, 0]).band(from: [1, 2], to: [3, 6]).band)
        #expect(Series("a", meanOf: runs, band: .deviation).band == range.band(deviation: [1, 2]).band)
        #expect(Series("a", meanOf: [] as [[Double]]).y.isEmpty)
        #expect(LinePlot { range }.altText == "a rises from 2 to 4 over 2 values, with a band that ends from 2 to 6")
    }

    @Test("bands that are broken, below zero on a logarithmic axis, or empty can be drawn")
    func strangeBands() throws {
        for (low, high) in [([.nan, 1, -1, 0], [2, .infinity, 3, 1]), ([5, 5, 5, 5], [1, 1, 1, 1])]
            as [([Double], [Double])]
        {
            for options in [LinePlot.Options.logY, [], .logX] {
                let plot = LinePlot(options: options, smoothing: 0.1) {
                    Series("a", [1, 2, 3, 1]).band(from: low, to: high)
                }
                #expect(try !plot.png(scale: 1).isEmpty)
            }
        }
    }

    @Test("a twin has the hue of the series before it, and the next series the next hue")
    func twins() {
        let series = [Series("a", [1]).twin(), Series("b", [1]).twin(), Series("c", [1])]
        let plot = LinePlot { series }
        #expect(plot.series.map(\.isTwin) == [true, true, false])
    }

    @Test("an axis ends where it is told, and the other looks only at what is shown")
    func ranges() throws {
        let plot = LinePlot(
            x: "x", xRange: 0...10
        ) { Series("", x: [1, 5, 100], y: [1, 2, 1_000]) }
        let canvas = try Canvas.drawn(size: plot.size, theme: .light) { plot.draw(on: $0) }
        let texts = canvas.placedTexts.map(\.text)
        #expect(texts.contains("10"))
        #expect(!texts.contains { $0.contains("00") && $0 != "1.00" && $0 != "2.00" })
    }

    @Test("an annotation that lies outside of the axes is not drawn, one inside has its label in the plot")
    func annotations() throws {
        let plot = LinePlot(xRange: 0...2, yRange: 0...2) {
            Series("", [1, 1.5])
            Annotation.point(x: 1, y: 1, "here")
            Annotation.verticalLine(at: 3, "not here")
            Annotation.horizontalLine(at: Double.nan, "nowhere")
        }
        let canvas = try Canvas.drawn(size: plot.size, theme: .light) { plot.draw(on: $0) }
        let texts = canvas.placedTexts.map(\.text)
        #expect(texts.contains("here") && !texts.contains("not here") && !texts.contains("nowhere"))
    }

    @Test("a column of pixels keeps its first, lowest, highest and last point")
    func thinning() {
        let values = (0..<100_000).map { Double($0 * 7_919 % 1_000) }
        let series = Series("a", values)
        let area = Rect(x: 0, y: 0, width: 500, height: 1_000)
        let trace = Trace(
            series, in: area, x: Axis(scale: .linear, low: 1, high: 100_000),
            y: Axis(scale: .linear, low: 0, high: 1_000), columnsPerPixel: 1)
        let points = trace.runs.joined()
        #expect(trace.runs.count == 1)
        #expect(points.count <= 4 * 501)
        func extremes(_ places: [(column: Int, height: Double)]) -> [Int: [Double]] {
            Dictionary(grouping: places, by: \.column)
                .mapValues { [$0.map(\.height).min()!.rounded(), $0.map(\.height).max()!.rounded()] }
        }
        let all = values.enumerated().map { index, value in
            (column: Int(Double(index) / 99_999 * 500), height: 1_000 - value)
        }
        #expect(extremes(points.map { (column: Int($0.x), height: $0.y) }) == extremes(all))
    }

    @Test("numbers that are not finite, or not positive on a logarithmic axis, break the line")
    func gaps() {
        let series = Series("a", [1, 2, .nan, 3, -1, 4, .infinity])
        let area = Rect(x: 0, y: 0, width: 100, height: 100)
        for (scale, runs) in [(Axis.Scale.linear, [2, 3]), (.logarithmic, [2, 1, 1])] {
            let trace = Trace(
                series, in: area, x: .horizontal(series.x, scale: .linear), y: .vertical(series.y, scale: scale),
                columnsPerPixel: 2)
            #expect(trace.runs.map(\.count) == runs)
        }
    }

    @Test("an axis begins at zero where the data come near it, and not where they are far")
    func zero() {
        #expect(Axis.vertical([2.3, 0.1], scale: .linear).low == 0)
        #expect(Axis.vertical([0.98, 0.91], scale: .linear).low > 0.9)
        #expect(Axis.vertical([-5, -0.5], scale: .linear).high == 0)
        #expect(Axis.vertical([-5, 5], scale: .linear).low < -5)
    }
}
