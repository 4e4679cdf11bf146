internal import Foundation

/// A grid of small images of signed numbers, such as the weights of a layer: blue below zero, vermilion above.
///
/// All images have one scale, so that they can be compared.
public struct FilterGrid: Figure, Equatable {
    /// The title over the grid, or "".
    public let title: String
    /// All numbers, image by image, row by row.
    public let weights: [Double]
    /// Numbers in a row of an image.
    public let imageWidth: Int
    /// Rows of an image.
    public let imageHeight: Int
    /// Images in a row of the grid.
    public internal(set) var columns: Int

    /// CSS pixels along each side of a number; as large as fits a page if nil.
    public var pixelSize: Double?

    /// Creates a grid of images of signed numbers.
    /// - Parameters:
    ///   - weights: All numbers, image by image, row by row.
    ///   - columns: Images in a row; chosen from their number if nil.
    public init(
        _ weights: [some Plottable], width: Int, height: Int, columns: Int? = nil, title: String = "",
        file: StaticString = #fileID, line: UInt = #line
    ) {
        guard width > 0, height > 0, width <= 4096, height <= 4096, weights.count % (width * height) == 0,
            (columns ?? 1) > 0
        else {
            fatalError(
                "FilterGrid: images of \(width) × \(height) in at least one column take a multiple of the size in "
                    + "numbers, found \(weights.count) numbers and \(columns ?? 1) columns", file: file, line: line)
        }
        self.title = title
        self.weights = doubles(weights)
        self.imageWidth = width
        self.imageHeight = height
        self.columns = columns ?? GridLayout.columns(for: weights.count / (width * height))
    }

    private var count: Int { weights.count / (imageWidth * imageHeight) }

    var layout: GridLayout {
        GridLayout(
            title: title, count: count, columns: columns, imageWidth: imageWidth, imageHeight: imageHeight,
            captionLength: 0, key: weights.isEmpty ? "" : "blue \(ends.low), vermilion \(ends.high)",
            pixelSize: pixelSize)
    }

    private var ends: (low: String, high: String) {
        let range = ColorScale(weights, isDiverging: true, palette: .light).range
        return (NumberText.readable(range.lowerBound), NumberText.readable(range.upperBound))
    }

    /// Width and height in CSS pixels, from the number of images and their size.
    public var size: Size { layout.size }

    /// How many images there are and how far their numbers go, in words.
    public var altText: String {
        let name = title.isEmpty ? "" : title + ": "
        let finite = weights.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return name + "no filters" }
        return "\(name)\(count) filters of \(imageWidth) × \(imageHeight) weights from \(NumberText.readable(low)) to "
            + NumberText.readable(high)
    }

    /// The least, greatest and mean weight of each filter.
    public var data: FigureData? {
        let area = imageWidth * imageHeight
        let (places, note) = FigureData.thinned(count)
        let rows = places.map { place in
            let finite = weights[place * area..<(place + 1) * area].filter(\.isFinite)
            let numbers = [
                finite.min(), finite.max(), finite.isEmpty ? nil : finite.reduce(0, +) / Double(finite.count),
            ]
            return [.number(Double(place + 1))] + numbers.map { $0.map(FigureData.Value.number) ?? .none }
        }
        return FigureData(columns: ["filter", "least", "greatest", "mean"], rows: rows, note: note)
    }

    /// Draws the grid.
    public func draw(on canvas: Canvas) {
        let layout = layout
        layout.drawTitleAndKey(on: canvas)
        let scale = ColorScale(weights, isDiverging: true, palette: canvas.palette)
        let area = imageWidth * imageHeight
        for index in 0..<count {
            let image = weights[index * area..<(index + 1) * area].map {
                (scale.color($0) ?? canvas.palette.background).pixel
            }
            canvas.image(image, width: imageWidth, height: imageHeight, in: layout.tile(index))
        }
    }
}
