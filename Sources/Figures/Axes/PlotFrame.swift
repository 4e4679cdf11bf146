internal import Foundation

/// What surrounds the data of a plot: title, axis titles, ticks and grid lines, and a legend that found no room inside.
struct PlotFrame {
    var title: String
    var xTitle: String
    var yTitle: String
    var x: Axis
    var y: Axis
    /// A legend above the data.
    var legend: Legend?

    static let axisFont = Canvas.Font(size: 11.5)
    static let tickFont = Canvas.Font(size: 11)
    static let margin = 14.0

    /// The frame with its axes exchanged: names from the top down at the left, numbers along the bottom.
    func lying() -> PlotFrame {
        PlotFrame(title: title, xTitle: yTitle, yTitle: xTitle, x: y, y: .of(names: x.names.reversed()))
    }

    /// Where everything goes.
    struct Layout {
        /// Where the data go.
        var area: Rect
        var titleLines: [String]
        /// The baseline of the vertical axis's title, and of the first row of the legend.
        var headline: Double
        var legendRows: [[(entry: Legend.Entry, x: Double, width: Double)]]
        var legendTop: Double
        var xTicks: Ticks
        var xLabels: [(text: String, center: Double)]
        var yTicks: Ticks
    }

    func layout(on canvas: Canvas) -> Layout {
        let margin = Self.margin
        let inside = canvas.size.width - 2 * margin
        let titleLines = canvas.wrapped(title, Heading.font, width: inside, lines: 2)
        var top = margin + Double(titleLines.count) * Heading.lineHeight
        if !titleLines.isEmpty { top += 4 }

        // The legend shares the line of the axis title where both fit.
        let rows = legend?.rows(width: inside, on: canvas) ?? []
        let yTitleWidth = canvas.width(of: canvas.fitted(yTitle, Self.axisFont, width: inside), Self.axisFont)
        let legendWidth = rows.first?.last.map { $0.x + $0.width } ?? 0
        let shared = rows.count == 1 && yTitleWidth + 24 + legendWidth <= inside
        var legendTop = top
        if !rows.isEmpty, !shared { top += Double(rows.count) * Legend.rowHeight + 4 }
        let headline = top + Legend.rowHeight / 2 + Self.axisFont.capHeight / 2
        if shared { legendTop = top }
        if !yTitle.isEmpty || shared { top += Legend.rowHeight }
        top += 8

        let below = margin + (xTitle.isEmpty ? 0 : 18) + 20
        let height = max(canvas.size.height - top - below, 8)
        var yTicks = y.readableTicks(wanted: max(height < 34 ? 1 : 2, Int(height / 38)), most: Int(height / 22))
        if !y.names.isEmpty {
            yTicks = y.ticks(maximumCount: y.names.count)
            yTicks.labels = yTicks.labels.map { canvas.fitted($0, Self.tickFont, width: inside * 0.4) }
        }
        let labelWidth = yTicks.labels.map { canvas.width(of: $0, Self.tickFont) }.max() ?? 0
        let left = margin + labelWidth + 8
        let area = Rect(x: left, y: top, width: max(canvas.size.width - left - margin - 4, 8), height: height)
        let (xTicks, xLabels) = horizontalTicks(in: area, on: canvas)
        return Layout(
            area: area, titleLines: titleLines, headline: headline, legendRows: rows, legendTop: legendTop,
            xTicks: xTicks, xLabels: xLabels, yTicks: yTicks)
    }

    /// As many ticks as have room for their labels, each label under its tick but inside the canvas.
    private func horizontalTicks(in area: Rect, on canvas: Canvas) -> (Ticks, [(text: String, center: Double)]) {
        let most = max(1, Int(area.width / 64))
        // Few whole numbers, such as epochs, are all named.
        let each = x.wholeNumbers ? Int(exactly: (x.high - x.low).rounded(.up)) ?? most : most
        let dense = Int(area.width / 36)
        // Of fewer than three ticks it is hard to read a scale.
        let more = most < dense && x.ticks(maximumCount: most).values.count < 3 ? Array(most + 1...dense) : []
        let counts =
            more.filter { x.ticks(maximumCount: $0).values.count >= 3 } + (each <= dense ? [max(each, most)] : [])
            + (1...most).reversed()
        for count in x.names.isEmpty ? counts : Array((1...max(x.names.count, 1)).reversed().prefix(200)) {
            var ticks = x.ticks(maximumCount: count)
            if !x.names.isEmpty {
                let room = max(area.width / Double(ticks.labels.count) - 12, 40)
                ticks.labels = ticks.labels.map { canvas.fitted($0, Self.tickFont, width: room) }
            }
            var labels: [(text: String, center: Double)] = []
            var end = -Double.infinity
            var fits = true
            for (value, label) in zip(ticks.values, ticks.labels) {
                guard let position = x.position(of: value) else { continue }
                let half = canvas.width(of: label, Self.tickFont) / 2
                let center = min(max(area.x + position * area.width, half + 2), canvas.size.width - half - 2)
                fits = fits && center - half > end + 12
                end = center + half
                labels.append((label, center))
            }
            if fits || count == 1 { return (ticks, fits ? labels : Array(labels.prefix(1))) }
        }
        return (Ticks(values: [], labels: []), [])
    }

