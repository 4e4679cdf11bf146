import Figures
import Foundation
import Testing

/// Bars, histograms, points, tables: what they count and say.
struct KindsTests {
    @Test("bars are named in words, all where they are few")
    func bars() {
        #expect(BarChart(["a", "b", "c"], [1, .nan, 3]).altText == "Bar chart: a 1, c 3")
        let many = BarChart((0..<10).map { "d\($0)" }, (0..<10).map { $0 * $0 }, title: "Squares")
        #expect(many.altText == "Squares: 10 bars, highest d9 81, lowest d0 0")
        #expect(BarChart([], [] as [Double]).altText == "Bar chart: no data")
    }

    @Test("whole numbers stand in the middle of their ranges")
    func wholeNumbers() {
        let histogram = Histogram([1, 1, 2, 4])
        #expect(histogram.starts == [0.5, 1.5, 2.5, 3.5])
        #expect(histogram.counts == [2, 1, 0, 1])
        #expect(histogram.altText == "Histogram: 4 values with mean 2, most often between 0.5 and 1.5")
    }

    @Test(
        "every finite number is counted once, whatever the numbers are",
        arguments: [
            [], [3], [5, 5, 5, 5], [0, 1e-300], [1e300, -1e300], [.nan, .infinity, 2], [0.1, 0.2, 0.3, 0.4],
            (0..<1_000).map { Double($0 * $0 % 997) / 13 }, [1, 1 + 1e-12],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 1e12], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
        ] as [[Double]])
    func counted(values: [Double]) throws {
        for bins in [nil, 1, 10, 1_000] {
            let histogram = Histogram(values, bins: bins)
            #expect(histogram.counts.reduce(0, +) == values.count { $0.isFinite })
            #expect(histogram.counts.count <= 500)
            #expect(histogram.width > 0)
            #expect(try !histogram.png(scale: 1).isEmpty)
        }
    }

    @Test("a range holds its first number and not its last")
    func edges() {
        let histogram = Histogram([0, 0.1, 0.2, 0.3, 0.35, 0.9], bins: 10)
        #expect(histogram.width == 0.1)
        #expect(histogram.counts == [1, 1, 1, 2, 0, 0, 0, 0, 0, 1])
    }

    @Test("a confusion matrix counts pairs and tells the most frequent mistakes")
    func confusion() {
        let matrix = ConfusionPlot(labels: [0, 0, 1, 1, 1, 2], predictions: [0, 1, 1, 1, 0, 2], classes: 3)
        #expect(matrix.counts == [1, 1, 0, 1, 2, 0, 0, 0, 1])
        #expect(
            matrix.altText
                == "Confusion matrix: 66.7 % of 6 right; most often 0 taken for 1 (1), 1 taken for 0 (1)")
    }

    @Test("a heat map tells its ends, and NaN has no part in them")
    func heat() {
        let map = HeatMap([1, 2, .nan, -4], rows: 2, columns: 2, columnNames: ["a", "b"])
        #expect(map.altText == "Heat map: 2 × 2 numbers, lowest −4 at row 2, column b, highest 2 at row 1, column b")
        #expect(HeatMap([] as [Float], rows: 0, columns: 3).altText == "Heat map: 0 × 3, no numbers")
    }

    @Test("tables of any shape and content can be drawn")
    func shapes() throws {
        for (rows, columns) in [(0, 0), (1, 1), (1, 5_000), (5_000, 1), (300, 300)] {
            let map = HeatMap([Float](repeating: .infinity, count: rows * columns), rows: rows, columns: columns)
            #expect(try !map.png(scale: 1).isEmpty)
        }
        let extremes = HeatMap([.greatestFiniteMagnitude, -.infinity, .nan, 0] as [Double], rows: 2, columns: 2)
        #expect(try !extremes.png(scale: 1).isEmpty)
    }

    @Test("points and filters are counted in words")
    func words() {
        let scatter = ScatterPlot([1, 2, .nan], [3, 5, 4], title: "Points")
        #expect(scatter.altText == "Points: 2 points around (1.5, 4)")
        let filters = FilterGrid([-1, 0, 0.5, .nan], width: 2, height: 1)
        #expect(filters.altText == "2 filters of 2 × 1 weights from −1 to 0.5")
    }

    private func texts(_ figure: any Figure) throws -> [String] {
        try Canvas.drawn(size: figure.size, theme: .light) { figure.draw(on: $0) }.placedTexts.map(\.text)
    }

    @Test("bars lie beside their names where these are too long to stand below, unless they are too many")
    func lyingBars() throws {
        let names = (1...12).map { "optimizer \($0)" }
        #expect(try texts(BarChart(names, names.map { _ in 0.5 })).filter(names.contains) == names.reversed())
        let many = (1...80).map { "class \($0)" }
        #expect(try texts(BarChart(many, many.map { _ in 0.5 })).filter(many.contains).first == "class 1")
        #expect(
            try texts(BarChart(["SGD", "Adam"], [1, 2])).filter { $0 == "SGD" || $0 == "Adam" } == ["SGD", "Adam"])
    }

    @Test("a histogram of equal numbers has them in the middle of its bar")
    func equalNumbers() {
        #expect(Histogram([1.0, 1, 1]).starts == [0.95])
        #expect(Histogram([0.3, 0.3]).starts.map { abs($0 - 0.275) < 1e-9 } == [true])
    }

    @Test("in three columns a plot keeps room for its lines below title and legend")
    func threeColumns() throws {
        let panels = Subplots(columns: 3) {
            for _ in 0..<3 { LinePlot([1, 2, 3], title: "a") }
        }
        #expect(panels.size.height > 0.75 * (panels.size.width / 3))
    }

    @Test("wide plots, grids, tables and panels have a form as wide as a phone; narrow figures have none")
    func narrow() throws {
        let plot = LinePlot([1, 2, 3], title: "a", size: Size(width: 640, height: 200))
        #expect(try #require(plot.narrow).size == Size(width: 360, height: 200))
        #expect(plot.resized(width: 400).narrow == nil)
        let grid = ImageGrid(
            pixels: [Float](repeating: 0, count: 30 * 784), captions: Array(repeating: "7 → 1", count: 30))
        let narrow = try #require(grid.narrow as? ImageGrid)
        #expect(grid.columns == 10 && narrow.columns == 5 && narrow.size.width <= 360)
        let filters = FilterGrid([Float](repeating: 0, count: 20 * 784), width: 28, height: 28)
        #expect(try #require(filters.narrow).size.width <= 360)
        let panels = Subplots(columns: 3, title: "All") {
            plot
            HeatMap([1, 2], rows: 1, columns: 2)
            grid
        }
        let column = try #require(panels.narrow as? Subplots)
        #expect(column.columns == 1 && column.size.width <= 360 && column.altText == panels.altText)
        let shades = HeatMap([Float](repeating: 0, count: 4000), rows: 40, columns: 100)
        #expect(try #require(shades.narrow).size.width <= 360)
        let threes = Array(repeating: 3, count: 6_000)
        let confusion = ConfusionPlot(labels: threes, predictions: threes)
        let narrowTable = try #require(confusion.narrow)
        #expect(confusion.size.width > 440 && narrowTable.size.width <= 440)
        #expect(try texts(narrowTable).contains("6,000"))
        #expect(HeatMap([1, 2], rows: 1, columns: 2).narrow == nil)
        let network = NetworkDiagram(layers: [.init("Dense", output: [10], parameters: 7850)], title: "One")
        let narrowNetwork = try #require(network.narrow)
        #expect(narrowNetwork.size.width == 360 && narrowNetwork.altText == network.altText)
        #expect(try texts(narrowNetwork).contains("7,850 parameters"))
    }
}
