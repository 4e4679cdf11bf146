internal import Foundation

/// A number for each of several things, as bars from zero.
public struct BarChart: Figure, Equatable {
    /// The title over the chart, or "".
    public var title: String
    /// The title of the things, or "".
    public var xTitle: String
    /// The title of the numbers, or "".
    public var yTitle: String
    /// The names of the things.
    public let names: [String]
    /// The number of each.
    public let values: [Double]
    /// Width and height in CSS pixels.
    public var size: Size

    /// Creates a chart with a bar for each name. A number that is not finite has no bar.
    public init(
        _ names: [String], _ values: [some Plottable], title: String = "", x: String = "", y: String = "",
        size: Size = LinePlot.defaultSize, file: StaticString = #fileID, line: UInt = #line
    ) {
        guard names.count == values.count else {
            fatalError(
                "BarChart: there is one number for each name, found \(names.count) names and \(values.count) numbers",
                file: file, line: line)
        }
        self.names = names
        self.values = doubles(values)
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.size = size
    }

    /// The longest and the shortest bar, or all where they are few, in words.
    public var altText: String {
        let name = (title.isEmpty ? "Bar chart" : title) + ": "
        let shown = values.indices.filter { values[$0].isFinite }
        guard let lowest = shown.min(by: { values[$0] < values[$1] }),
            let highest = shown.max(by: { values[$0] < values[$1] })
        else { return name + "no data" }
        func bar(_ index: Int) -> String { "\(names[index]) \(NumberText.readable(values[index]))" }
        if shown.count <= 6 { return name + shown.map(bar).joined(separator: ", ") }
        return "\(name)\(shown.count) bars, highest \(bar(highest)), lowest \(bar(lowest))"
    }

    /// A row for each bar.
    public var data: FigureData? {
        FigureData(
            columns: [xTitle.isEmpty ? "name" : xTitle, yTitle.isEmpty ? "value" : yTitle],
            rows: zip(names, values).map { [.text($0), .number($1)] })
    }

    /// Draws the chart.
    public func draw(on canvas: Canvas) {
        // Room for the numbers at the bars' ends.
        let finite = values.filter(\.isFinite).map(\.tamed)
        let (low, high) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
        let room = 0.07 * (high - low)
        let reach = [low < 0 ? low - room : 0, high > 0 ? high + room : 0]
        let frame = PlotFrame(
            title: title, xTitle: xTitle, yTitle: yTitle, x: .of(names: names), y: .vertical(reach, scale: .linear))
        let layout = frame.layout(on: canvas)
        frame.draw(layout, on: canvas)
        guard values.contains(where: \.isFinite) else { return frame.drawNoData(layout, on: canvas) }
        let (area, palette, font) = (layout.area, canvas.palette, PlotFrame.tickFont)
        let slot = area.width / Double(names.count)
        let width = min(slot * 0.72, 64)
        let zero = area.maxY - (frame.y.position(of: 0) ?? 0) * area.height
        let texts = NumberText.alike(values)
        let hasRoom = texts.allSatisfy { canvas.width(of: $0, font) < slot - 4 }
        for (index, value) in values.enumerated() {
            guard let position = frame.y.position(of: value.tamed) else { continue }
            let end = area.maxY - position * area.height
            let center = area.x + (Double(index) + 0.5) * slot
            canvas.fill(
                Rect(x: center - width / 2, y: min(zero, end), width: width, height: abs(end - zero)),
                palette.series[0])
            guard hasRoom else { continue }
            // Over a piece of background, which keeps grid lines out of the digits.
            let baseline = value < 0 ? end + 5 + font.capHeight : end - 5
            let half = canvas.width(of: texts[index], font) / 2
            canvas.fill(
                Rect(x: center - half - 2, y: baseline - font.capHeight - 2, width: 2 * half + 4, height: 12),
                palette.background)
            canvas.text(texts[index], at: Point(center, baseline), font, palette.ink, .center)
        }
    }
}
