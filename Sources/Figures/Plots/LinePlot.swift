/// A plot of one or more series of numbers as lines.
///
/// Ticks, legend and styles are chosen from the data. Lines are told apart by colour and by dashes, or by marks where
/// there are few points. Numbers that are not finite leave gaps.
public struct LinePlot: Figure, Equatable {
    /// How the axes run.
    public struct Options: OptionSet, Sendable {
        /// The options as bits.
        public let rawValue: Int

        /// Creates options from bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The vertical axis is logarithmic. Numbers that are not positive leave gaps.
        public static let logY = Options(rawValue: 1)
        /// The horizontal axis is logarithmic. Points whose x is not positive leave gaps.
        public static let logX = Options(rawValue: 2)
    }

    /// The title over the plot, or "".
    public var title: String
    /// The title of the horizontal axis, such as "step".
    public var xTitle: String
    /// The title of the vertical axis, such as "loss".
    public var yTitle: String
    /// The lines.
    public var series: [Series]
    /// Remarks at places.
    public var annotations: [Annotation]
    /// Where the horizontal axis begins and ends; chosen from the data if nil.
    public let xRange: ClosedRange<Double>?
    /// Where the vertical axis begins and ends; chosen from the data if nil.
    public let yRange: ClosedRange<Double>?
    /// How the axes run.
    public let options: Options
    /// The weight β of the past in the moving average drawn over the faint raw line, from 0 (none) to less than 1.
    ///
    /// A series of fewer points than two windows of the average, `2 (1 + β) / (1 − β)`, stays as it is, unless it has a
    /// smoothing of its own.
    public let smoothing: Double
    /// Width and height in CSS pixels.
    public var size: Size

    /// The size of a plot that asks for no other, in CSS pixels.
    public static let defaultSize = Size(width: 640, height: 380)

