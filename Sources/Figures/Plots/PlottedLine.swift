/// A series on the canvas.
struct PlottedLine {
    var name: String
    var style: LineStyle
    var width = 2.0
    /// Whether the line fills an area.
    var isNoise = false
    var trace: Trace
    /// The line before it was smoothed.
    var raw: Trace?
    /// The edges of the band behind it.
    var edges: (low: Trace, high: Trace)?

    /// Whether anything of it comes into a rectangle.
    func touches(_ box: Rect) -> Bool {
        if [trace, raw, edges?.low, edges?.high].contains(where: { $0?.touches(box) == true }) { return true }
        guard style.marker != nil else { return false }
        let aroundMarks = box.inset(by: -4.5)
        return trace.runs.joined().contains { aroundMarks.touches($0, $0) }
    }

    /// Draws what lies behind all lines.
    func drawBehind(on canvas: Canvas) {
        if let edges {
            for (low, high) in zip(edges.low.runs, edges.high.runs) {
                canvas.veil(low + high.reversed(), style.color, opacity: 0.2)
            }
        }
        guard let raw else { return }
        let faint = style.color.mixed(with: canvas.palette.background, 0.68)
        for run in raw.runs { canvas.polyline(run, Canvas.Pen(color: faint, isQuick: true)) }
    }

    /// Draws the line cut off at `edge`, and the marks whose middle lies in the area.
    func draw(inside edge: Rect, of area: Rect, on canvas: Canvas) {
        let inner = area.inset(by: -1)
        let marks = style.marker == nil ? [] : trace.runs.joined().filter { inner.touches($0, $0) }
        if let marker = style.marker {
            // Rims first: they cut the lines of other series, not this one.
            let rim = Canvas.Pen(color: canvas.palette.background, width: 2)
            for point in marks {
                marker.draw(at: point, radius: 3.6, color: canvas.palette.background, rim: rim, on: canvas)
            }
        }
        canvas.clipped(to: edge) {
            for run in trace.runs {
                var pen = style.pen(width: width)
                pen.isQuick = isNoise
                canvas.polyline(run, pen)
                if style.marker == nil, run.count == 1 {
                    canvas.circle(run[0], radius: 2, fill: style.color)
                }
            }
        }
        for point in marks { style.drawMark(at: point, on: canvas) }
    }
}

extension Series {
    /// The edges of the band where both have a place; on a logarithmic axis what lies below zero goes to its low end.
    func edges(above axis: Axis) -> (low: Series, high: Series)? {
        guard let band else { return nil }
        let isLogarithmic = axis.scale == .logarithmic
        let isShown = y.indices.map { index in
            y[index].isFinite && band.low[index].isFinite && band.high[index].isUsable(on: axis.scale)
        }
        func edge(_ values: [Double]) -> Series {
            let shown = zip(values, isShown).map { value, isShown in
                isShown ? isLogarithmic ? max(value, axis.low / 2) : value : .nan
            }
            return Series(name: "", x: x, y: shown)
        }
        return (edge(band.low), edge(band.high))
    }
}

extension [Annotation] {
    /// The annotations that lie in the plot, each label beside the ones before it.
    func placed(
        in area: Rect, _ frame: PlotFrame, on canvas: Canvas, hidesData: (Rect) -> Bool
    ) -> [PlacedAnnotation] {
        var placed: [PlacedAnnotation] = []
        for annotation in self {
            let others = placed
            if let next = PlacedAnnotation(
                annotation, in: area, x: frame.x, y: frame.y, on: canvas, others: others, hidesData: hidesData)
            {
                placed.append(next)
            }
        }
        return placed
    }
}
