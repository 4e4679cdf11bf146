internal import Foundation

/// A plot of pairs of numbers as points, each series with a colour and a shape of its own, or as a line among them.
public struct ScatterPlot: Figure, Equatable {
    /// The title over the plot, or "".
    public var title: String
    /// The title of the horizontal axis.
    public var xTitle: String
    /// The title of the vertical axis.
    public var yTitle: String
    /// The points.
    public var series: [Series]
    /// Remarks at places.
    public var annotations: [Annotation]
    /// Which class each place belongs to, as the colour of the ground.
    public let regions: Regions?
    /// Where the horizontal axis begins and ends; chosen from the data if nil.
    public let xRange: ClosedRange<Double>?
    /// Where the vertical axis begins and ends; chosen from the data if nil.
    public let yRange: ClosedRange<Double>?
    /// How the axes run.
    public let options: LinePlot.Options
    /// Width and height in CSS pixels.
    public var size: Size

    /// Creates a plot of the points of several series, with annotations.
    /// - Parameters:
    ///   - xRange: Where the horizontal axis begins and ends; that of the regions, or chosen from the data, if nil.
    ///   - yRange: Where the vertical axis begins and ends; that of the regions, or chosen from the data, if nil.
    ///   - regions: Which class each place belongs to; both axes must be linear.
    public init(
        title: String = "", x: String = "", y: String = "", xRange: ClosedRange<Double>? = nil,
        yRange: ClosedRange<Double>? = nil, regions: Regions? = nil, options: LinePlot.Options = [],
        size: Size = LinePlot.defaultSize,
        file: StaticString = #fileID, line: UInt = #line, @PlotBuilder _ content: () -> [PlotElement]
    ) {
        let content = content()
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.series = content.series
        self.annotations = content.annotations
        self.regions = regions
        self.xRange = xRange ?? regions?.x
        self.yRange = yRange ?? regions?.y
        self.options = options
        self.size = size
        guard regions == nil || options.isEmpty else {
            fatalError("ScatterPlot: regions take linear axes, found a logarithmic one", file: file, line: line)
        }
        Axis.check(xRange, options.xScale, "ScatterPlot, xRange", file, line)
        Axis.check(yRange, options.yScale, "ScatterPlot, yRange", file, line)
    }

