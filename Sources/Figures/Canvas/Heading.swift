/// The title of a figure whose size must be known before its text can be measured.
struct Heading: Equatable {
    let text: String
    private let width: Double
    private let lines: Int

    static let font = Canvas.Font(size: 14.5, bold: true)
    static let lineHeight = 20.0

    /// - Parameters:
    ///   - width: How wide the title may be.
    ///   - maximumLines: How many lines it may take.
    init(_ text: String, width: Double, maximumLines: Int = 3) {
        self.text = text
        self.width = width
        // Letters of DejaVu Sans Bold are 0.7 of its size wide on average.
        lines = text.isEmpty ? 0 : min(maximumLines, Int(Double(text.count) * 10 / width) + 1)
    }

    /// The room that the title takes, with the gap below it.
    var height: Double { lines == 0 ? 0 : Double(lines) * Self.lineHeight + 8 }

    /// Draws the title with its top left corner at a place.
    func draw(at corner: Point, on canvas: Canvas) {
        canvas.heading(canvas.wrapped(text, Self.font, width: width, lines: lines), at: corner)
    }
}

extension Canvas {
    /// Draws the lines of a title.
    func heading(_ lines: [String], at corner: Point) {
        for (row, line) in lines.enumerated() {
            let baseline = corner.y + Double(row) * Heading.lineHeight + Heading.font.capHeight + 3
            text(line, at: Point(corner.x, baseline), Heading.font, palette.ink)
        }
    }
}
