/// Where the cells of a table and the names around it go, found without measuring text.
struct TableLayout {
    let size: Size
    /// Whether there is text in the cells.
    let hasTexts: Bool

    private let heading: Heading
    private let xTitle: String
    private let yTitle: String
    private let rowNames: [String]
    private let columnNames: [String]
    private let rows: Int
    private let columns: Int
    private let area: Rect
    private let hasKey: Bool
    private static let margin = 14.0
    private static let font = Canvas.Font(size: 11)
    private static let nameWidth = 110.0

    /// - Parameters:
    ///   - textLength: Characters of the longest text in a cell, 0 for none.
    ///   - isNarrow: Whether the table is laid out for a phone, with cells hardly wider than their text.
    init(
        title: String, xTitle: String, yTitle: String, rows: Int, columns: Int, rowNames: [String],
        columnNames: [String], textLength: Int, hasKey: Bool, isNarrow: Bool = false
    ) {
        self.xTitle = xTitle
        self.yTitle = yTitle
        self.rows = rows
        self.columns = columns
        self.rowNames = rowNames
        self.columnNames = columnNames
        self.hasKey = hasKey
        hasTexts = textLength > 0
        func width(_ names: [String]) -> Double { min(Double(names.map(\.count).max() ?? 0) * 7.5, Self.nameWidth) }
        let left = Self.margin + (rowNames.isEmpty ? 0 : width(rowNames) + 8)
        // Cells with text are as wide as the text; others are squares of whole half pixels, or thinner than a pixel.
        let room = max((isNarrow ? NarrowLayout.width : 700) - left - Self.margin, 100)
        let square = max(min(room / Double(max(columns, 1)), 520 / Double(max(rows, 1)), 24), 0.01)
        let side = square >= 0.5 ? (square * 2).rounded(.down) / 2 : square
        let cell =
            textLength > 0
            ? Size(
                width: isNarrow
                    ? max(Double(textLength) * 6.8 + 4, min(width(columnNames), 40))
                    : max(Double(textLength) * 7.5 + 12, min(width(columnNames) + 10, 60), 34),
                height: 28)
            // A table of very few rows or columns is drawn thicker, to be seen at all.
            : Size(
                width: max(side, min(24, 60 / Double(max(columns, 1)))),
                height: max(side, min(24, 60 / Double(max(rows, 1)))))
        let table = Size(
            width: max(cell.width * Double(columns), 1), height: rows * columns == 0 ? 24 : cell.height * Double(rows))
        let wholeWidth = max(left + table.width + Self.margin, 260).rounded(.up)
        heading = Heading(title, width: wholeWidth - 2 * Self.margin)
        let top = Self.margin + heading.height + (yTitle.isEmpty ? 0 : 22)
        area = Rect(x: left, y: top.rounded(), width: table.width, height: table.height)
        let below = (columnNames.isEmpty ? 0 : 22) + (xTitle.isEmpty ? 0 : 20) + (hasKey ? 28 : 0)
        size = Size(width: wholeWidth, height: (area.maxY + Double(below) + Self.margin).rounded(.up))
    }

    private var cellWidth: Double { area.width / Double(max(columns, 1)) }
    private var cellHeight: Double { area.height / Double(max(rows, 1)) }