    /// Creates a plot of points.
    public init(
        _ x: [some Plottable], _ y: [some Plottable], title: String = "", x xTitle: String = "", y yTitle: String = "",
        xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil, options: LinePlot.Options = [],
        size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            title: title, x: xTitle, y: yTitle, xRange: xRange, yRange: yRange, options: options, size: size,
            file: file, line: line
        ) {
            Series("", x: x, y: y, file: file, line: line)
        }
    }

    private func usablePoints(_ series: Series) -> [Point] {
        zip(series.x, series.y).filter { $0.isUsable(on: options.xScale) && $1.isUsable(on: options.yScale) }
            .map { Point($0.tamed, $1.tamed) }
    }

    /// How many points each series has and where its middle lies, in words.
    public var altText: String {
        let name = (title.isEmpty ? "Scatter plot" : title) + ": "
        let parts = series.map { series in
            let points = usablePoints(series)
            let subject = series.name.isEmpty ? "" : series.name + " "
            guard !points.isEmpty else { return subject + "no points" }
            let count = Double(points.count)
            let x = NumberText.readable(points.reduce(0) { $0 + $1.x / count })
            let y = NumberText.readable(points.reduce(0) { $0 + $1.y / count })
            let number = points.count == 1 ? "1 point" : "\(NumberText.readable(count)) points"
            return "\(subject)\(number) around (\(x), \(y))"
        }
        return name + (parts.isEmpty ? "no points" : parts.joined(separator: "; "))
    }

    /// A row for each point, or for every second, every third, … of many.
    public var data: FigureData? {
        let rows = series.flatMap { series in
            zip(series.x, series.y).map { x, y -> [FigureData.Value] in
                (self.series.count > 1 ? [.text(series.name)] : []) + [.number(x), .number(y)]
            }
        }
        let (places, note) = FigureData.thinned(rows.count)
        let columns = [xTitle.isEmpty ? "x" : xTitle, yTitle.isEmpty ? "y" : yTitle]
        return FigureData(
            columns: (series.count > 1 ? ["series"] : []) + columns, rows: places.map { rows[$0] }, note: note)
    }

    /// Draws the plot.
    public func draw(on canvas: Canvas) {
        let points = series.map(usablePoints)
        let total = points.lazy.map(\.count).reduce(0, +)
        var frame = PlotFrame(
            title: title, xTitle: xTitle, yTitle: yTitle,
            x: Axis.horizontal(
                [points.joined().map(\.x), annotations.compactMap(\.x?.tamed)].joined(), scale: options.xScale,
                room: 0.03
            ).limited(to: xRange),
            y: Axis.horizontal(
                [points.joined().map(\.y), annotations.compactMap(\.y?.tamed)].joined(), scale: options.yScale,
                room: 0.05
            ).limited(to: yRange))
        let radius = total <= 300 ? 3.6 : total <= 3_000 ? 2.4 : 1.6
        let styles = styles(palette: canvas.palette)
        let named = series.indices.filter { !series[$0].name.isEmpty }
        let legend = Legend(named.map { Legend.Entry(name: series[$0].name, style: styles[$0]) })
        var layout = frame.layout(on: canvas)
        var places = places(of: points, frame, layout.area)
        func hidesData(_ box: Rect) -> Bool {
            zip(series, places).contains { series, places in
                series.isLine
                    ? zip(places, places.dropFirst()).contains { box.touches($0, $1) }
                    : places.contains { box.touches($0, $0) }
            }
        }
        var remarks = annotations.placed(in: layout.area, frame, on: canvas, hidesData: hidesData)
        var corner: Point?
        if named.count > 1 {
            corner = legend.freeCorner(in: layout.area, on: canvas) { box in
                hidesData(box) || remarks.contains { $0.touches(box) }
            }
            if corner == nil {
                frame.legend = legend
                layout = frame.layout(on: canvas)
                places = self.places(of: points, frame, layout.area)
                remarks = annotations.placed(in: layout.area, frame, on: canvas, hidesData: hidesData)
            }
        }
        regions?.draw(in: layout.area, frame, on: canvas)
        frame.draw(layout, on: canvas)
        if total == 0 { frame.drawNoData(layout, on: canvas) }
        let rim = total <= 300 ? Canvas.Pen(color: canvas.palette.background, width: 1) : nil
        for remark in remarks { remark.drawShape(on: canvas) }
        canvas.clipped(to: layout.area.inset(by: -6)) {
            for (places, style) in zip(places, styles) where style.hasLine {
                canvas.polyline(places, style.pen(width: 2))
            }
            for (places, style) in zip(places, styles) where !style.hasLine {
                for place in Self.thinned(places, on: canvas) {
                    style.marker?.draw(at: place, radius: radius, color: style.color, rim: rim, on: canvas)
                }
            }
        }
        for remark in remarks { remark.drawLabel(on: canvas) }
        if let corner { legend.draw(at: corner, in: layout.area, on: canvas) }
    }

    /// Marks for points, and for lines dashes that tell them from each other.
    private func styles(palette: Palette) -> [LineStyle] {
        var lines = 0
        return zip(series, LineStyle.of(series, marked: series.map { !$0.isLine }, palette: palette)).map {
            series, style in
            var style = style
            style.hasLine = series.isLine
            if series.isLine, !series.isTwin {
                style.dash = LineStyle.of(lines, marked: false, palette: palette).dash
                lines += 1
            }
            return style
        }
    }

    /// Where the points of each series go that lie within the axes, and all points of a line.
    private func places(of points: [[Point]], _ frame: PlotFrame, _ area: Rect) -> [[Point]] {
        zip(series, points).map { series, points in
            points.compactMap { point in
                guard let x = frame.x.position(of: point.x), let y = frame.y.position(of: point.y) else { return nil }
                let place = Point(area.x + x * area.width, area.maxY - y * area.height)
                return series.isLine || area.inset(by: -1).touches(place, place) ? place : nil
            }
        }
    }

    /// The places without those that fall on the same device pixel as an earlier one, which would not be seen.
    private static func thinned(_ places: [Point], on canvas: Canvas) -> [Point] {
        var taken: Set<[Int]> = []
        guard places.count > 3_000 else { return places }
        return places.filter { taken.insert([Int($0.x * canvas.scale), Int($0.y * canvas.scale)]).inserted }
    }
}
