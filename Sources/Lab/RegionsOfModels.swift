public import Figures
public import TensorCore

/// The regions of the plane that a classifier tells apart, for a `ScatterPlot`.
///
/// ```swift
/// regions(x: -3...3, y: -3...3) { model.predict($0) }
/// ```
/// - Parameters:
///   - x: From where to where from left to right.
///   - y: From where to where from bottom to top.
///   - columns: How many places are asked from left to right.
///   - rows: How many places are asked from bottom to top.
///   - classify: Gives the class of each place, for places of shape [n, 2].
public func regions(
    x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int = 240, rows: Int = 160,
    file: StaticString = #fileID, line: UInt = #line, of classify: (Tensor) throws -> [Int]
) rethrows -> Regions {
    guard (1...4096).contains(columns), (1...4096).contains(rows) else {
        fatalError(
            "regions: a grid has 1 to 4096 columns and rows, found \(columns) and \(rows)", file: file, line: line)
    }
    func middle(_ index: Int, of count: Int, in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (Double(index) + 0.5) / Double(count) * (range.upperBound - range.lowerBound)
    }
    let places = (0..<rows).flatMap { row in
        (0..<columns).flatMap { column in
            [Float(middle(column, of: columns, in: x)), Float(middle(rows - 1 - row, of: rows, in: y))]
        }
    }
    let classes = try classify(Tensor(places, shape: [rows * columns, 2]))
    return Regions(classes, rows: rows, columns: columns, x: x, y: y, file: file, line: line)
}
