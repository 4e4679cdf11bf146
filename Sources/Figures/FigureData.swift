/// What a figure shows, as a table.
public struct FigureData: Sendable, Equatable, Encodable {
    /// One entry of a table.
    public enum Value: Sendable, Equatable {
        /// A number; one that is not finite is as good as none.
        case number(Double)
        /// A name.
        case text(String)
        /// Nothing.
        case none
    }

    /// The heading of each column.
    public var columns: [String]
    /// The entries, row by row.
    public var rows: [[Value]]
    /// What is left out, in words, or "".
    public var note: String

    /// Creates a table.
    public init(columns: [String], rows: [[Value]], note: String = "") {
        self.columns = columns
        self.rows = rows
        self.note = note
    }

    /// The most rows that a table of a figure has, not counting those of further series.
    static let mostRows = 300

    /// The places of the rows that are shown where there are more than fit: every second, every third, … and the last.
    static func thinned(_ count: Int) -> (places: [Int], note: String) {
        let step = (count + mostRows - 1) / mostRows
        guard step > 1 else { return (Array(0..<count), "") }
        var places = Array(stride(from: 0, to: count, by: step))
        if places.last != count - 1 { places.append(count - 1) }
        return (places, "1 of \(step) rows, from \(NumberText.readable(Double(count)))")
    }
}

extension FigureData {
    /// A table of several series: a row for each x, a column for each series and each edge of a band.
    ///
    /// Each series is thinned by itself, so that the five points of one stay beside the thousands of another.
    static func joined(_ series: [Series], x xTitle: String) -> FigureData {
        var columns = [xTitle.isEmpty ? "x" : xTitle]
        var rows: [Place: [Value]] = [:]
        var notes: [String] = []
        let width = 1 + series.reduce(0) { $0 + ($1.band == nil ? 1 : 3) }
        for series in series {
            let name = series.name.isEmpty ? "y" : series.name
            let parts = [series.y] + (series.band.map { [$0.low, $0.high] } ?? [])
            let (places, note) = thinned(series.y.count)
            if !note.isEmpty { notes.append((series.name.isEmpty ? "" : series.name + ": ") + note) }
            var repeats: [Double: Int] = [:]
            for index in places where series.x[index].isFinite {
                let x = series.x[index]
                let place = Place(x: x, turn: repeats[x, default: 0])
                repeats[x] = place.turn + 1
                var row = rows[place] ?? [.number(x)] + Array(repeating: .none, count: width - 1)
                for (part, values) in parts.enumerated() { row[columns.count + part] = .number(values[index]) }
                rows[place] = row
            }
            columns += [name] + (series.band == nil ? [] : [name + ", from", name + ", to"])
        }
        let sorted = rows.sorted { ($0.key.x, $0.key.turn) < ($1.key.x, $1.key.turn) }
        return FigureData(columns: columns, rows: sorted.map(\.value), note: notes.joined(separator: "; "))
    }

    /// An x, and how often it came before in its series.
    private struct Place: Hashable {
        var x: Double
        var turn: Int
    }
}

extension FigureData {
    /// The tables of several figures in one, each row with the name of its figure; columns of one name are one.
    static func joined(_ tables: [(name: String, data: FigureData)]) -> FigureData {
        var columns: [String] = []
        // Where each column of each table goes; a table's own columns stay apart, whatever they are called.
        let places = tables.map { table in
            var free = Array(columns.indices)
            return table.data.columns.map { name in
                if let index = free.firstIndex(where: { columns[$0] == name }) { return free.remove(at: index) }
                columns.append(name)
                return columns.count - 1
            }
        }
        let rows = zip(tables, places).flatMap { table, places in
            table.data.rows.map { entries in
                var row = [Value](repeating: .none, count: columns.count)
                for (place, entry) in zip(places, entries) { row[place] = entry }
                return [.text(table.name)] + row
            }
        }
        let notes = tables.filter { !$0.data.note.isEmpty }.map { "\($0.name): \($0.data.note)" }
        return FigureData(columns: ["figure"] + columns, rows: rows, note: notes.joined(separator: "; "))
    }
}

extension FigureData.Value: Encodable {
    /// Encodes a number with the digits that a reader of a figure can use, a text, or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let value) where value.isFinite: try container.encode(value.rounded(toDigits: 6))
        case .text(let text): try container.encode(text)
        case .number, .none: try container.encodeNil()
        }
    }
}

extension Double {
    /// The nearest number with so many significant digits.
    func rounded(toDigits digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        let exponent = digits - 1 - NumberText.exponent(of: self)
        guard abs(exponent) < 290 else { return self }
        // By division where the power is a fraction: 3 / 10 is 0.3, and 3 × 0.1 is not.
        return exponent >= 0
            ? (self * NumberText.powerOfTen(exponent)).rounded() / NumberText.powerOfTen(exponent)
            : (self / NumberText.powerOfTen(-exponent)).rounded() * NumberText.powerOfTen(-exponent)
    }
}
