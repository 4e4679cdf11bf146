/// Several figures in rows as one.
///
/// Plots take the width of their column; grids and tables keep their size, or shrink where they are wider.
public struct Subplots: Figure {
    /// The title over all, or "".
    public let title: String
    /// The figures, row by row.
    public let figures: [any Figure]
    /// How many stand in a row.
    public let columns: Int
    /// Width and height in CSS pixels, from the width asked for and the figures' heights.
    public let size: Size

    private let heading: Heading
    private let places: [Rect]
    private static let gap = 8.0
    private static let margin = 14.0

    /// Creates a figure of figures.
    /// - Parameters:
    ///   - columns: How many stand in a row.
    ///   - width: The width of all in CSS pixels; from the number of columns if nil.
    public init(
        columns: Int = 2, title: String = "", width: Double? = nil, file: StaticString = #fileID, line: UInt = #line,
        @FigureBuilder _ figures: () -> [any Figure]
    ) {
        guard columns > 0 else {
            fatalError("Subplots: there is at least one column, found \(columns)", file: file, line: line)
        }
        let figures = figures()
        let columns = max(1, min(columns, figures.count))
        let whole = width ?? (columns == 1 ? LinePlot.defaultSize.width : 900)
        let room = max(16, ((whole - Double(columns - 1) * Self.gap) / Double(columns)).rounded(.down))
        self.title = title
        self.columns = columns
        self.figures = figures.map { figure in
            guard let plot = figure as? any ResizableFigure else { return figure }
            return plot.fitting(width: room)
        }
        // Figures that are all narrower than their columns stand closer.
        let column = self.figures.map { min($0.size.width, room) }.max() ?? room
        let width = max(column * Double(columns) + Double(columns - 1) * Self.gap, 16)
        heading = Heading(title, width: width - 2 * Self.margin)
        var places: [Rect] = []
        var y = title.isEmpty ? 0 : Self.margin + heading.height
        for start in stride(from: 0, to: self.figures.count, by: columns) {
            var height = 0.0
            for (index, figure) in self.figures[start...].prefix(columns).enumerated() {
                let factor = min(1, room / figure.size.width)
                let x = Double(index) * (column + Self.gap)
                places.append(
                    Rect(x: x, y: y, width: figure.size.width * factor, height: figure.size.height * factor))
                height = max(height, figure.size.height * factor)
            }
            y += height.rounded(.up) + Self.gap
        }
        self.places = places
        size = Size(width: width, height: max(y - Self.gap, 16))
    }

    /// What each figure shows, in words.
    public var altText: String {
        let parts = figures.enumerated().map { figures.count == 1 ? $1.altText : "(\($0 + 1)) \($1.altText)" }
        return (title.isEmpty ? "" : title + ": ") + (parts.isEmpty ? "no figures" : parts.joined(separator: "; "))
    }

    /// The tables of all figures that have one, below each other.
    public var data: FigureData? {
        let tables = figures.enumerated().compactMap { index, figure in
            figure.data.map { (name: figure.title.isEmpty ? "(\(index + 1))" : figure.title, data: $0) }
        }
        return tables.isEmpty ? nil : .joined(tables)
    }

    /// The figures in one column.
    public var narrow: (any Figure)? {
        guard NarrowLayout.isWanted(for: size) else { return nil }
        return Subplots(columns: 1, title: title, width: NarrowLayout.width) { figures.map { $0.narrow ?? $0 } }
    }

    /// Draws all.
    public func draw(on canvas: Canvas) {
        heading.draw(at: Point(Self.margin, Self.margin), on: canvas)
        for (figure, place) in zip(figures, places) {
            canvas.panel(figure.size, in: place) { figure.draw(on: $0) }
        }
    }
}

/// A figure that can be drawn in any size.
protocol ResizableFigure: Figure {
    var size: Size { get set }
    /// How many names a legend may have.
    var nameCount: Int { get }
}

extension ResizableFigure {
    var nameCount: Int { 0 }
}

/// How figures are laid out for phones, whose screens are 360 to 430 CSS pixels wide: there, words in a figure for a desk
/// would be half as large as those around it.
enum NarrowLayout {
    static let width = 360.0

    /// Whether a figure of a size has to be laid out anew.
    static func isWanted(for size: Size) -> Bool { size.width > 440 }
}

extension LinePlot: ResizableFigure {
    var nameCount: Int { series.count }
}
extension ScatterPlot: ResizableFigure {
    var nameCount: Int { series.count }
}
extension BarChart: ResizableFigure {}
extension Histogram: ResizableFigure {}

extension ResizableFigure {
    /// The figure in the width of a phone, hardly lower than before.
    public var narrow: (any Figure)? {
        guard NarrowLayout.isWanted(for: size) else { return nil }
        var figure = self
        let inProportion = (size.height * NarrowLayout.width / size.width).rounded()
        // Long names stand below each other.
        let height = max(inProportion, min(size.height, 300)) + Double(max(0, nameCount - 3)) * Legend.rowHeight
        figure.size = Size(width: NarrowLayout.width, height: height)
        return figure
    }

    /// The figure in another width; narrow ones are a little higher than their shape would have it.
    fileprivate func fitting(width: Double) -> Self {
        var figure = self
        figure.size = Size(width: width, height: (size.height * max(width / size.width, 0.62)).rounded())
        return figure
    }
}

extension Figure {
    /// The figure in another size: a plot is laid out anew, a grid or a table is drawn smaller or larger.
    /// - Parameters:
    ///   - width: The width in CSS pixels.
    ///   - height: The height of a plot in CSS pixels; in proportion if nil. Grids and tables keep their shape.
    public func resized(width: Double, height: Double? = nil) -> any Figure {
        let inProportion = Size(width: width, height: (size.height * width / size.width).rounded(.up))
        if var plot = self as? any ResizableFigure {
            plot.size = Size(width: width, height: height ?? inProportion.height)
            return plot
        }
        return ResizedFigure(original: self, size: inProportion)
    }
}

/// A figure drawn smaller or larger.
private struct ResizedFigure: Figure {
    let original: any Figure
    let size: Size
    var title: String { original.title }
    var altText: String { original.altText }
    var data: FigureData? { original.data }
    var narrow: (any Figure)? { NarrowLayout.isWanted(for: size) ? original.narrow : nil }

    func draw(on canvas: Canvas) {
        let place = Rect(x: 0, y: 0, width: size.width, height: size.height)
        canvas.panel(original.size, in: place) { original.draw(on: $0) }
    }
}

/// Collects figures: `{ LinePlot(losses); BarChart(names, values) }`.
@resultBuilder
public enum FigureBuilder {
    /// One figure.
    public static func buildExpression(_ figure: any Figure) -> [any Figure] { [figure] }
    /// Several figures.
    public static func buildExpression(_ figures: [any Figure]) -> [any Figure] { figures }
    /// The figures one after the other.
    public static func buildBlock(_ parts: [any Figure]...) -> [any Figure] { parts.flatMap(\.self) }
    /// The figures of a loop.
    public static func buildArray(_ parts: [[any Figure]]) -> [any Figure] { parts.flatMap(\.self) }
    /// The figures of an `if`.
    public static func buildOptional(_ part: [any Figure]?) -> [any Figure] { part ?? [] }
    /// The figures of the first branch.
    public static func buildEither(first part: [any Figure]) -> [any Figure] { part }
    /// The figures of the second branch.
    public static func buildEither(second part: [any Figure]) -> [any Figure] { part }
}
