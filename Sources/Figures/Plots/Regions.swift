/// The ground of a scatter plot, coloured by the class that each place belongs to: class k has the hue of series k.
public struct Regions: Sendable, Equatable {
    /// The class of each cell of a grid, row by row from the top; a negative one has no colour.
    public let classes: [Int]
    /// How many rows the grid has.
    public let rows: Int
    /// How many columns the grid has.
    public let columns: Int
    /// Where the grid begins and ends from left to right.
    public let x: ClosedRange<Double>
    /// Where the grid begins and ends from bottom to top.
    public let y: ClosedRange<Double>

    /// Creates regions from the class of each cell of a grid.
    /// - Parameter classes: The classes, row by row from the top.
    public init(
        _ classes: [Int], rows: Int, columns: Int, x: ClosedRange<Double>, y: ClosedRange<Double>,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let (area, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows > 0, columns > 0, !overflow, area == classes.count else {
            fatalError(
                "Regions: \(rows) rows of \(columns) columns take rows × columns classes, found \(classes.count)",
                file: file, line: line)
        }
        Axis.check(x, .linear, "Regions, x", file, line)
        Axis.check(y, .linear, "Regions, y", file, line)
        self.classes = classes
        self.rows = rows
        self.columns = columns
        self.x = x
        self.y = y
    }

    /// Draws the regions into the area of a plot.
    func draw(in area: Rect, _ frame: PlotFrame, on canvas: Canvas) {
        guard let left = frame.x.position(of: x.lowerBound), let right = frame.x.position(of: x.upperBound),
            let bottom = frame.y.position(of: y.lowerBound), let top = frame.y.position(of: y.upperBound)
        else { return }
        let palette = canvas.palette
        let place = Rect(
            x: area.x + left * area.width, y: area.maxY - top * area.height, width: (right - left) * area.width,
            height: (top - bottom) * area.height)
        let pixels = classes.map { label -> UInt32 in
            guard label >= 0 else { return palette.background.pixel }
            return palette.background.mixed(with: palette.series[label % palette.series.count], 0.2).pixel
        }
        canvas.clipped(to: area) { canvas.image(pixels, width: columns, height: rows, in: place) }
    }
}
