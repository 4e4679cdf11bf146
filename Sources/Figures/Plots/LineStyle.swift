/// How one series looks: told apart by colour, and in print or by any eye by its dashes or marks.
struct LineStyle {
    var color: Color
    var dash: [Double]
    var marker: Marker?
    /// Whether the points are joined.
    var hasLine = true
    /// Whether the marks are outlines.
    var isHollow = false

    /// The style of the series with an index.
    /// - Parameter marked: Whether the points carry marks; then the lines are solid.
    static func of(_ index: Int, marked: Bool, palette: Palette) -> LineStyle {
        let dashes: [[Double]] = [
            [], [6, 3.5], [1.8, 2.6], [9, 3, 1.8, 3], [12, 4], [4, 2], [9, 3, 1.8, 3, 1.8, 3],
        ]
        let markers = Marker.allCases
        // After all colours the second round has them with other dashes.
        let round = index / palette.series.count
        return LineStyle(
            color: palette.series[index % palette.series.count], dash: marked ? [] : dashes[(index + round) % 7],
            marker: marked ? markers[(index + round) % markers.count] : nil)
    }

    /// The styles of several series: a twin has the hue of the one before it, darker on white and lighter on black.
    /// - Parameter marked: Whether the points of each carry marks.
    static func of(_ series: [Series], marked: [Bool], palette: Palette) -> [LineStyle] {
        var hues = 0
        return series.indices.map { index in
            guard series[index].isTwin, hues > 0 else {
                hues += 1
                return of(hues - 1, marked: marked[index], palette: palette)
            }
            var style = of(hues - 1, marked: marked[index], palette: palette)
            style.color = style.color.mixed(with: palette.ink, 0.45)
            style.dash = [5, 3]
            style.isHollow = true
            return style
        }
    }

    /// Draws the mark of a point.
    func drawMark(at center: Point, on canvas: Canvas) {
        guard let marker else { return }
        guard isHollow else { return marker.draw(at: center, radius: 3.6, color: color, on: canvas) }
        let rim = Canvas.Pen(color: color, width: 1.6)
        marker.draw(at: center, radius: 3.2, color: canvas.palette.background, rim: rim, on: canvas)
    }

    func pen(width: Double) -> Canvas.Pen { Canvas.Pen(color: color, width: width, dash: dash) }
}

/// The mark of a point.
enum Marker: CaseIterable {
    case circle, square, triangle, diamond, downTriangle

    /// Draws the mark, with a rim where one sets it off from what is below.
    func draw(at center: Point, radius: Double, color: Color, rim: Canvas.Pen? = nil, on canvas: Canvas) {
        func polygon(_ corners: [(x: Double, y: Double)]) {
            canvas.polygon(
                corners.map { Point(center.x + $0.x * radius, center.y + $0.y * radius) }, fill: color, stroke: rim)
        }
        // The shapes cover about the same area, so that none looks more important.
        switch self {
        case .circle: canvas.circle(center, radius: radius, fill: color, stroke: rim)
        case .square: polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
        case .triangle: polygon([(0, -1.3), (1.18, 0.8), (-1.18, 0.8)])
        case .diamond: polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
        case .downTriangle: polygon([(0, 1.3), (1.18, -0.8), (-1.18, -0.8)])
        }
    }
}
