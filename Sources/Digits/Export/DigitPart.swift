/// Digits of one split that are to be exported, and what is known of them.
public struct DigitPart: Sendable {
    /// The data set's name in prose, as it stands in the pictures' texts: "MNIST".
    public var dataSet: String
    /// The split's name, with which file names begin: "test".
    public var split: String
    /// All digits of the split.
    public var images: DigitImages
    /// The indices of those that are wanted, in their order.
    public var indices: [Int]
    /// What a model takes them for, where that is known.
    public var predictions: Predictions?

    /// Creates a part; all digits of the split unless indices are given.
    public init(
        dataSet: String, split: String, images: DigitImages, indices: [Int]? = nil, predictions: Predictions? = nil
    ) {
        self.dataSet = dataSet
        self.split = split
        self.images = images
        self.indices = indices ?? Array(0..<images.count)
        self.predictions = predictions
    }

    /// The name of the file of a digit: `test-00042-label-7.png`, or without the label where it is not known.
    func fileName(of index: Int) -> String {
        let digits = String(index)
        let label = images.labels[index]
        return split + "-" + String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
            + (label < 0 ? "" : "-label-" + String(label)) + ".png"
    }
}

/// A digit that was exported: a line of the index.
struct DigitRecord: Sendable {
    /// The file that it is in.
    let file: String
    let index: Int
    let split: String
    /// What it shows; nil where that is not known.
    let label: Int?
    let prediction: Predictions.Prediction?
}

extension [DigitPart] {
    /// A record of each digit, in the order of the parts; all in one file where it is given.
    func records(in sheet: String? = nil) -> [DigitRecord] {
        flatMap { part in
            part.indices.map { index in
                let label = part.images.labels[index]
                return DigitRecord(
                    file: sheet ?? part.fileName(of: index), index: index, split: part.split,
                    label: label < 0 ? nil : label, prediction: part.predictions?[index])
            }
        }
    }
}
