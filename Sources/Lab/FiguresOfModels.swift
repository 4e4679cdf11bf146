public import Figures
public import TensorCore

/// A grid of digits with their labels, and with what a model takes them for where that is given.
///
/// - Parameters:
///   - digits: The digits, with inputs of shape [n, 784].
///   - predictions: A model's answer for each; mistakes are marked.
///   - columns: Digits in a row; chosen from their number if nil.
///   - title: The title over the grid.
public func digitGrid(
    _ digits: LabeledData, predictions: [Int]? = nil, columns: Int? = nil, title: String = "",
    file: StaticString = #fileID, line: UInt = #line
) -> ImageGrid {
    if let predictions {
        return ImageGrid(
            pixels: digits.inputs.scalars, labels: digits.labels, predictions: predictions, columns: columns,
            title: title, file: file, line: line)
    }
    return ImageGrid(
        pixels: digits.inputs.scalars, captions: digits.labels.map { "\($0)" }, columns: columns, title: title,
        file: file, line: line)
}

/// How often each digit, or other class, was taken for each: `confusionMatrix(test.labels, model.predict(test.inputs))`.
///
/// - Parameters:
///   - labels: The right class for each example, from 0.
///   - predictions: The model's class for each, from 0.
///   - classes: How many classes there are; up to the largest that occurs if nil.
///   - names: The names of the classes; their numbers if empty.
public func confusionMatrix(
    _ labels: [Int], _ predictions: [Int], classes: Int? = nil, names: [String] = [], title: String = "",
    file: StaticString = #fileID, line: UInt = #line
) -> ConfusionPlot {
    let largest = max(labels.max() ?? 0, predictions.max() ?? 0)
    return ConfusionPlot(
        labels: labels, predictions: predictions, classes: classes ?? (names.isEmpty ? largest + 1 : names.count),
        names: names, title: title, file: file, line: line)
}

extension ConfusionMatrix: Displayable {
    /// The counts as a table in colours, rows for labels and columns for predictions.
    public func plot(
        names: [String] = [], title: String = "", file: StaticString = #fileID, line: UInt = #line
    ) -> ConfusionPlot {
        ConfusionPlot(counts: counts, names: names, title: title, file: file, line: line)
    }

    /// The plot; the description where there are more classes than fit into one, or none.
    public var mimeBundle: MIMEBundle {
        (1...100).contains(classes) ? plot().mimeBundle : .plain(description)
    }
}

/// The weights of a layer as small pictures, one for each of its units: what the unit looks for in a picture.
///
/// - Parameters:
///   - weights: The weights, of shape [pixels, units], one row for each pixel.
///   - width: Pixels in a row of the picture; the root of the number of pixels if nil.
///   - count: How many units are shown at most, the first ones.
///   - columns: Pictures in a row; chosen from their number if nil.
public func filterGrid(
    _ weights: Tensor, width: Int? = nil, count: Int = 100, columns: Int? = nil, title: String = "",
    file: StaticString = #fileID, line: UInt = #line
) -> FilterGrid {
    guard weights.shape.count == 2, let sides = sides(of: weights.shape[0], width: width) else {
        fatalError(
            "filterGrid: weights have the shape [pixels, units] with \(width.map { "rows of \($0)" } ?? "a square") of "
                + "pixels, found \(weights.shape); say the width of the picture where it is no square", file: file,
            line: line)
    }
    let (pixels, units) = (weights.shape[0], weights.shape[1])
    let scalars = weights.scalars
    let images = (0..<min(max(count, 0), units)).flatMap { unit in
        (0..<pixels).map { scalars[$0 * units + unit] }
    }
    return FilterGrid(
        images, width: sides.width, height: sides.height, columns: columns, title: title, file: file, line: line)
}

/// The weights of a model's first layer that looks at pictures, as small pictures: `filterGrid(model)`.
///
/// - Parameters:
///   - width: Pixels in a row of the picture; the root of the number of pixels if nil.
///   - count: How many units are shown at most, the first ones.
///   - columns: Pictures in a row; chosen from their number if nil.
public func filterGrid(
    _ model: some Layer, width: Int? = nil, count: Int = 100, columns: Int? = nil, title: String = "",
    file: StaticString = #fileID, line: UInt = #line
) -> FilterGrid {
    let weights = model.parameters.lazy.map(\.value).first {
        $0.shape.count == 2 && sides(of: $0.shape[0], width: width) != nil
    }
    guard let weights else {
        fatalError(
            "filterGrid: the model has no weights of shape [pixels, units] with a square of pixels, found "
                + "\(model.parameters.map(\.value.shape)); say the width of the picture where it is no square",
            file: file, line: line)
    }
    return filterGrid(weights, width: width, count: count, columns: columns, title: title, file: file, line: line)
}

/// The sides of a picture with so many pixels; nil where there is none with whole sides.
private func sides(of pixels: Int, width: Int?) -> (width: Int, height: Int)? {
    guard pixels > 0 else { return nil }
    if let width { return width > 0 && pixels % width == 0 ? (width, pixels / width) : nil }
    let side = Int(Double(pixels).squareRoot().rounded())
    return side * side == pixels && side > 1 ? (side, side) : nil
}
