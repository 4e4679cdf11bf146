import Figures
import Foundation
import Testing

/// The tables behind figures, and figures as SVG.
struct DataTests {
    @Test("the table of a line plot has a row for each x and a column for each line")
    func joined() throws {
        let plot = LinePlot(x: "epoch") {
            Series("a", [1, 2, .nan])
            Series("b", x: [2, 0], y: [0.1, 0.3]).band(deviation: [0, 0.1])
        }
        let data = try #require(plot.data)
        #expect(data.columns == ["epoch", "a", "b", "b, from", "b, to"])
        #expect(data.rows.map { $0[0] } == [.number(0), .number(1), .number(2), .number(3)])
        #expect(data.rows[1] == [.number(1), .number(1), .none, .none, .none])
        #expect(data.note.isEmpty)
        let json = String(decoding: try JSONEncoder().encode(data.rows), as: UTF8.self)
        #expect(json == "[[0,null,0.3,0.2,0.4],[1,1,null,null,null],[2,2,0.1,0.1,0.1],[3,null,null,null,null]]")
    }

    @Test("points at the same x all have rows")
    func repeated() {
        #expect(LinePlot { Series("a", x: [1, 1, 1], y: [1, 2, 3]) }.data?.rows.count == 3)
    }

    @Test("a long series is thinned and says so, a short one beside it is whole")
    func thinned() throws {
        let plot = LinePlot {
            Series("long", (0..<2_340).map(Double.init))
            Series("short", x: [1.5, 2.5], y: [7, 8])
        }
        let data = try #require(plot.data)
        #expect(data.note == "long: 1 of 8 rows, from 2,340")
        #expect(data.rows.count == 294 + 2)
        #expect(data.rows.last?[1] == .number(2_339))
        #expect(data.rows.count { $0[2] != .none } == 2)
    }

