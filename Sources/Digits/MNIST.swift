public import TensorCore

/// The MNIST digits as tensors: 60,000 to train on and 10,000 to test.
public struct MNIST: Sendable {
    /// The training digits: inputs of shape [60000, 784], from 0 (background) to 1 (ink), and labels from 0 to 9.
    public let train: LabeledData
    /// The test digits: inputs of shape [10000, 784] and labels.
    public let test: LabeledData

    /// Loads the digits from this machine, or fetches them first where they are not here.
    ///
    /// Every file is read whole and checked by its SHA-256 before anything is made of it.
    ///
    /// - Parameters:
    ///   - locations: Where to look, and where to keep what is fetched.
    ///   - progress: Is told in a line what is tried where the files must be fetched.
    /// - Throws: `DataError` that says which file is broken, or where was looked and what to do.
    public static func load(
        in locations: DataLocations = .current, progress: (String) -> Void = { _ in }
    ) throws(DataError) -> MNIST {
        // One after the other, so that the bytes of the first are gone before those of the second come.
        MNIST(
            train: try DataSet.mnist.load("train", in: locations, progress: progress),
            test: try DataSet.mnist.load("test", in: locations, progress: progress))
    }
}

extension DataSet {
    /// Loads one split as a tensor of shape [count, height × width] in 0…1 with its labels.
    ///
    /// - Parameters:
    ///   - split: Its name, `train` or `test`.
    ///   - locations: Where to look, and where to keep what is fetched.
    ///   - progress: Is told in a line what is tried where the files must be fetched.
    /// - Throws: `DataError`, as `ensure(in:progress:)` does; `unavailable` for a split that the set does not have.
    public func load(
        _ split: String, in locations: DataLocations = .current, progress: (String) -> Void = { _ in }
    ) throws(DataError) -> LabeledData {
        guard let images = try read([split], in: locations, progress: progress).first else {
            let known = splits.map(\.name).joined(separator: ", ")
            throw DataError(.unavailable, title, expected: "a split that is one of \(known)", found: "\"\(split)\"")
        }
        return LabeledData(images)
    }
}

extension DataSet {
    /// Loads the splits called train and test, as tensors with their labels.
    ///
    /// ```swift
    /// let (train, test) = try DataSet.fashionMNIST.load()
    /// ```
    /// - Throws: `DataError`, as `load(_:in:progress:)` does.
    public func load(
        in locations: DataLocations = .current, progress: (String) -> Void = { _ in }
    ) throws(DataError) -> (train: LabeledData, test: LabeledData) {
        (
            try load("train", in: locations, progress: progress),
            try load("test", in: locations, progress: progress)
        )
    }
}

extension LabeledData {
    /// Makes inputs of shape [count, height × width] in 0…1 from the pixels of images.
    public init(_ images: DigitImages) {
        self.init(
            inputs: Tensor(
                bytes: images.pixels, dividedBy: 255, shape: [images.count, images.height * images.width]),
            labels: images.labels)
    }
}
