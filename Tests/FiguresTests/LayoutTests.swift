import Figures
import Foundation
import Testing

/// Facts about where texts stand, for many figures and both ends of what a user may ask for.
struct LayoutTests {
    static let figures: [any Figure] = {
        let long = "a name that is much too long to stand in any legend, with " + String(repeating: "words ", count: 40)
        let values: [[Double]] = [
            [], [1], [3, 3, 3], [1e-30, 2e-30], [1e30, -1e30], [.nan, 1, .infinity], [1.0000001, 1.0000002],
            (0..<5_000).map { sin(Double($0) / 300) * 1e6 }, [123_456_789, 123_456_790], [-1, 1], [0.001, 1_000],
            [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude],
        ]
        let options: [LinePlot.Options] = [[], .logY, .logX, [.logX, .logY]]
        let sizes = [LinePlot.defaultSize, Size(width: 240, height: 160), Size(width: 1_200, height: 300)]
        var figures: [any Figure] = []
        for value in values {
            for option in options {
                for size in sizes {
                    figures.append(
                        LinePlot(value, title: "Title", x: "x title", y: "y title", options: option, size: size))
                }
            }
        }
        for count in [2, 5, 12] {
            for name in ["line", long] {
                let plot = LinePlot(title: long, x: long, y: long) {
                    for k in 0..<count {
                        Series("\(k) \(name)", (0..<100).map { sin(Double($0 + k) / 3) * Double($0 - 50) })
                    }
                }
                figures.append(plot)
            }
        }
        for count in [1, 4, 30] {
            let plot = LinePlot(title: "Annotated", x: "x", y: "y", size: count == 4 ? sizes[1] : sizes[0]) {
                Series("a", meanOf: (0..<3).map { run in (0..<50).map { sin(Double($0 + run) / 3) * Double($0) } })
                for k in 0..<count {
                    Annotation.point(x: k * 3 % 50, y: sin(Double(k)) * 20, "point \(k)")
                    Annotation.verticalLine(at: k * 7 % 50, k == 0 ? long : "step \(k)")
                    Annotation.horizontalLine(at: Double(k * 11 % 50), "height \(k)")
                }
            }
            figures.append(plot)
        }
        for count in [0, 1, 3, 200] {
            for name in ["Dense", long] {
                let layers = (0..<count).map { k in
                    NetworkDiagram.Layer(
                        "\(name) \(k)", output: k == 2 ? nil : k == 1 ? [] : [k, k, 1 << k % 30], parameters: k * 1_000)
                }
                figures.append(NetworkDiagram(input: count == 1 ? nil : [784], layers: layers, title: name))
            }
            let shown = figures.suffix(count)
            figures.append(Subplots(columns: 3, title: long) { Array(shown.prefix(7)) })
            figures.append(Subplots(columns: count + 1) { Array(shown.suffix(2)) })
            figures.append(figures[count % figures.count].resized(width: 200))
        }
        for count in [0, 1, 7, 25, 100] {
            let labels = (0..<count).map { $0 % 10 }
            figures.append(
                ImageGrid(
                    pixels: [Float](repeating: 0.5, count: count * 784), labels: labels,
                    predictions: labels.map { ($0 * 3) % 10 }, title: "Digits"))
            figures.append(
                ImageGrid(
                    pixels: [Float](repeating: 0.5, count: count * 784),
                    captions: (0..<count).map { "\($0) " + long }, title: long))
        }
        for count in [0, 1, 3, 12, 60] {
            let numbers = (0..<count).map { sin(Double($0)) * 1_000 }
            for name in ["a", long] {
                let names = (0..<count).map { "\($0) \(name)" }
                figures.append(BarChart(names, numbers, title: name, x: name, y: name))
                figures.append(
                    HeatMap(
                        numbers + numbers, rows: 2, columns: count, title: name, x: name, y: name,
                        rowNames: [name, name], columnNames: names))
                figures.append(
                    HeatMap(
                        numbers + numbers, rows: count, columns: 2, title: name, x: name, y: name, rowNames: names,
                        columnNames: [name, name], numbers: false))
                if count > 0 {
                    figures.append(
                        ConfusionPlot(labels: [], predictions: [], classes: count, names: names, title: name))
                }
            }
            figures.append(Histogram(numbers, title: long, x: long))
            figures.append(ScatterPlot(numbers, numbers.reversed(), title: long, x: long, y: long))
            figures.append(FilterGrid(numbers, width: 1, height: 1, title: long))
        }
        return figures
    }()

    @Test("no text overlaps another, and all are inside the canvas")
    func noOverlap() throws {
        for figure in Self.figures + Self.figures.compactMap(\.narrow) {
            let canvas = try Canvas.drawn(size: figure.size, theme: .light) { figure.draw(on: $0) }
            let texts = canvas.placedTexts
            let whole = Rect(x: 0, y: 0, width: figure.size.width, height: figure.size.height)
            for (index, text) in texts.enumerated() {
                #expect(whole.contains(text.box), "\(text.text) of \(figure.altText)")
                for other in texts[(index + 1)...] {
                    #expect(!text.box.intersects(other.box), "\(text.text) and \(other.text) of \(figure.altText)")
                }
            }
        }
    }

    @Test("the legend stands in a corner without data, or above where there is none")
    func legend() throws {
        func legendTop(_ values: [Double]) throws -> Double {
            let plot = LinePlot(y: "y") {
                Series("first", values)
                Series("second", values.map { $0 * 0.99 })
            }
            let canvas = try Canvas.drawn(size: plot.size, theme: .light) { plot.draw(on: $0) }
            return try #require(canvas.placedTexts.first { $0.text == "first" }).box.y
        }
        let falling = try legendTop((1...200).map { 1 / Double($0) })
        let rising = try legendTop((1...200).map { 1 - 1 / Double($0) })
        let everywhere = try legendTop((1...200).map { Double($0 % 2) })
        #expect(everywhere < falling)
        #expect(falling < rising)
    }

    @Test("control characters and endless titles do no harm")
    func strangeTexts() throws {
        for title in ["a\nb\tc\0d", String(repeating: "x", count: 100_000), "مرحبا 日本 👩‍👩‍👧", "\u{202E}abc"] {
            let plot = LinePlot([1, 2], title: title, x: title, y: title)
            #expect(try !plot.png(scale: 1).isEmpty)
        }
    }
}
