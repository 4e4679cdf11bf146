/// Where the images of a grid go, found without measuring text, so that a figure knows its size before it is drawn.
struct GridLayout {
    let count: Int
    let columns: Int
    let key: String
    /// The size of a drawn image.
    let tileSize: Size
    let size: Size

    private let padding: Double
    private let cellWidth: Double
    private let cellHeight: Double
    private let top: Double
    private let heading: Heading
    private static let margin = 14.0
    /// Ten digits of 28 pixels, each two CSS pixels wide.
    private static let widest = 678.0
    private static let captionFont = Canvas.Font(size: 10.5)
    private static let boldCaptionFont = Canvas.Font(size: 10.5, bold: true)

    /// - Parameters:
    ///   - captionLength: Characters of the longest caption, 0 for none.
    ///   - padding: What lies between images at the least.
    ///   - pixelSize: How large a pixel of an image is drawn; as large as fits a page if nil.
    init(
        title: String, count: Int, columns: Int, imageWidth: Int, imageHeight: Int, captionLength: Int, key: String,
        padding: Double = 10, pixelSize: Double? = nil
    ) {
        self.count = count
        self.columns = max(1, min(columns, count))
        self.key = key
        // Half CSS pixels are whole pixels at a scale of 2: blocks of that size are sharp and all alike.
        let gap = padding
        self.padding = padding
        let room = (Self.widest - 2 * Self.margin + gap) / Double(self.columns) - gap
        let sharp = (min(room, 88) / Double(imageWidth) * 2).rounded(.down)
        let fitting = sharp >= 1 ? min(sharp, 24) / 2 : max(min(room, 88), 4) / Double(imageWidth)
        let block = pixelSize ?? fitting
        tileSize = Size(width: Double(imageWidth) * block, height: Double(imageHeight) * block)
        // DejaVu Sans Bold is 0.7 of its size wide on average; longer captions are shortened.
        let captionWidth = min(Double(captionLength) * 7, 120)
        cellWidth = max(tileSize.width, captionWidth) + gap
        cellHeight = tileSize.height + gap + (captionLength > 0 ? 15 : 0)
        let rows = (count + self.columns - 1) / self.columns
        let width = max(Double(self.columns) * cellWidth - gap + 2 * Self.margin, 260)
        heading = Heading(title, width: width - 2 * Self.margin)
        top = Self.margin + heading.height
        let bottom = (key.isEmpty ? 0 : 20) + Self.margin - gap
        size = Size(
            width: width.rounded(.up),
            height: (top + max(Double(rows) * cellHeight, 40) + bottom).rounded(.up))
    }

    /// A number of columns that fills the rows where one does.
    static func columns(for count: Int) -> Int {
        if count <= 10 { return max(count, 1) }
        if count % 10 == 0 { return 10 }
        return (5...10).last { count.isMultiple(of: $0) && count / $0 <= $0 } ?? 10
    }

    /// How many images of the same size stand in a row that is as wide as a phone; a part of the columns where one fits
    /// well.
    var narrowColumns: Int {
        let fitting = max(1, Int((NarrowLayout.width - 2 * Self.margin + padding) / cellWidth))
        let even = (1...fitting).last { columns.isMultiple(of: $0) } ?? 1
        return even * 3 > fitting * 2 ? even : fitting
    }

    /// The place of an image.
    func tile(_ index: Int) -> Rect {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let left = Self.margin + Double(column) * cellWidth + (cellWidth - padding - tileSize.width) / 2
        return Rect(
            x: (left * 2).rounded() / 2, y: top + Double(row) * cellHeight, width: tileSize.width,
            height: tileSize.height)
    }

    func drawTitleAndKey(on canvas: Canvas) {
        let inside = size.width - 2 * Self.margin
        heading.draw(at: Point(Self.margin, Self.margin), on: canvas)
        if count == 0 {
            canvas.text(
                "no images", at: Point(Self.margin, top + 20), PlotFrame.axisFont, canvas.palette.muted)
        }
        canvas.text(
            canvas.fitted(key, PlotFrame.axisFont, width: inside), at: Point(Self.margin, size.height - Self.margin),
            PlotFrame.axisFont, canvas.palette.muted)
    }

    func drawCaption(_ text: String, under tile: Rect, isMarked: Bool, on canvas: Canvas) {
        let font = isMarked ? Self.boldCaptionFont : Self.captionFont
        canvas.text(
            canvas.fitted(text, font, width: cellWidth - 4), at: Point(tile.midX, tile.maxY + 6 + font.capHeight), font,
            isMarked ? canvas.palette.wrong : canvas.palette.muted, .center)
    }
}

/// A figure of equal images in rows.
protocol GridFigure: Figure {
    var layout: GridLayout { get }
    var imageWidth: Int { get }
    var columns: Int { get set }
    var pixelSize: Double? { get set }
}

extension FilterGrid: GridFigure {}
extension ImageGrid: GridFigure {}

extension GridFigure {
    /// The images, as large as they are, in fewer columns.
    public var narrow: (any Figure)? {
        let layout = layout
        guard NarrowLayout.isWanted(for: layout.size), columns > 1 else { return nil }
        var grid = self
        grid.columns = layout.narrowColumns
        grid.pixelSize = layout.tileSize.width / Double(imageWidth)
        return grid
    }
}
