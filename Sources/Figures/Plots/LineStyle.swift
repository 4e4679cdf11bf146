/// How one series looks: told apart by colour, and in print or by any eye by its dashes or marks.
struct LineStyle {
    var color: Color
    var dash: [Double]
    var marker: Marker?
    /// Whether the points are joined.
    var hasLine = true

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
