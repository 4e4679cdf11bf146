internal import Foundation
internal import Mustache
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
    /// What the numbers say, in words; nil where there are none.
    var summary: String?
    /// How many rows are not shown, in words.
    var omitted: String?

    /// One entry of a table.
    struct Entry {
        var text: String
        var isNumber: Bool
        /// What is drawn invisibly behind a number, so that the decimal points of its column stand below each other.
        var padding: String?
        /// What all numbers of the column end with, such as " %"; it stands behind the padding.
        var unit: String?
        /// The number to sort by, where a script could not read it from the text.
        var value: String?
    }

    /// One row of a table.
    struct Row {
        var entries: [Entry]
    }

    /// Longer tables are cut; `results.json` has all of it.
    private static let maximalRows = 500
    /// Of the data behind a figure so many rows are shown, from all of it.
    private static let sampledRows = 300

    /// Whether a bundle has a form that is meant for a table.
    static func isTable(_ bundle: MIMEBundle) -> Bool { bundle.text(TableView.type) != nil }

    private static let type = "application/vnd.labbook.table+json"

    /// The table of a bundle; nil if it has none or its JSON is not a table.
    ///
    /// - Parameter isSampled: Whether, of many rows, some from everywhere are shown, instead of the first ones.
    init?(_ bundle: MIMEBundle, isSampled: Bool = false) {
        guard let json = bundle.text(TableView.type),
            let table = try? JSONDecoder().decode(Content.self, from: Data(json.utf8)), !table.columns.isEmpty
        else { return nil }
        let count = table.columns.count
        let isNumeric = (0..<count).map { column in
            let entries = table.rows.compactMap { column < $0.count ? $0[column] : nil }.filter { $0 != .null }
            return !entries.isEmpty && entries.allSatisfy(\.isNumber)
        }
        columns = zip(table.columns, isNumeric).map { Entry(text: $0.text, isNumber: $1) }
        let step = isSampled ? max(1, (table.rows.count + TableView.sampledRows - 1) / TableView.sampledRows) : 1
        let shown = stride(from: 0, to: table.rows.count, by: step).prefix(TableView.maximalRows)
        summary = TableView.summary(of: table, isNumeric)
        rows = shown.map { table.rows[$0] }.map { row in
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
        for column in 0..<count where isNumeric[column] { alignPoints(inColumn: column) }
    }

    /// Pads the numbers of a column to as many decimals as the longest has, unless some are in another notation.
    private mutating func alignPoints(inColumn column: Int) {
        partUnits(inColumn: column)
        let tails = rows.map { TableView.tail(of: $0.entries[column].text) }
        guard let longest = tails.compactMap({ $0?.count }).max(), longest > 0 else { return }
        for (row, tail) in tails.enumerated() {
            guard let tail, tail.count < longest else { continue }
            let zeros = String(repeating: "0", count: longest - max(tail.count, 1))
            rows[row].entries[column].padding = (tail.isEmpty ? "." : "") + zeros
        }
    }

    /// Parts the numbers of a column from the sign of percent or thousandths, where all of them have it.
    private mutating func partUnits(inColumn column: Int) {
        let filled = rows.indices.filter { !rows[$0].entries[column].text.isEmpty }
        guard let first = filled.first else { return }
        let unit = TableView.unit(of: rows[first].entries[column].text)
        guard !unit.isEmpty, filled.allSatisfy({ TableView.unit(of: rows[$0].entries[column].text) == unit }) else {
            return
        }
        for row in filled {
            rows[row].entries[column].text.removeLast(unit.count)
            rows[row].entries[column].unit = unit
        }
    }

    /// The sign of percent or thousandths at the end of a number, with the blanks before it; or nothing.
    private static func unit(of text: String) -> String {
        guard let last = text.last, last == "%" || last == "‰" else { return "" }
        let blanks = text.dropLast().reversed().prefix(while: \.isWhitespace)
        return String(text.suffix(blanks.count + 1))
    }

    /// The decimal point of a number and what follows; nil where the text ends with something else, such as a unit.
    private static func tail(of text: String) -> Substring? {
        guard text.last?.isNumber == true, !text.contains(where: { $0.isLetter || $0 == "·" || $0 == "," }) else {
            return nil
        }
        return text.firstIndex(of: ".").map { text[$0...] } ?? ""
    }

    /// What the numbers say, in words: "loss goes from 2.31 to 0.12 over 5 rows, lowest 0.12 at epoch 5".
    private static func summary(of table: Content, _ isNumeric: [Bool]) -> String? {
        guard let column = isNumeric.lastIndex(of: true) else { return nil }
        let values = table.rows.enumerated().compactMap { index, row in
            column < row.count ? row[column].number.map { (row: index, value: $0) } : nil
        }
        guard let first = values.first, let last = values.last, let low = values.min(by: { $0.value < $1.value })
        else { return nil }
        let name = table.columns[column].text
        let rows = Readable.count(values.count, "row", "rows")
        if values.count == 1 { return "\(name) is \(Readable.number(first.value))" }
        let place =
            column > 0 ? "\(table.columns[0].text) \(table.rows[low.row].first?.text ?? "")" : "row \(low.row + 1)"
        return "\(name) goes from \(Readable.number(first.value)) to \(Readable.number(last.value)) over \(rows), "
            + "lowest \(Readable.number(low.value)) at \(place)"
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
            // Numbers come first: they are the many, and each try that fails costs more than one that does not.
            if container.decodeNil() {
                self = .null
            } else if let value = try? container.decode(Double.self) {
                let isWhole = value == value.rounded() && abs(value) < 0x1p63
                self = (isWhole ? try? container.decode(Int.self) : nil).map(Scalar.int) ?? .double(value)
            } else if let value = try? container.decode(Bool.self) {
                self = .bool(value)
            } else {
                self = .string(try container.decode(String.self))
            }
        }

        /// Numbers that are texts already, such as "97.2 %", are set like numbers.
        var isNumber: Bool {
            switch self {
            case .int, .double: true
            case .string(let text): Scalar.isNumber(text)
            case .null, .bool: false
            }
        }

        /// Whether a text is a number: a sign, digits, an exponent, a sign of percent.
        private static func isNumber(_ text: String) -> Bool {
            if ["NaN", "nan", "inf", "-inf", "∞"].contains(text) { return true }
            // A regular expression would be made anew for each entry of a table, which takes longer than all else.
            var rest = text.unicodeScalars.drop(while: \.properties.isWhitespace)
            if let sign = rest.first, "-+−±".unicodeScalars.contains(sign) { rest.removeFirst() }
            guard let first = rest.first, ("0"..."9").contains(first) else { return false }
            rest = rest.drop { ("0"..."9").contains($0) || ",._\u{202F}".unicodeScalars.contains($0) }
            if rest.first == "e" || rest.first == "E" {
                rest.removeFirst()
                if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
                guard let digit = rest.first, ("0"..."9").contains(digit) else { return false }
                rest = rest.drop { ("0"..."9").contains($0) }
            }
            rest = rest.drop(while: \.properties.isWhitespace)
            if rest.first == "%" || rest.first == "‰" { rest.removeFirst() }
            return rest.allSatisfy(\.properties.isWhitespace)
        }

        /// The number that it is or that a text such as "−3" or "97.2 %" holds.
        var number: Double? {
            switch self {
            case .int(let value): Double(value)
            case .double(let value): value
            case .string(let text): Scalar.number(in: text)
            case .null, .bool: nil
            }
        }

        /// The number, where it could not be read from the text that is shown.
        var sortValue: String? {
            guard let value = number, Double(text) != value else { return nil }
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
            case .int(let value): value < 0 ? "−\(value.magnitude)" : "\(value)"
            case .double(let value): Readable.number(value)
            case .string(let text): isNumber ? Readable.number(written: text) : text
            }
        }
    }
}

extension TableView {
    /// The rows as HTML: to go through each of their entries, a template would take many times as long.
    var body: String {
        rows.map { row in "<tr>\(row.entries.map(\.html).joined())</tr>" }.joined(separator: "\n")
    }
}

extension TableView.Entry {
    var html: String {
        let value = value.map { " data-value=\"\($0.htmlEscaped)\"" } ?? ""
        let padding = padding.map { "<span class=\"pad\" aria-hidden=\"true\">\($0)</span>" } ?? ""
        return "<td\(isNumber ? " class=\"number\"" : "")\(value)>\(text.htmlEscaped)\(padding)\(unit ?? "")</td>"
    }
}

extension TableView: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "id": id
        case "caption": caption
        case "columns": columns
        case "body": body
        case "isSortable": isSortable
        case "omitted": omitted
        case "template": template
        default: nil
        }
    }
}
