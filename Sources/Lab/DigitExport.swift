public import Digits
public import TensorCore

extension LabeledData {
    /// Writes each example as a grey PNG file, `digit-00042-label-7.png`, with an index of them, into a folder.
    ///
    /// ```swift
    /// try mnist.test[0..<100].export(to: "digits")
    /// ```
    /// - Parameters:
    ///   - folder: The folder, seen from that of the notebook.
    ///   - name: With what the names of the files begin.
    ///   - title: What the digits are, for the texts in the files.
    ///   - predictions: What a model takes each for; written to the index.
    ///   - style: The files' scale, and whether ink is dark on light.
    ///   - page: Whether to write a page to browse them.
    /// - Throws: `DataError` where the folder cannot be written, or a file of another origin stands in the way.
    @discardableResult
    public func export(
        to folder: String, name: String = "digit", title: String = "Digits", predictions: [Int]? = nil,
        style: DigitStyle = DigitStyle(), page: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) throws(DataError) -> DigitExporter.Summary {
        if let predictions, predictions.count != count {
            fatalError(
                "export: there is one prediction for each of the \(count) examples, found \(predictions.count)",
                file: file, line: line)
        }
        let (height, width) = imageSize(file, line)
        let pixels = inputs.scalars.map { UInt8(unit: $0) }
        let images = DigitImages(pixels: pixels, labels: labels, height: height, width: width)
        var exporter = DigitExporter(folder: folder)
        exporter.style = style
        exporter.writesPage = page
        return try exporter.export([
            DigitPart(
                dataSet: title, split: DataSet.usableName(from: name), images: images,
                predictions: predictions.map { Predictions(labels: $0) })
        ])
    }

    /// The rows and columns of each image: of inputs [n, height, width], also with an axis of one channel, or [n,
    /// pixels] of a square.
    private func imageSize(_ file: StaticString, _ line: UInt) -> (height: Int, width: Int) {
        let sizes = inputs.shape.dropFirst().filter { $0 != 1 }
        if sizes.count == 2 { return (sizes[0], sizes[1]) }
        let side = sizes.count == 1 ? Int(Double(sizes[0]).squareRoot()) : 0
        guard side > 0, side * side == sizes[0] else {
            fatalError(
                "export: images have inputs of shape [n, height, width], or [n, pixels] of a square such as [n, 784]; "
                    + "these have \(inputs.shape)", file: file, line: line)
        }
        return (side, side)
    }
}

extension UInt8 {
    /// The byte for a share of the whole: 0 gives 0, 1 gives 255; NaN gives 0.
    fileprivate init(unit value: Float) {
        self = value > 0 ? UInt8((Swift.min(value, 1) * 255).rounded()) : 0
    }
}