    @Test("bars, histograms, points and tables have their numbers in rows")
    func kinds() {
        #expect(BarChart(["a"], [2]).data?.rows == [[.text("a"), .number(2)]])
        #expect(
            Histogram([1, 1, 2]).data?.rows == [
                [.number(0.5), .number(1.5), .number(2)], [.number(1.5), .number(2.5), .number(1)],
            ])
        #expect(ScatterPlot([1], [2]).data?.columns == ["x", "y"])
        #expect(HeatMap([1, 2], rows: 1, columns: 2).data?.rows == [[.number(1), .number(1), .number(2)]])
        #expect(
            ConfusionPlot(labels: [0, 1], predictions: [0, 0], classes: 2).data?.rows
                == [[.text("0"), .number(1), .number(0)], [.text("1"), .number(1), .number(0)]])
    }

    @Test("grids of images have a row for each image that there is something to say of")
    func grids() throws {
        let two = [Float](repeating: 0.5, count: 2)
        #expect(ImageGrid(pixels: []).data == nil)
        #expect(ImageGrid(pixels: two, width: 1, height: 1).data == nil)
        let captioned = ImageGrid(pixels: two, width: 1, height: 1, captions: ["a", "b"], marked: [false, true])
        #expect(captioned.data?.columns == ["image", "caption", "marked"])
        #expect(
            captioned.data?.rows == [[.number(1), .text("a"), .text("no")], [.number(2), .text("b"), .text("yes")]])
        let answered = ImageGrid(pixels: two, width: 1, height: 1, labels: [4, 7], predictions: [9, 7])
        #expect(answered.data?.columns == ["image", "label", "prediction"])
        #expect(answered.data?.rows == [[.number(1), .number(4), .number(9)], [.number(2), .number(7), .number(7)]])
        let filters = FilterGrid([1, -3, .nan, .nan], width: 2, height: 1)
        #expect(
            filters.data?.rows == [
                [.number(1), .number(-3), .number(1), .number(-1)], [.number(2), .none, .none, .none],
            ])
    }

    @Test("the table of several figures in one has the rows of all, each with its figure's name")
    func severalInOne() throws {
        let subplots = Subplots {
            LinePlot([1], title: "loss", x: "epoch")
            BarChart(["a"], [2])
        }
        let data = try #require(subplots.data)
        #expect(data.columns.first == "figure")
        #expect(data.rows.map(\.[0]) == [.text("loss"), .text("(2)")])
        #expect(data.rows.allSatisfy { $0.count == data.columns.count })
    }

    @Test("an SVG file is well-formed XML with the alt text, and the same each time")
    func svg() throws {
        let grid = ImageGrid(
            pixels: (0..<784).map { Float($0 % 29) / 29 }, captions: ["1"], title: "a < b & \u{0}c \u{202E}d 👩‍👩‍👧")
        let figures: [any Figure] = [
            grid, LinePlot([1, 2], title: "]]>"),
            Subplots {
                grid; grid
            },
        ]
        for figure in figures {
            for theme in FigureTheme.allCases {
                let svg = try figure.svg(theme: theme)
                #expect(svg == (try figure.svg(theme: theme)))
                #expect(svg.contains("<title>") && svg.contains("role=\"img\""))
                #expect(!svg.contains("surface") && !svg.contains("\u{0}"))
                #expect(try isWellFormed(svg))
            }
        }
        #expect(try grid.svg().components(separatedBy: "<image ").count == 2)
    }

    /// Whether every tag that begins ends, in order.
    private func isWellFormed(_ text: String) throws -> Bool {
        var open: [Substring] = []
        for match in text.matches(of: #/<(/?)([A-Za-z:]+)[^<>]*?(/?)>/#) {
            if !match.1.isEmpty {
                guard open.popLast() == match.2 else { return false }
            } else if match.3.isEmpty {
                open.append(match.2)
            }
        }
        return open.isEmpty && !text.contains(#/&(?!amp;|lt;|gt;|quot;|#)/#)
    }

    @Test("a figure too large for SVG is an error, and the next one is drawn")
    func badSVG() throws {
        #expect(throws: FigureError.self) { try LinePlot([1], size: Size(width: 1, height: 1)).svg() }
        #expect(try !LinePlot([1]).svg().isEmpty)
    }

    @Test("a file tells the cell that it comes from")
    func source() throws {
        let png = try PNG(decoding: LinePlot([1]).png(source: "loss"))
        #expect(png.texts == [.init("Source", "loss"), .init("Software", "Labbook")])
    }

    @Test("the words of a network say the shapes between its layers")
    func network() {
        let network = NetworkDiagram(
            input: [784], layers: [.init("Dense", output: [10], parameters: 7_850), .init("relu")])
        #expect(network.altText == "Network: 784 → Dense → 10 → relu; 7,850 parameters")
        #expect(NetworkDiagram(layers: []).altText == "Network: no layers")
    }

    @Test("the words of a computation graph say how each node is made, with its value and its gradient")
    func graph() {
        let graph = ComputationGraph([
            .input("x", "2"), .parameter("w", "3", gradient: "slope 4"), .step("wx", "w · x", of: ["x", "w"], "6"),
        ])
        #expect(graph.altText == "Computation graph: x 2; w 3 slope 4; wx = w · x 6")
        #expect(graph.data?.rows.last == [.text("wx = w · x"), .text("x, w"), .text("6"), .text("")])
        #expect(ComputationGraph([]).altText == "Computation graph: no steps")
    }

    @Test("a computation graph grows downwards with its steps and to the side with what they take besides")
    func graphSize() {
        let start: [ComputationGraph.Node] = [.input("x"), .step("h", "relu(x)", of: ["x"])]
        let base = ComputationGraph(start)
        let longer = ComputationGraph(start + [.step("y", "relu(h)", of: ["h"])])
        let wider = ComputationGraph([.input("x"), .parameter("w"), .step("h", "relu(x)", of: ["x", "w"])])
        #expect(longer.size.height > base.size.height && longer.size.width == base.size.width)
        #expect(wider.size.width > base.size.width && wider.size.height == base.size.height)
    }

    @Test("regions give a plot their own axes")
    func regions() {
        let regions = Regions([0, 1], rows: 1, columns: 2, x: -1...1, y: 0...3)
        #expect(ScatterPlot(regions: regions) {}.xRange == -1...1)
        #expect(ScatterPlot(yRange: 1...2, regions: regions) {}.yRange == 1...2)
    }

    @Test("figures in rows take the width of their column, and tell what each is")
    func subplots() {
        let plot = LinePlot([1, 2], title: "a", x: "x")
        let subplots = Subplots(columns: 2, width: 608) {
            plot; plot; plot
        }
        #expect(subplots.size.width == 608)
        #expect(subplots.figures.allSatisfy { $0.size.width == 300 })
        #expect(subplots.altText.hasPrefix("(1) a rises from 1 to 2"))
        #expect(Subplots {}.altText == "no figures")
        #expect(plot.resized(width: 320).size == Size(width: 320, height: 190))
        #expect(plot.resized(width: 320, height: 100).size == Size(width: 320, height: 100))
        let grid = ImageGrid(pixels: [Float](repeating: 1, count: 784))
        #expect(grid.resized(width: 130).size.width == 130)
    }
}
