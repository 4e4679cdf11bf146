/// The names of the series with a sample of each one's look.
struct Legend {
    struct Entry {
        var name: String
        var style: LineStyle
    }

    var entries: [Entry]

    private static let font = Canvas.Font(size: 11.5)
    private static let sample = 24.0
    private static let gap = 7.0
    static let rowHeight = 18.0

    init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The size of the legend with one entry below the other.
    func size(on canvas: Canvas) -> Size {
        let names = entries.map { canvas.width(of: shown($0.name, on: canvas), Self.font) }
        return Size(
            width: Self.sample + Self.gap + (names.max() ?? 0), height: Double(entries.count) * Self.rowHeight)
    }

    /// The corner of an area where the legend covers no data, the right top first.
    func freeCorner(in area: Rect, on canvas: Canvas, isTaken: (Rect) -> Bool) -> Point? {
        let size = size(on: canvas)
        let gap = 10.0
        guard size.width + 2 * gap < area.width * 0.6, size.height + 2 * gap < area.height * 0.7 else { return nil }
        let (left, right) = (area.x + gap, area.maxX - gap - size.width)
        let (top, bottom) = (area.y + gap, area.maxY - gap - size.height)
        return [Point(right, top), Point(right, bottom), Point(left, top), Point(left, bottom)].first { corner in
            !isTaken(Rect(x: corner.x, y: corner.y, width: size.width, height: size.height).inset(by: -gap))
        }
    }

    /// Draws one entry below the other, over the grid lines, which end at it.
    func draw(at corner: Point, in area: Rect, on canvas: Canvas) {
        let size = size(on: canvas)
        var ground = Rect(x: corner.x, y: corner.y, width: size.width, height: size.height).inset(by: -4)
        let isRight = ground.midX > area.midX
        ground.width = isRight ? area.maxX - ground.x : ground.maxX - area.x
        if !isRight { ground.x = area.x }
        canvas.fill(ground, canvas.palette.background)
        for (row, entry) in entries.enumerated() {
            draw(entry, at: Point(corner.x, corner.y + Double(row) * Self.rowHeight), on: canvas)
        }
    }

    /// The entries side by side in rows of a width, from the right where they fit in one; the left is where each begins.
    func rows(width: Double, on canvas: Canvas) -> [[(entry: Entry, x: Double, width: Double)]] {
        var rows: [[(entry: Entry, x: Double, width: Double)]] = [[]]
        var x = 0.0
        for entry in entries {
            let name = canvas.fitted(entry.name, Self.font, width: min(220, width - Self.sample - Self.gap))
            let needed = Self.sample + Self.gap + canvas.width(of: name, Self.font)
            if x > 0, x + needed > width {
                rows.append([])
                x = 0
            }
            rows[rows.count - 1].append((Entry(name: name, style: entry.style), x, needed))
            x += needed + 18
        }
        return rows
    }

    func draw(_ entry: Entry, at corner: Point, on canvas: Canvas) {
        let middle = corner.y + Self.rowHeight / 2
        let left = Point(corner.x, canvas.crisp(middle, width: 2))
        if entry.style.hasLine {
            canvas.line(left, Point(corner.x + Self.sample, left.y), entry.style.pen(width: 2))
        }
        entry.style.drawMark(at: Point(corner.x + Self.sample / 2, left.y), on: canvas)
        canvas.text(
            shown(entry.name, on: canvas),
            at: Point(corner.x + Self.sample + Self.gap, middle + Self.font.capHeight / 2), Self.font,
            canvas.palette.ink)
    }

    private func shown(_ name: String, on canvas: Canvas) -> String {
        canvas.fitted(name, Self.font, width: 220)
    }
}
