internal import Foundation

/// A grid of small grey images such as digits, each with a caption, the marked ones in a red frame.
///
/// Pixels are drawn as sharp blocks. 0 looks like paper and 1 like ink, in the dark theme light ink on dark paper.
public struct ImageGrid: Figure, Equatable {
    /// The title over the grid, or "".
    public let title: String
    /// Pixels in a row of an image.
    public let imageWidth: Int
    /// Rows of an image.
    public let imageHeight: Int
    /// How many images there are.
    public let count: Int
    /// Images in a row of the grid.
    public internal(set) var columns: Int
    /// All pixels, image by image, row by row, from 0 (paper) to 1 (ink).
    public let pixels: [Float]
    /// The caption under each image; none if empty.
    public let captions: [String]
    /// Which images are marked as wrong; none if empty.
    public let marked: [Bool]

    /// CSS pixels between images, at the least.
    public var padding: Double = 10
    /// CSS pixels along each side of a pixel of an image; as large as fits a page if nil.
    public var pixelSize: Double?

    /// The captions, or the right and the given answers, as a table; nil where there is nothing but the images.
    public let data: FigureData?

    private let key: String
    private let description: String

    /// Creates a grid of images.
    /// - Parameters:
    ///   - pixels: All pixels, image by image, row by row, from 0 (paper) to 1 (ink); what lies outside is cut off.
    ///   - captions: A caption for each image, or none at all.
    ///   - marked: Which images are marked as wrong, one value for each, or none at all.
    ///   - columns: Images in a row; chosen from their number if nil.
    public init(
        pixels: [Float], width: Int = 28, height: Int = 28, captions: [String] = [], marked: [Bool] = [],
        columns: Int? = nil, title: String = "", file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            pixels: pixels, width: width, height: height, captions: captions, marked: marked, columns: columns,
            title: title, key: "", description: nil, data: ImageGrid.table(captions, marked), file: file, line: line)
    }

    /// Creates a grid of images with what they are and what a model took them for. Mistakes are marked and captioned
    /// "label → prediction".
    /// - Parameters:
    ///   - pixels: All pixels, image by image, row by row, from 0 (paper) to 1 (ink); what lies outside is cut off.
    ///   - labels: The right answer for each image.
    ///   - predictions: The model's answer for each image.
    ///   - columns: Images in a row; chosen from their number if nil.
    public init(
        pixels: [Float], width: Int = 28, height: Int = 28, labels: [Int], predictions: [Int], columns: Int? = nil,
        title: String = "", file: StaticString = #fileID, line: UInt = #line
    ) {
        guard labels.count == predictions.count else {
            fatalError(
                "ImageGrid: there is one prediction for each label, found \(labels.count) labels and "
                    + "\(predictions.count) predictions", file: file, line: line)
        }
        let pairs = zip(labels, predictions).map { (label: $0, prediction: $1) }
        let wrong = pairs.filter { $0 != $1 }
        var description = "\(pairs.count - wrong.count) right, \(wrong.count) wrong"
        if !wrong.isEmpty {
            description += ": " + wrong.prefix(8).map { "\($0) read as \($1)" }.joined(separator: ", ")
            if wrong.count > 8 { description += " and \(wrong.count - 8) more" }
        }
        self.init(
            pixels: pixels, width: width, height: height,
            captions: pairs.map { $0 == $1 ? "\($0)" : "\($0) → \($1)" }, marked: pairs.map { $0 != $1 },
            columns: columns, title: title, key: wrong.first.map { "✗ \($0) → \($1): a \($0) read as \($1)" } ?? "",
            description: description, data: ImageGrid.table(pairs), file: file, line: line)
    }

    private init(
        pixels: [Float], width: Int, height: Int, captions: [String], marked: [Bool], columns: Int?, title: String,
        key: String, description: String?, data: FigureData?, file: StaticString, line: UInt
    ) {
        guard width > 0, height > 0, width <= 4096, height <= 4096, pixels.count % (width * height) == 0 else {
            fatalError(
                "ImageGrid: images of \(width) × \(height) take a multiple of \(width * height) pixels, found "
                    + "\(pixels.count)", file: file, line: line)
        }
        let count = pixels.count / (width * height)
        for (name, found) in [("caption", captions.count), ("mark", marked.count)] where found != 0 && found != count {
            fatalError(
                "ImageGrid: there is one \(name) for each of the \(count) images or none at all, found \(found)",
                file: file, line: line)
        }
        guard (columns ?? 1) > 0 else {
            fatalError("ImageGrid: a grid has at least one column, found \(columns ?? 0)", file: file, line: line)
        }
        self.title = title
        self.pixels = pixels
        self.imageWidth = width
        self.imageHeight = height
        self.count = count
        self.captions = captions
        self.marked = marked
        self.columns = columns ?? GridLayout.columns(for: count)
        self.key = key
        self.data = data
        self.description = description ?? ImageGrid.describe(captions, marked)
    }

    private static func describe(_ captions: [String], _ marked: [Bool]) -> String {
        let wrong = marked.count(where: \.self)
        var parts: [String] = []
        if !captions.isEmpty {
            parts.append("captions " + captions.prefix(12).joined(separator: ", ") + (captions.count > 12 ? ", …" : ""))
        }
        if !marked.isEmpty { parts.append(wrong == 0 ? "none marked" : "\(wrong) marked") }
        return parts.joined(separator: "; ")
    }

    private static func table(_ captions: [String], _ marked: [Bool]) -> FigureData? {
        guard !captions.isEmpty || marked.contains(true) else { return nil }
        let (places, note) = FigureData.thinned(max(captions.count, marked.count))
        let rows = places.map { place in
            [.number(Double(place + 1))] + (captions.isEmpty ? [] : [FigureData.Value.text(captions[place])])
                + (marked.isEmpty ? [] : [.text(marked[place] ? "yes" : "no")])
        }
        let columns = ["image"] + (captions.isEmpty ? [] : ["caption"]) + (marked.isEmpty ? [] : ["marked"])
        return FigureData(columns: columns, rows: rows, note: note)
    }

    private static func table(_ answers: [(label: Int, prediction: Int)]) -> FigureData {
        let (places, note) = FigureData.thinned(answers.count)
        let rows = places.map { place in
            [place + 1, answers[place].label, answers[place].prediction].map { FigureData.Value.number(Double($0)) }
        }
        return FigureData(columns: ["image", "label", "prediction"], rows: rows, note: note)
    }

    /// Width and height in CSS pixels, from the number of images and their size.
    public var size: Size { layout.size }

    /// What the images are, and which of them are wrong, in words.
    public var altText: String {
        let images = count == 1 ? "1 image" : "\(count) images"
        return (title.isEmpty ? "" : title + ": ") + images + (description.isEmpty ? "" : ", " + description)
    }

    var layout: GridLayout {
        GridLayout(
            title: title, count: count, columns: columns, imageWidth: imageWidth, imageHeight: imageHeight,
            captionLength: captions.indices.map { captions[$0].count + (isMarked($0) ? 3 : 0) }.max() ?? 0, key: key,
            padding: max(0, padding), pixelSize: pixelSize)
    }

    private func isMarked(_ index: Int) -> Bool { !marked.isEmpty && marked[index] }

    /// Draws the grid.
    public func draw(on canvas: Canvas) {
        let palette = canvas.palette
        let layout = layout
        layout.drawTitleAndKey(on: canvas)
        let shades = (0...255).map { palette.paper.mixed(with: palette.ink, Double($0) / 255).pixel }
        let area = imageWidth * imageHeight
        for index in 0..<count {
            let tile = layout.tile(index)
            let image = pixels[index * area..<(index + 1) * area].map { shades[Int(UInt8(unit: Double($0)))] }
            canvas.image(image, width: imageWidth, height: imageHeight, in: tile)
            if isMarked(index) { canvas.frame(tile.inset(by: -3), Canvas.Pen(color: palette.wrong, width: 2)) }
            guard !captions.isEmpty else { continue }
            let text = (isMarked(index) ? "✗ " : "") + captions[index]
            layout.drawCaption(text, under: tile, isMarked: isMarked(index), on: canvas)
        }
    }
}

extension Color {
    /// The colour as one `0xRRGGBB` pixel.
    var pixel: UInt32 {
        UInt32(UInt8(unit: red)) << 16 | UInt32(UInt8(unit: green)) << 8 | UInt32(UInt8(unit: blue))
    }
}