    /// Draws the title and all names.
    func drawFrame(on canvas: Canvas) {
        let palette = canvas.palette
        heading.draw(at: Point(Self.margin, Self.margin), on: canvas)
        guard rows * columns > 0 else {
            return canvas.text("no numbers", at: Point(Self.margin, area.y + 16), PlotFrame.axisFont, palette.muted)
        }
        let yText = canvas.fitted(yTitle, PlotFrame.axisFont, width: size.width - 2 * Self.margin)
        canvas.text(yText, at: Point(Self.margin, area.y - 9), PlotFrame.axisFont, palette.muted)
        let rowStep = Int((15 / cellHeight).rounded(.up))
        for (row, name) in rowNames.enumerated() where row.isMultiple(of: max(rowStep, 1)) {
            let baseline = area.y + (Double(row) + 0.5) * cellHeight + Self.font.capHeight / 2
            let text = canvas.fitted(name, Self.font, width: Self.nameWidth)
            canvas.text(text, at: Point(area.x - 8, baseline), Self.font, palette.muted, .right)
        }
        var end = -Double.infinity
        for (column, name) in columnNames.enumerated() {
            let center = area.x + (Double(column) + 0.5) * cellWidth
            let text = canvas.fitted(name, Self.font, width: max(cellWidth - 6, 40))
            let half = canvas.width(of: text, Self.font) / 2
            guard center - half > end + 4, center - half > 2, center + half < size.width - 2 else { continue }
            end = center + half
            let baseline = area.maxY + 8 + Self.font.capHeight
            canvas.text(text, at: Point(center, baseline), Self.font, palette.muted, .center)
        }
        let xText = canvas.fitted(xTitle, PlotFrame.axisFont, width: size.width - 2 * Self.margin)
        let half = canvas.width(of: xText, PlotFrame.axisFont) / 2
        let center = min(max(area.midX, half + Self.margin), size.width - Self.margin - half)
        let baseline = area.maxY + (columnNames.isEmpty ? 0 : 22) + 8 + PlotFrame.axisFont.capHeight
        canvas.text(xText, at: Point(center, baseline), PlotFrame.axisFont, palette.muted, .center)
    }

    /// Draws a cell with text.
    func drawCell(_ index: Int, _ color: Color, _ text: String, isBold: Bool = false, on canvas: Canvas) {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let cell = Rect(
            x: area.x + Double(column) * cellWidth, y: area.y + Double(row) * cellHeight, width: cellWidth,
            height: cellHeight)
        canvas.fill(cell.inset(by: 0.5), color)
        let font = Canvas.Font(size: Self.font.size, bold: isBold)
        canvas.text(
            canvas.fitted(text, font, width: cell.width - 2), at: Point(cell.midX, cell.midY + font.capHeight / 2),
            font, canvas.palette.text(on: color), .center)
    }

    /// Draws all cells at once, where they have no text; where they are smaller than a pixel, one of several shows.
    func drawCells(_ pixels: [UInt32], on canvas: Canvas) {
        let most = 4_096
        guard rows > most || columns > most else { return canvas.image(pixels, width: columns, height: rows, in: area) }
        let (height, width) = (min(rows, most), min(columns, most))
        let thinned = (0..<height).flatMap { row in
            (0..<width).map { pixels[row * rows / height * columns + $0 * columns / width] }
        }
        canvas.image(thinned, width: width, height: height, in: area)
    }

    /// Draws which colours the numbers have.
    func drawKey(_ scale: ColorScale, on canvas: Canvas) {
        // What is nothing beside the other end is read as zero.
        let (least, most) = (scale.range.lowerBound, scale.range.upperBound)
        let nothing = 1e-3 * (most - least)
        let (low, high) = (
            NumberText.readable(abs(least) < nothing ? 0 : least), NumberText.readable(abs(most) < nothing ? 0 : most)
        )
        let baseline = size.height - Self.margin
        let lowWidth = canvas.width(of: low, Self.font)
        canvas.text(low, at: Point(Self.margin, baseline), Self.font, canvas.palette.muted)
        let bar = Rect(
            x: Self.margin + lowWidth + 8, y: baseline - Self.font.capHeight - 1, width: 120,
            height: Self.font.capHeight + 2)
        let shades = (0..<120).map { scale.color(share: Double($0) / 119).pixel }
        canvas.image(shades, width: shades.count, height: 1, in: bar)
        canvas.text(high, at: Point(bar.maxX + 8, baseline), Self.font, canvas.palette.muted)
    }
}

/// A figure of cells in rows and columns.
protocol TableFigure: Figure {
    /// Whether it is laid out for a phone.
    var isNarrow: Bool { get set }
}

extension HeatMap: TableFigure {}
extension ConfusionPlot: TableFigure {}

extension TableFigure {
    /// The table with narrow cells, as near to the width of a phone as what stands in them allows.
    public var narrow: (any Figure)? {
        guard !isNarrow, NarrowLayout.isWanted(for: size) else { return nil }
        var table = self
        table.isNarrow = true
        return table
    }
}
