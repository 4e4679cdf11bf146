import Foundation

/// What a model takes digits for, by their index in a split.
public struct Predictions: Sendable {
    /// What a model takes one digit for.
    public struct Prediction: Sendable, Hashable {
        /// The class.
        public let label: Int
        /// How sure the model is, from 0 to 1, where that is known.
        public let confidence: Double?

        /// Creates a prediction.
        public init(label: Int, confidence: Double? = nil) {
            self.label = label
            self.confidence = confidence
        }
    }

    private var byIndex: [Int: Prediction] = [:]

    /// Creates predictions for the digits from 0 on.
    public init(labels: [Int], confidences: [Double]? = nil) {
        for (index, label) in labels.enumerated() {
            let confidence = confidences.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            byIndex[index] = Prediction(label: label, confidence: confidence)
        }
    }

    /// The prediction for the digit of an index, where there is one.
    public subscript(index: Int) -> Prediction? { byIndex[index] }

    /// How many digits there are predictions for.
    public var count: Int { byIndex.count }

    /// Reads a file of predictions: CSV with the columns index, prediction and, where it is known, confidence, with a
    /// line of names or without; or JSON, a list of objects with these keys, or of predictions from index 0 on.
    ///
    /// - Throws: `DataError` that names the file, the line or place in the list, what was expected and what was found.
    public init(file path: String) throws(DataError) {
        let content = try wholeFile(path, limit: 64 << 20)
        switch content.first(where: { !$0.isSpace }) {
        case UInt8(ascii: "["), UInt8(ascii: "{"): try readJSON(content, path)
        default: try readCSV(content, path)
        }
    }

    private mutating func readCSV(_ content: [UInt8], _ path: String) throws(DataError) {
        var table = CSVLines(content)
        var columns = (index: 0, prediction: 1, confidence: 2)
        while let fields = table.next() {
            if table.line == 1, Int(fields[0]) == nil {
                let names = fields.map { $0.lowercased() }
                guard let index = names.firstIndex(of: "index"), let prediction = names.firstIndex(of: "prediction")
                else {
                    throw DataError(
                        .badPrediction, path, expected: "the columns index, prediction and confidence",
                        found: "\"\(fields.joined(separator: ","))\"")
                }
                columns = (index, prediction, names.firstIndex(of: "confidence") ?? fields.count)
                continue
            }
            func field(_ column: Int) -> String { fields.indices.contains(column) ? fields[column] : "" }
            guard let index = Int(field(columns.index)), let label = Int(field(columns.prediction)) else {
                throw DataError(
                    .badPrediction, "\(path):\(table.line)", expected: "an index and a prediction, both integers",
                    found: "\"\(fields.joined(separator: ","))\"")
            }
            let text = field(columns.confidence)
            guard text.isEmpty || Double(text) != nil else {
                throw DataError(
                    .badPrediction, "\(path):\(table.line)", expected: "a confidence from 0 to 1", found: "\"\(text)\"")
            }
            try add(index, label, Double(text), "\(path):\(table.line)")
        }
    }

    private mutating func readJSON(_ content: [UInt8], _ path: String) throws(DataError) {
        let json: Any
        do {
            json = try JSONSerialization.jsonObject(with: Data(content))
        } catch {
            throw DataError(.badPrediction, path, expected: "JSON or CSV", found: "text that is neither")
        }
        let list = (json as? [String: Any])?["predictions"] ?? json
        guard let list = list as? [Any] else {
            throw DataError(.badPrediction, path, expected: "a list of predictions", found: "something else")
        }
        for (position, element) in list.enumerated() {
            let entry = element as? [String: Any]
            let index = entry == nil ? position : entry?["index"] as? Int
            guard let index, let label = entry == nil ? element as? Int : entry?["prediction"] as? Int else {
                throw DataError(
                    .badPrediction, "\(path), element \(position)",
                    expected: "an index and a prediction, both integers",
                    found: "something else")
            }
            try add(index, label, entry?["confidence"] as? Double, "\(path), element \(position)")
        }
    }

    private mutating func add(
        _ index: Int, _ label: Int, _ confidence: Double?, _ place: String
    ) throws(DataError) {
        guard index >= 0, label >= 0, confidence.map({ (0...1).contains($0) }) ?? true else {
            throw DataError(
                .badPrediction, place, expected: "an index and a class from 0 on, and a confidence from 0 to 1",
                found: "\(index), \(label)" + (confidence.map { ", \($0)" } ?? ""))
        }
        guard byIndex.updateValue(Prediction(label: label, confidence: confidence), forKey: index) == nil else {
            throw DataError(.badPrediction, place, expected: "one prediction for each index", found: "\(index) again")
        }
    }
}
