import Foundation

/// A table with named columns.
///
/// ```swift
/// display(Table(columns: ["digit", "recall"], rows: recalls.enumerated().map { [$0, $1] }))
/// ```
public struct Table: Displayable, Sendable {
    /// The heading of each column.
    public var columns: [String]
    /// The cells' text, row by row.
    public var rows: [[String]]

    /// Creates a table; each row should have one value for each column.
    public init(columns: [String], rows: [[any Sendable]]) {
        self.columns = columns
        self.rows = rows.map { row in row.map { Self.text($0) } }
    }

    /// The table as columns of text, and as JSON with the keys `columns` and `rows`.
    public var mimeBundle: MIMEBundle {
        struct Form: Encodable {
            var columns: [String]
            var rows: [[String]]
        }
        let form = try? JSONEncoder().encode(Form(columns: columns, rows: rows))
        return MIMEBundle(text: [
            "text/plain": plainText,
            "application/vnd.labbook.table+json": form.map { String(decoding: $0, as: UTF8.self) } ?? "{}",
        ])
    }

    /// The table in columns of equal width, numbers to the right.
    private var plainText: String {
        let all = [columns] + rows
        let widths = columns.indices.map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { text, width in
                let padding = String(repeating: " ", count: width - text.count)
                return Double(text) == nil ? text + padding : padding + text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Fractions with four significant digits, all else as it describes itself.
    private static func text(_ value: Any) -> String {
        switch value {
        case let value as Float: decimal(Double(value))
        case let value as Double: decimal(value)
        default: String(describing: value)
        }
    }

    private static func decimal(_ value: Double) -> String {
        // Whole thousands are easier to read than their powers of ten.
        String(format: (1e4..<1e9).contains(abs(value)) ? "%.0f" : "%.4g", value)
    }
}
