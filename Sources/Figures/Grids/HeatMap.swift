internal import Foundation

/// A table of numbers as coloured cells, with the numbers in them where there is room.
///
/// Numbers of one sign go from paper to blue; where there are both signs, zero is paper, less is blue, more vermilion.
public struct HeatMap: Figure, Equatable {
    /// The title over the table, or "".
    public let title: String
    /// The title of the columns, or "".
    public let xTitle: String
    /// The title of the rows, or "".
    public let yTitle: String
    /// The numbers, row by row.
    public let values: [Double]
    /// How many rows there are.
    public let rows: Int
    /// How many columns there are.
    public let columns: Int
    /// A name for each row; none if empty.
    public let rowNames: [String]
    /// A name for each column; none if empty.
    public let columnNames: [String]
    /// Whether the numbers stand in their cells; nil where room decides.
    public let numbers: Bool?

    var isNarrow = false

    /// Creates a heat map.
    /// - Parameters:
    ///   - values: The numbers, row by row. One that is not a number has no colour.
    ///   - x: The title of the columns.
    ///   - y: The title of the rows.
    ///   - rowNames: A name for each row, or none at all.
    ///   - columnNames: A name for each column, or none at all.
    ///   - numbers: Whether the numbers stand in their cells; nil where room decides.
    public init(
        _ values: [some Plottable], rows: Int, columns: Int, title: String = "", x: String = "", y: String = "",
        rowNames: [String] = [], columnNames: [String] = [], numbers: Bool? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let (area, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, area == values.count else {
            fatalError(
                "HeatMap: \(rows) rows of \(columns) columns take rows × columns numbers, found \(values.count)",
                file: file, line: line)
        }
        for (kind, names, count) in [("row", rowNames, rows), ("column", columnNames, columns)]
        where !names.isEmpty && names.count != count {
            fatalError(
                "HeatMap: there is one name for each \(kind) or none at all, found \(names.count) names for \(count)",
                file: file, line: line)
        }
        self.values = doubles(values)
        self.rows = rows
        self.columns = columns
        self.title = title
        self.xTitle = x
        self.yTitle = y
        self.rowNames = rowNames
        self.columnNames = columnNames
        self.numbers = numbers
    }

    var texts: [String] {
        let decimals = values.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 } ? 0 : 2
        return values.map { value in
            if value.isNaN { return "–" }
            if abs(value) >= 1e5 || (value != 0 && abs(value) < 0.005) { return NumberText.readable(value) }
            return NumberText.plain(value, decimals: decimals)
        }
    }

    private var layout: TableLayout {
        let wanted = numbers ?? (columns <= 20 && rows <= 40)
        return TableLayout(
            title: title, xTitle: xTitle, yTitle: yTitle, rows: rows, columns: columns, rowNames: rowNames,
            columnNames: columnNames, textLength: wanted ? texts.lazy.map(\.count).max() ?? 0 : 0,
            hasKey: !wanted && !values.isEmpty, isNarrow: isNarrow)
    }

    /// Width and height in CSS pixels, from the number of cells and the length of what stands in them.
    public var size: Size { layout.size }

    /// The size of the table and its lowest and highest number, in words.
    public var altText: String {
        let name = (title.isEmpty ? "Heat map" : title) + ": "
        let finite = values.indices.filter { values[$0].isFinite }
        guard let lowest = finite.min(by: { values[$0] < values[$1] }),
            let highest = finite.max(by: { values[$0] < values[$1] })
        else { return name + "\(rows) × \(columns), no numbers" }
        func place(_ index: Int) -> String {
            let (row, column) = index.quotientAndRemainder(dividingBy: columns)
            let number = NumberText.readable(values[index])
            return "\(number) at row \(rowNames.isEmpty ? "\(row + 1)" : rowNames[row]), column "
                + (columnNames.isEmpty ? "\(column + 1)" : columnNames[column])
        }
        return "\(name)\(rows) × \(columns) numbers, lowest \(place(lowest)), highest \(place(highest))"
    }

    /// The numbers, where they are few enough to be read.
    public var data: FigureData? {
        guard columns <= 40, rows <= FigureData.mostRows else { return nil }
        let names = columnNames.isEmpty ? (0..<columns).map { "\($0 + 1)" } : columnNames
        return FigureData(
            columns: [yTitle.isEmpty ? "row" : yTitle] + names,
            rows: (0..<rows).map { row in
                [rowNames.isEmpty ? .number(Double(row + 1)) : .text(rowNames[row])]
                    + values[row * columns..<(row + 1) * columns].map { .number($0) }
            })
    }

    /// Draws the table.
    public func draw(on canvas: Canvas) {
        let scale = ColorScale(values, palette: canvas.palette)
        let layout = layout
        layout.drawFrame(on: canvas)
        let ground = canvas.palette.background.mixed(with: canvas.palette.grid, 0.6)
        if layout.hasTexts {
            let texts = texts
            for index in values.indices {
                let color = scale.color(values[index]) ?? ground
                layout.drawCell(index, color, texts[index], on: canvas)
            }
        } else if !values.isEmpty {
            layout.drawCells(values.map { (scale.color($0) ?? ground).pixel }, on: canvas)
            layout.drawKey(scale, on: canvas)
        }
    }
}