    /// Draws everything but the data. Grid lines lie below them, so this comes first.
    func draw(_ layout: Layout, on canvas: Canvas) {
        canvas.heading(layout.titleLines, at: Point(Self.margin, Self.margin))
        drawVertical(layout, on: canvas)
        drawHorizontal(layout, on: canvas)
        for (row, entries) in layout.legendRows.enumerated() {
            let width = entries.last.map { $0.x + $0.width } ?? 0
            let left = layout.legendRows.count == 1 ? canvas.size.width - Self.margin - width : Self.margin
            let top = layout.legendTop + Double(row) * Legend.rowHeight
            for entry in entries { legend?.draw(entry.entry, at: Point(left + entry.x, top), on: canvas) }
        }
    }

    /// Says that there is nothing to show.
    func drawNoData(_ layout: Layout, on canvas: Canvas) {
        let middle = Point(layout.area.midX, layout.area.midY)
        canvas.fill(
            Rect(x: middle.x - 30, y: middle.y - 14, width: 60, height: 20), canvas.palette.background)
        canvas.text("no data", at: middle, Self.axisFont, canvas.palette.muted, .center)
    }

    private func drawVertical(_ layout: Layout, on canvas: Canvas) {
        let (area, palette) = (layout.area, canvas.palette)
        let yTitle = canvas.fitted(yTitle, Self.axisFont, width: canvas.size.width - 2 * Self.margin)
        canvas.text(yTitle, at: Point(Self.margin, layout.headline), Self.axisFont, palette.muted)
        func height(of value: Double) -> Double? { y.position(of: value).map { area.maxY - $0 * area.height } }
        func gridLine(_ height: Double, _ color: Color) {
            let line = canvas.crisp(height)
            canvas.line(Point(area.x, line), Point(area.maxX, line), Canvas.Pen(color: color))
        }
        for height in layout.yTicks.minor.compactMap(height) {
            gridLine(height, palette.background.mixed(with: palette.grid, 0.5))
        }
        for (value, label) in zip(layout.yTicks.values, layout.yTicks.labels) {
            guard let height = height(of: value) else { continue }
            // Names have no lines: the bars that begin at them lead the eye.
            if y.names.isEmpty { gridLine(height, value == 0 && y.low < 0 ? palette.axis : palette.grid) }
            canvas.text(
                label, at: Point(area.x - 8, height + Self.tickFont.capHeight / 2), Self.tickFont, palette.muted, .right
            )
        }
    }

    private func drawHorizontal(_ layout: Layout, on canvas: Canvas) {
        let (area, palette) = (layout.area, canvas.palette)
        let base = canvas.crisp(area.maxY)
        if !y.names.isEmpty {
            for value in layout.xTicks.values {
                guard let position = x.position(of: value) else { continue }
                let place = canvas.crisp(area.x + position * area.width)
                canvas.line(
                    Point(place, area.y), Point(place, base),
                    Canvas.Pen(color: value == 0 ? palette.axis : palette.grid))
            }
        }
        canvas.line(Point(area.x, base), Point(area.maxX, base), Canvas.Pen(color: palette.axis))
        func tick(_ value: Double, length: Double) {
            guard let position = x.position(of: value) else { return }
            let place = canvas.crisp(area.x + position * area.width)
            canvas.line(Point(place, base), Point(place, base + length), Canvas.Pen(color: palette.axis))
        }
        for value in layout.xTicks.minor { tick(value, length: 3) }
        for value in layout.xTicks.values where x.names.isEmpty { tick(value, length: 5) }
        for label in layout.xLabels {
            let baseline = area.maxY + 9 + Self.tickFont.capHeight
            canvas.text(label.text, at: Point(label.center, baseline), Self.tickFont, palette.muted, .center)
        }
        let xTitle = canvas.fitted(xTitle, Self.axisFont, width: canvas.size.width - 2 * Self.margin)
        let half = canvas.width(of: xTitle, Self.axisFont) / 2
        let center = min(max(area.midX, half + Self.margin), canvas.size.width - Self.margin - half)
        canvas.text(
            xTitle, at: Point(center, canvas.size.height - Self.margin + 1), Self.axisFont, palette.muted, .center)
    }
}
