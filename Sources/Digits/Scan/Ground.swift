/// The ground that ink stands on, found by the closing of mathematical morphology: all that is darker than its surroundings
/// and narrower than a window is filled (Serra, "Image analysis and mathematical morphology", 1982).
///
/// Light that falls off, the edge of a shadow and the desk beside a sheet of paper stay as they are, since they are wide.
struct Ground {
    /// The brightness of the ground at each place of the picture, row by row.
    let values: [Float]

    /// - Parameter window: The width that no stroke has, in pixels.
    init(of bright: [Float], width: Int, height: Int, window: Int) {
        let reach = max(1, window / 2)
        // What lies at the edge of the picture goes on beyond it.
        let margin = 2 * reach
        let (columns, rows) = (width + 2 * margin, height + 2 * margin)
        var wide = [Float](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            let y = min(max(row - margin, 0), height - 1)
            for column in 0..<columns {
                wide[row * columns + column] = bright[y * width + min(max(column - margin, 0), width - 1)]
            }
        }
        Self.spread(&wide, columns: columns, rows: rows, reach: reach)
        for place in wide.indices { wide[place].negate() }
        Self.spread(&wide, columns: columns, rows: rows, reach: reach)
        values = (0..<width * height).map { place in
            let (y, x) = place.quotientAndRemainder(dividingBy: width)
            return -wide[(y + margin) * columns + x + margin]
        }
    }

    /// Gives each place the largest value within reach, along rows and then along columns.
    private static func spread(_ values: inout [Float], columns: Int, rows: Int, reach: Int) {
        for row in 0..<rows {
            let places = row * columns..<(row + 1) * columns
            values.replaceSubrange(places, with: largest(Array(values[places]), reach: reach))
        }
        var column = [Float](repeating: 0, count: rows)
        for x in 0..<columns {
            for y in 0..<rows { column[y] = values[y * columns + x] }
            for (y, value) in largest(column, reach: reach).enumerated() { values[y * columns + x] = value }
        }
    }

    /// The largest value within reach of each, in a time that does not depend on the reach (van Herk, "A fast algorithm
    /// for local minimum and maximum filters on rectangular and octagonal kernels", 1992).
    private static func largest(_ line: [Float], reach: Int) -> [Float] {
        let window = 2 * reach + 1
        var (before, behind) = (line, line)
        for place in line.indices.dropFirst() where place % window != 0 {
            before[place] = max(before[place], before[place - 1])
        }
        for place in line.indices.dropLast().reversed() where place % window != window - 1 {
            behind[place] = max(behind[place], behind[place + 1])
        }
        return line.indices.map { place in
            let end = before[min(place + reach, line.count - 1)]
            return place < reach ? end : max(behind[place - reach], end)
        }
    }
}
