internal import Foundation

/// How often each class was taken for each: rows are labels, columns predictions, the diagonal is what was right.
///
/// A cell's colour tells its share of its row: blue on the diagonal, vermilion beside it. There it goes by the square
/// root of the share compared with the worst mistake's, so that rare mistakes can be seen.
public struct ConfusionPlot: Figure, Equatable {
    /// The title over the table, or "".
    public let title: String
    /// The names of the classes.
    public let names: [String]
    /// How often each label (row) got each prediction (column), row by row.
    public let counts: [Int]

    /// Counts what a model took each thing for.
    /// - Parameters:
    ///   - labels: The right class for each thing, from 0.
    ///   - predictions: The model's class for each, from 0.
    ///   - classes: How many classes there are.
    ///   - names: The names of the classes; their numbers if empty.
    public init(
        labels: [Int], predictions: [Int], classes: Int = 10, names: [String] = [], title: String = "",
        file: StaticString = #fileID, line: UInt = #line
    ) {
        guard labels.count == predictions.count else {
            fatalError(
                "ConfusionPlot: there is one prediction for each label, found \(labels.count) labels and "
                    + "\(predictions.count) predictions", file: file, line: line)
        }
        guard (1...100).contains(classes), names.isEmpty || names.count == classes else {
            fatalError(
                "ConfusionPlot: there are 1 to 100 classes with a name each or none at all, found \(classes) classes "
                    + "and \(names.count) names", file: file, line: line)
        }
        var counts = [Int](repeating: 0, count: classes * classes)
        for (label, prediction) in zip(labels, predictions) {
            guard (0..<classes).contains(label), (0..<classes).contains(prediction) else {
                fatalError(
                    "ConfusionPlot: classes are 0 to \(classes - 1), found label \(label) with prediction "
                        + "\(prediction)", file: file, line: line)
            }
            counts[label * classes + prediction] += 1
        }
        self.counts = counts
        self.names = names.isEmpty ? (0..<classes).map { "\($0)" } : names
        self.title = title
    }

    var isNarrow = false

    /// Creates the table from counts, `counts[label][prediction]`.
    public init(
        counts: [[Int]], names: [String] = [], title: String = "", file: StaticString = #fileID, line: UInt = #line
    ) {
        let classes = counts.count
        guard (1...100).contains(classes), counts.allSatisfy({ $0.count == classes }),
            names.isEmpty || names.count == classes
        else {
            fatalError(
                "ConfusionPlot: there are 1 to 100 classes with a row and a column each and a name each or none at all, "
                    + "found rows of \(counts.map(\.count)) counts and \(names.count) names", file: file, line: line)
        }
        self.counts = counts.flatMap(\.self)
        self.names = names.isEmpty ? (0..<classes).map { "\($0)" } : names
        self.title = title
    }

    private var layout: TableLayout {
        TableLayout(
            title: title, xTitle: "prediction", yTitle: "label", rows: names.count, columns: names.count,
            rowNames: names, columnNames: names,
            textLength: max(NumberText.readable(Double(counts.max() ?? 0)).count, 3), hasKey: false,
            isNarrow: isNarrow)
    }

    /// Width and height in CSS pixels, from the number of classes.
    public var size: Size { layout.size }

    /// The share that is right, and the most frequent mistakes, in words.
    public var altText: String {
        let classes = names.count
        let total = counts.reduce(0, +)
        let name = title.isEmpty ? "Confusion matrix" : title
        guard total > 0 else { return "\(name): no predictions" }
        let right = (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] }
        let percent = NumberText.plain(Double(right) / Double(total) * 100, decimals: 1)
        let mistakes = counts.indices.filter { $0 / classes != $0 % classes && counts[$0] > 0 }
            .sorted { counts[$0] > counts[$1] || (counts[$0] == counts[$1] && $0 < $1) }
        let often = mistakes.prefix(3).map { index in
            "\(names[index / classes]) taken for \(names[index % classes]) (\(NumberText.readable(Double(counts[index]))))"
        }
        return "\(name): \(percent) % of \(NumberText.readable(Double(total))) right"
            + (often.isEmpty ? "" : "; most often \(often.joined(separator: ", "))")
    }

    /// A row for each label, a column for each prediction.
    public var data: FigureData? {
        let classes = names.count
        return FigureData(
            columns: ["label"] + names,
            rows: names.indices.map { row in
                [.text(names[row])] + counts[row * classes..<(row + 1) * classes].map { .number(Double($0)) }
            })
    }

    /// Draws the table.
    public func draw(on canvas: Canvas) {
        let classes = names.count
        let layout = layout
        layout.drawFrame(on: canvas)
        let palette = canvas.palette
        let totals = (0..<classes).map { counts[$0 * classes..<($0 + 1) * classes].reduce(0, +) }
        func share(_ index: Int) -> Double { Double(counts[index]) / Double(max(totals[index / classes], 1)) }
        // The worst mistake has the full colour, unless there are hardly any.
        let worst = counts.indices.lazy.filter { $0 / classes != $0 % classes }.map(share).max() ?? 0
        for index in counts.indices {
            let (row, column) = index.quotientAndRemainder(dividingBy: classes)
            let color =
                row == column
                ? palette.paper.mixed(with: palette.series[0], share(index))
                : palette.paper.mixed(with: palette.series[1], (share(index) / max(worst, 0.1)).squareRoot() * 0.7)
            let text = counts[index] == 0 ? "" : NumberText.readable(Double(counts[index]))
            layout.drawCell(index, color, text, isBold: row == column, on: canvas)
        }
    }
}
