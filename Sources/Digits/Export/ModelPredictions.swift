public import TensorCore

extension Predictions {
    /// What a model takes digits for, and how sure it is.
    ///
    /// The model sees rows of pixels, or images [height, width, 1], from 0 (background) to 1 (ink). Its confidence is the
    /// largest of its probabilities: its output where the last layer makes some, else the softmax of its output.
    ///
    /// - Throws: `badPrediction` where the model does not take such images, or gives no row of classes.
    public init(of model: Sequential, for images: DigitImages, subject: String = "the model") throws(DataError) {
        let size = [images.height, images.width, 1]
        let shapes = [[images.height * images.width], size]
        guard let shape = shapes.first(where: { model.outputShape(ofExample: $0)?.count == 1 }),
            let classes = model.outputShape(ofExample: shape)?[0], classes > 1
        else {
            throw DataError(
                .badPrediction, subject,
                expected: "a model from \(shapes[0]) or \(size) to a row of classes, such as [10]",
                found: model.layers.isEmpty
                    ? "no layers" : model.layers.map(\.description).joined(separator: ", "))
        }
        var labels: [Int] = []
        var confidences: [Double] = []
        for start in stride(from: 0, to: images.count, by: 250) {
            let end = min(start + 250, images.count)
            let pixels = Array(images.pixels[start * shapes[0][0]..<end * shapes[0][0]])
            let inputs = Tensor(bytes: pixels, dividedBy: 255, shape: [end - start] + shape)
            let outputs = model(inputs)
            labels += outputs.argmax(axis: -1)
            let probabilities = model.probabilities(from: outputs)
            confidences += probabilities.max(axis: -1).scalars.map { $0.isNaN ? 0 : min(max(Double($0), 0), 1) }
        }
        self.init(labels: labels, confidences: confidences)
    }

    /// What a saved model, a safetensors file of `model.save(to:)`, takes digits for.
    ///
    /// - Throws: `badPrediction` where the file is no such model, or one for other images.
    public init(modelFile path: String, for images: DigitImages) throws(DataError) {
        let model: Sequential
        do {
            model = try Sequential(contentsOf: path)
        } catch let error as TensorFileError {
            throw DataError(.badPrediction, path, expected: error.expected, found: error.found)
        } catch {
            throw DataError(.badPrediction, path, "\(error)")
        }
        try self.init(of: model, for: images, subject: path)
    }
}

extension Sequential {
    fileprivate func probabilities(from outputs: Tensor) -> Tensor {
        switch (layers.last as? Dense)?.activation.name {
        case Activation.softmax.name: outputs
        case Activation.logSoftmax.name: exp(outputs)
        default: softmax(outputs)
        }
    }
}
