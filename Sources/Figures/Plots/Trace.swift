/// The parts of a series on the canvas: broken where a number is missing, thinned where there are more than fit.
package struct Trace {
    /// The connected parts, each of one point or more.
    package private(set) var runs: [[Point]] = []

    /// Maps a series to the canvas.
    ///
    /// Of consecutive points in one column of pixels only the first, the lowest, the highest and the last are kept. They
    /// give the same picture: M4, Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014.
    package init(_ series: Series, in area: Rect, x: Axis, y: Axis, columnsPerPixel: Double) {
        var run: [Point] = []
        var column = Column()
        func endColumn() {
            column.flush(into: &run)
        }
        func endRun() {
            endColumn()
            if !run.isEmpty { runs.append(run) }
            run = []
        }
        for (xValue, yValue) in zip(series.x, series.y) {
            guard let across = x.position(of: xValue.tamed), let up = y.position(of: yValue.tamed) else {
                endRun()
                continue
            }
            // Far outside of an axis that is cut off, cairo's numbers end.
            let point = Point(
                area.x + max(-500, min(across, 500)) * area.width, area.maxY - max(-500, min(up, 500)) * area.height)
            let index = (point.x * columnsPerPixel).rounded(.down)
            if index != column.index { endColumn() }
            column.add(point, index: index)
        }
        endRun()
    }

    /// How long the lines are together inside of an area.
    func length(in area: Rect) -> Double {
        func inside(_ y: Double) -> Double { max(area.y, min(y, area.maxY)) }
        return runs.reduce(0) { sum, run in
            zip(run, run.dropFirst()).reduce(sum) {
                $0 + max(abs($1.0.x - $1.1.x), abs(inside($1.0.y) - inside($1.1.y)))
            }
        }
    }

    /// Whether the lines, or the marks on them, come into a rectangle.
    func touches(_ rect: Rect) -> Bool {
        runs.contains { run in
            if run.count == 1 { return rect.touches(run[0], run[0]) }
            return zip(run, run.dropFirst()).contains { rect.touches($0, $1) }
        }
    }

    /// Consecutive points that fall into one column of pixels.
    private struct Column {
        var index = Double.nan
        private var first = Point(0, 0)
        private var last = Point(0, 0)
        private var low = (place: 0, point: Point(0, 0))
        private var high = (place: 0, point: Point(0, 0))
        private var count = 0

        mutating func add(_ point: Point, index: Double) {
            if count == 0 {
                self.index = index
                first = point
                low = (0, point)
                high = (0, point)
            }
            if point.y < low.point.y { low = (count, point) }
            if point.y > high.point.y { high = (count, point) }
            last = point
            count += 1
        }

        mutating func flush(into run: inout [Point]) {
            guard count > 0 else { return }
            run.append(first)
            for extreme in low.place < high.place ? [low, high] : [high, low]
            where extreme.place > 0 && extreme.place < count - 1 {
                run.append(extreme.point)
            }
            if count > 1 { run.append(last) }
            count = 0
            index = .nan
        }
    }
}
