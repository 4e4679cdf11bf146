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

    /// Draws the chart: upright bars with their names below or, where these are too long for that, bars that lie beside
    /// their names.
    public func draw(on canvas: Canvas) {
        let upright = frame(room: 0.07)
        let layout = upright.layout(on: canvas)
        let lying = frame(room: 0.12).lying()
        if layout.xLabels.map(\.text) != names, Double(names.count) * Self.thinnest < layout.area.height {
            draw(lying, lying.layout(on: canvas), isLying: true, on: canvas)
        } else {
            draw(upright, layout, isLying: false, on: canvas)
        }
    }

    /// CSS pixels for a lying bar with its name, at the least.
    private static let thinnest = 16.0

    /// The frame of upright bars.
    /// - Parameter room: What is left free at the ends of the bars for their numbers, as a share of the axis.
    private func frame(room: Double) -> PlotFrame {
        let finite = values.filter(\.isFinite).map(\.tamed)
        let (low, high) = (min(0, finite.min() ?? 0), max(0, finite.max() ?? 0))
        let room = room * (high - low)
        let reach = [low < 0 ? low - room : 0, high > 0 ? high + room : 0]
        return PlotFrame(
            title: title, xTitle: xTitle, yTitle: yTitle, x: .of(names: names), y: .vertical(reach, scale: .linear))
    }

    private func draw(_ frame: PlotFrame, _ layout: PlotFrame.Layout, isLying: Bool, on canvas: Canvas) {
        frame.draw(layout, on: canvas)
        guard values.contains(where: \.isFinite) else { return frame.drawNoData(layout, on: canvas) }
        let (area, font) = (layout.area, PlotFrame.tickFont)
        let slot = (isLying ? area.height : area.width) / Double(names.count)
        let width = min(slot * 0.72, isLying ? 28 : 64)
        let texts = NumberText.alike(values)
        let hasRoom = isLying || texts.allSatisfy { canvas.width(of: $0, font) < slot - 4 }
        let axis = isLying ? frame.x : frame.y
        let zero = axis.position(of: 0) ?? 0
        for (index, value) in values.enumerated() {
            guard let end = axis.position(of: value.tamed) else { continue }
            let middle = (Double(index) + 0.5) * slot
            let (from, length) = (min(zero, end), abs(end - zero))
            let bar =
                isLying
                ? Rect(
                    x: area.x + from * area.width, y: area.y + middle - width / 2, width: length * area.width,
                    height: width)
                : Rect(
                    x: area.x + middle - width / 2, y: area.maxY - (from + length) * area.height, width: width,
                    height: length * area.height)
            canvas.fill(bar, canvas.palette.series[0])
            if hasRoom { draw(texts[index], at: bar, isLying: isLying, isNegative: value < 0, on: canvas) }
        }
    }

    /// Draws a number at the end of its bar, over a piece of background that keeps grid lines out of the digits.
    private func draw(_ text: String, at bar: Rect, isLying: Bool, isNegative: Bool, on canvas: Canvas) {
        let font = PlotFrame.tickFont
        let half = canvas.width(of: text, font) / 2
        let place =
            isLying
            ? Point(isNegative ? bar.x - half - 5 : bar.maxX + half + 5, bar.midY + font.capHeight / 2)
            : Point(bar.midX, isNegative ? bar.maxY + 5 + font.capHeight : bar.y - 5)
        canvas.fill(
            Rect(x: place.x - half - 2, y: place.y - font.capHeight - 2, width: 2 * half + 4, height: 12),
            canvas.palette.background)
        canvas.text(text, at: place, font, canvas.palette.ink, .center)
    }
}