    /// Creates a plot of numbers counted from 1.
    /// - Parameters:
    ///   - xRange: Where the horizontal axis begins and ends; chosen from the data if nil.
    ///   - yRange: Where the vertical axis begins and ends; chosen from the data if nil.
    ///   - smoothing: The weight of the past in a moving average, such as 0.9 for noisy losses; 0 for none.
    public init(
        _ values: [some Plottable], title: String = "", x: String = "", y: String = "",
        xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, options: Options = [],
        smoothing: Double = 0, size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            title: title, x: x, y: y, xRange: xRange, yRange: yRange, options: options, smoothing: smoothing,
            size: size, file: file, line: line
        ) {
            Series("", values)
        }
    }

    /// Creates a plot of several series and annotations.
    /// - Parameters:
    ///   - xRange: Where the horizontal axis begins and ends; chosen from the data if nil.
    ///   - yRange: Where the vertical axis begins and ends; chosen from the data if nil.
    ///   - smoothing: The weight of the past in a moving average, such as 0.9 for noisy losses; 0 for none.
    public init(
        title: String = "", x: String = "", y: String = "", xRange: ClosedRange<Double>? = nil,
        yRange: ClosedRange<Double>? = nil, options: Options = [], smoothing: Double = 0,
        size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line,
        @PlotBuilder _ content: () -> [PlotElement]
    ) {
        let content = content()
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.series = content.series
        self.annotations = content.annotations
        self.xRange = xRange
        self.yRange = yRange
        self.options = options
        self.smoothing = Series.checked(smoothing, in: "LinePlot", file, line) ?? 0
        self.size = size
        Axis.check(xRange, xScale, "LinePlot, xRange", file, line)
        Axis.check(yRange, yScale, "LinePlot, yRange", file, line)
    }

    /// What the lines do, in words: where each begins, ends, and has its extreme.
    public var altText: String {
        LineDescription(plot: self).text
    }

    /// A row for each x with the number of each line, of long series every second, every third, … point.
    public var data: FigureData? { .joined(series, x: xTitle) }

    /// The weight of the past in a series' moving average.
    func smoothing(of series: Series) -> Double {
        if let own = series.smoothing { return own }
        // An average over most of a series would be a flat line that the numbers never took.
        return Double(series.y.count) < 2 * (1 + smoothing) / (1 - smoothing) ? 0 : smoothing
    }

    /// Draws the plot.
    public func draw(on canvas: Canvas) {
        var frame = PlotFrame(title: title, xTitle: xTitle, yTitle: yTitle, x: xAxis, y: yAxis)
        var layout = frame.layout(on: canvas)
        var lines = lines(in: layout.area, frame, on: canvas)
        var remarks = annotations.placed(in: layout.area, frame, on: canvas) { box in
            lines.contains { $0.touches(box) }
        }
        let named = lines.filter { !$0.name.isEmpty }
        let legend = Legend(named.map { Legend.Entry(name: $0.name, style: $0.style) })
        var corner: Point?
        // A single name says no more than the title does, unless there is none.
        if named.count > 1 || (named.count == 1 && title.isEmpty) {
            corner = legend.freeCorner(in: layout.area, on: canvas) { box in
                lines.contains { $0.touches(box) } || remarks.contains { $0.touches(box) }
            }
            if corner == nil {
                frame.legend = legend
                layout = frame.layout(on: canvas)
                lines = self.lines(in: layout.area, frame, on: canvas)
                remarks = annotations.placed(in: layout.area, frame, on: canvas) { box in
                    lines.contains { $0.touches(box) }
                }
            }
        }
        frame.draw(layout, on: canvas)
        if lines.allSatisfy({ $0.trace.runs.isEmpty }) {
            frame.drawNoData(layout, on: canvas)
        }
        // Marks at the ends of the data need room outside; lines that are cut off must end at the edge.
        let edge = layout.area.inset(by: xRange == nil && yRange == nil ? -6 : -1.5)
        canvas.clipped(to: edge) {
            for line in lines { line.drawBehind(on: canvas) }
        }
        for remark in remarks { remark.drawShape(on: canvas) }
        for line in lines { line.draw(inside: edge, of: layout.area, on: canvas) }
        for remark in remarks { remark.drawLabel(on: canvas) }
        if let corner { legend.draw(at: corner, in: layout.area, on: canvas) }
    }

    // MARK: Axes

    var xScale: Axis.Scale { options.xScale }
    var yScale: Axis.Scale { options.yScale }

    /// The x of points that are shown, for one that is not must not stretch the axis.
    private var xAxis: Axis {
        let shown = series.lazy.flatMap { zip($0.x, $0.y) }.filter { $0.1.isUsable(on: yScale) }.map(\.0.tamed)
        let room = series.allSatisfy(isMarked) ? 0.02 : 0
        let remarks = annotations.compactMap(\.x?.tamed)
        let axis =
            remarks.isEmpty
            ? Axis.horizontal(shown, scale: xScale, room: room)
            : Axis.horizontal([Array(shown), remarks].joined(), scale: xScale, room: room)
        return axis.limited(to: xRange)
    }

    private var yAxis: Axis {
        func isShown(_ x: Double) -> Bool { x.isUsable(on: xScale) && xRange?.contains(x) != false }
        let shown = series.lazy.flatMap { zip($0.x, $0.y) }.filter { isShown($0.0) }.map(\.1.tamed)
        let edges = series.flatMap { series in
            (series.band.map { [$0.low, $0.high] } ?? []).flatMap { edge in
                zip(series.x, edge).lazy.filter { isShown($0.0) }.map(\.1.tamed)
            }
        }
        let others = edges + annotations.compactMap(\.y?.tamed)
        let axis =
            others.isEmpty
            ? Axis.vertical(shown, scale: yScale) : Axis.vertical([Array(shown), others].joined(), scale: yScale)
        return axis.limited(to: yRange)
    }

    /// Whether a series' points are few enough to carry marks.
    private func isMarked(_ series: Series) -> Bool {
        Double(series.y.count) * 18 <= size.width && smoothing(of: series) == 0
    }

    // MARK: Lines

    private func lines(in area: Rect, _ frame: PlotFrame, on canvas: Canvas) -> [PlottedLine] {
        func trace(_ series: Series) -> Trace {
            Trace(series, in: area, x: frame.x, y: frame.y, columnsPerPixel: canvas.scale)
        }
        let styles = LineStyle.of(series, marked: series.map(isMarked), palette: canvas.palette)
        return zip(series, styles).map { series, style in
            let smoothing = smoothing(of: series)
            let shown = smoothing == 0 ? series : series.smoothed(by: smoothing)
            var line = PlottedLine(name: series.name, style: style, trace: trace(shown))
            line.edges = shown.edges(above: frame.y).map { (trace($0.low), trace($0.high)) }
            if smoothing != 0, series.band == nil { line.raw = trace(series) }
            // In a line that fills an area dashes would only hide points.
            if smoothing == 0, line.trace.length(in: area) > 6 * area.width {
                line.style.dash = []
                line.isNoise = true
                line.width = 1.2
            }
            return line
        }
    }
}

extension LinePlot.Options {
    var xScale: Axis.Scale { contains(.logX) ? .logarithmic : .linear }
    var yScale: Axis.Scale { contains(.logY) ? .logarithmic : .linear }
}
