internal import Foundation
internal import Notebook

/// A table, as the template `table` shows it; made from `application/vnd.labbook.table+json`, whose text is
/// `{"columns": [...], "rows": [[...], ...]}`.
struct TableView {
    let template = "table"
    /// Its id in the page, if it has a number.
    var id: String?
    var caption: CaptionView?
    var columns: [Entry]
    var rows: [Row]
    /// Whether a script may offer to sort the rows: there are several, and all of them are here.
    var isSortable: Bool
    /// How many rows are not shown, in words.
    var omitted: String?

    /// One entry of a table.
    struct Entry {
        var text: String
        var isNumber: Bool
        /// The number to sort by, where a script could not read it from the text.
        var value: String?
    }

    /// One row of a table.
    struct Row {
        var entries: [Entry]
    }

    /// Longer tables are cut; `results.json` has all of it.
    private static let maximalRows = 500

    /// Whether a bundle has a form that is meant for a table.
    static func isTable(_ bundle: MIMEBundle) -> Bool { bundle.text(TableView.type) != nil }

    private static let type = "application/vnd.labbook.table+json"

    /// The table of a bundle; nil if it has none or its JSON is not a table.
    init?(_ bundle: MIMEBundle) {
        guard let json = bundle.text(TableView.type),
            let table = try? JSONDecoder().decode(Content.self, from: Data(json.utf8)), !table.columns.isEmpty
        else { return nil }
        let count = table.columns.count
        let isNumeric = (0..<count).map { column in
            let entries = table.rows.compactMap { column < $0.count ? $0[column] : nil }.filter { $0 != .null }
            return !entries.isEmpty && entries.allSatisfy(\.isNumber)
        }
        columns = zip(table.columns, isNumeric).map { Entry(text: $0.text, isNumber: $1) }
        rows = table.rows.prefix(TableView.maximalRows).map { row in
            Row(
                entries: (0..<count).map { column in
                    let scalar = column < row.count ? row[column] : .null
                    return Entry(
                        text: scalar.text, isNumber: isNumeric[column],
                        value: isNumeric[column] ? scalar.sortValue : nil)
                })
        }
        let rest = table.rows.count - rows.count
        isSortable = rows.count > 1 && rest == 0
        omitted = rest > 0 ? Readable.count(rest, "row", "rows") : nil
    }

    private struct Content: Decodable {
        var columns: [Scalar]
        var rows: [[Scalar]]
    }

    /// An entry as JSON has it.
    private enum Scalar: Decodable, Equatable {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? container.decode(Int.self) {
                self = .int(value)
            } else if let value = try? container.decode(Double.self) {
                self = .double(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }

        /// Numbers that are texts already, such as "97.2 %", are set like numbers.
        var isNumber: Bool {
            switch self {
            case .int, .double: true
            case .string(let text):
                text.wholeMatch(of: #/\s*[-+−±]?[0-9][0-9,._\u{202F}]*([eE][-+]?[0-9]+)?\s*[%‰]?\s*|NaN|nan|-?inf|∞/#)
                    != nil
            case .null, .bool: false
            }
        }

        /// The number behind a text such as "−3" or "97.2 %"; nil where the text itself is a plain number.
        var sortValue: String? {
            let value: Double? =
                switch self {
                case .int(let value): Double(value)
                case .double(let value): value
                case .string(let text): Scalar.number(in: text)
                case .null, .bool: nil
                }
            guard let value, Double(text) != value else { return nil }
            return value.isInfinite ? (value > 0 ? "Infinity" : "-Infinity") : "\(value)"
        }

        private static func number(in text: String) -> Double? {
            let digits = text.filter { !" %‰\u{202F}±_".contains($0) }.replacing("−", with: "-")
            // A comma parts thousands where a point is there too, or three digits follow.
            let plain = digits.replacing(#/,(?=[0-9]{3}(?:[,.]|$))/#, with: "").replacing(",", with: ".")
            switch plain {
            case "∞": return .infinity
            default: return Double(plain)
            }
        }

        var text: String {
            switch self {
            case .null: ""
            case .bool(let value): value ? "true" : "false"
            case .int(let value): value.description.replacing("-", with: "−")
            case .double(let value): Readable.number(value)
            case .string(let text): text
            }
        }
    }
}
