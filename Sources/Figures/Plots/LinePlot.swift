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
    /// How the axes run.
    public var options: Options
    /// The weight of the past in the moving average drawn over the faint raw line, from 0 (none) to less than 1.
    public var smoothing: Double
    /// Width and height in CSS pixels.
    public var size: Size

    /// The size of a plot that asks for no other, in CSS pixels.
    public static let defaultSize = Size(width: 640, height: 380)

    /// Creates a plot of numbers counted from 1.
    /// - Parameter smoothing: The weight of the past in a moving average, such as 0.9 for noisy losses; 0 for none.
    public init(
        _ values: [some Plottable], title: String = "", x: String = "", y: String = "", options: Options = [],
        smoothing: Double = 0, size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            title: title, x: x, y: y, options: options, smoothing: smoothing, size: size, file: file, line: line
        ) {
            Series("", values)
        }
    }

    /// Creates a plot of several series.
    /// - Parameter smoothing: The weight of the past in a moving average, such as 0.9 for noisy losses; 0 for none.
    public init(
        title: String = "", x: String = "", y: String = "", options: Options = [], smoothing: Double = 0,
        size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line,
        @SeriesBuilder _ series: () -> [Series]
    ) {
        guard smoothing >= 0, smoothing < 1 else {
            fatalError("LinePlot: smoothing is from 0 to less than 1, found \(smoothing)", file: file, line: line)
        }
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.series = series()
        self.options = options
        self.smoothing = smoothing
        self.size = size
    }

    /// What the lines do, in words: where each begins, ends, and has its extreme.
    public var altText: String {
        LineDescription(plot: self).text
    }

    /// Draws the plot.
    public func draw(on canvas: Canvas) {
        var frame = PlotFrame(title: title, xTitle: xTitle, yTitle: yTitle, x: xAxis, y: yAxis)
        var layout = frame.layout(on: canvas)
        var lines = lines(in: layout.area, frame, on: canvas)
        let named = lines.filter { !$0.name.isEmpty }
        let legend = Legend(named.map { Legend.Entry(name: $0.name, style: $0.style) })
        var corner: Point?
        // A single name says no more than the title does, unless there is none.
        if named.count > 1 || (named.count == 1 && title.isEmpty) {
            corner = legend.freeCorner(in: layout.area, on: canvas) { box in
                lines.contains { $0.trace.touches(box) || $0.raw?.touches(box) == true }
            }
            if corner == nil {
                frame.legend = legend
                layout = frame.layout(on: canvas)
                lines = self.lines(in: layout.area, frame, on: canvas)
            }
        }
        frame.draw(layout, on: canvas)
        if lines.allSatisfy({ $0.trace.runs.isEmpty }) {
            frame.drawNoData(layout, on: canvas)
        }
        canvas.clipped(to: layout.area.inset(by: -6)) {
            for line in lines { line.drawRaw(on: canvas) }
            for line in lines { line.draw(on: canvas) }
        }
        if let corner { legend.draw(at: corner, on: canvas) }
    }

    // MARK: Axes

    var xScale: Axis.Scale { options.contains(.logX) ? .logarithmic : .linear }
    var yScale: Axis.Scale { options.contains(.logY) ? .logarithmic : .linear }

    /// The x of points that are shown, for one that is not must not stretch the axis.
    private var xAxis: Axis {
        let shown = series.lazy.flatMap { zip($0.x, $0.y) }.filter { $0.1.isUsable(on: yScale) }
        return Axis.horizontal(shown.map(\.0.tamed), scale: xScale, room: isMarked ? 0.02 : 0)
    }

    private var yAxis: Axis {
        let shown = series.lazy.flatMap { zip($0.x, $0.y) }.filter { $0.0.isUsable(on: xScale) }
        return Axis.vertical(shown.map(\.1.tamed), scale: yScale)
    }

    /// Whether points are few enough to carry marks.
    private var isMarked: Bool {
        series.allSatisfy { Double($0.y.count) * 18 <= size.width } && smoothing == 0
    }

    // MARK: Lines

    private func lines(in area: Rect, _ frame: PlotFrame, on canvas: Canvas) -> [PlottedLine] {
        func trace(_ series: Series) -> Trace {
            Trace(series, in: area, x: frame.x, y: frame.y, columnsPerPixel: canvas.scale)
        }
        return series.enumerated().map { index, series in
            var style = LineStyle.of(index, marked: isMarked, palette: canvas.palette)
            let raw = trace(series)
            guard smoothing == 0 else {
                let smooth = trace(series.smoothed(by: smoothing))
                return PlottedLine(name: series.name, style: style, width: 2, trace: smooth, raw: raw)
            }
            // In a line that fills an area dashes would only hide points.
            let isNoise = raw.length > 6 * area.width
            if isNoise { style.dash = [] }
            return PlottedLine(
                name: series.name, style: style, width: isNoise ? 1.2 : 2, isNoise: isNoise, trace: raw, raw: nil)
        }
    }
}

/// A series on the canvas.
private struct PlottedLine {
    var name: String
    var style: LineStyle
    var width: Double
    var isNoise = false
    var trace: Trace
    /// The line before it was smoothed.
    var raw: Trace?

    func drawRaw(on canvas: Canvas) {
        guard let raw else { return }
        let faint = style.color.mixed(with: canvas.palette.background, 0.68)
        for run in raw.runs { canvas.polyline(run, Canvas.Pen(color: faint, isQuick: true)) }
    }

    func draw(on canvas: Canvas) {
        if let marker = style.marker {
            // Rims first: they cut the lines of other series, not this one.
            let rim = Canvas.Pen(color: canvas.palette.background, width: 2)
            for point in trace.runs.joined() {
                marker.draw(at: point, radius: 3.6, color: canvas.palette.background, rim: rim, on: canvas)
            }
        }
        for run in trace.runs {
            var pen = style.pen(width: width)
            pen.isQuick = isNoise
            canvas.polyline(run, pen)
            if style.marker == nil, run.count == 1 {
                canvas.circle(run[0], radius: 2, fill: style.color)
            }
        }
        guard let marker = style.marker else { return }
        for point in trace.runs.joined() { marker.draw(at: point, radius: 3.6, color: style.color, on: canvas) }
    }
}
