internal import Foundation
internal import Notebook

/// A tensor's numbers as a small picture beside its text, made from `application/vnd.labbook.tensor+json`, whose text is
/// `{"shape": [...], "rows": r, "columns": c, "values": [...]}` with at most 64 by 64 numbers, null for what is not finite.
///
/// Positive numbers are blue and negative ones orange, the more opaque the larger, so that the same picture is right on
/// light and dark pages.
struct HeatMap {
    /// The picture's address; one dot for each number.
    var source: String
    /// The size on the page, in CSS pixels.
    var width: Int
    var height: Int
    /// Whether it is a single row, which stands below the text.
    var isStrip: Bool
    /// What it shows, in words.
    var alt: String
    /// The smallest and the largest number.
    var range: String
    /// Which part of the tensor it is, where it is not all of it.
    var part: String?

    /// The longest side on the page.
    private static let side = 176

    /// The heat map of a bundle; nil if it has none or its JSON is not one.
    init?(_ bundle: MIMEBundle) {
        guard let json = bundle.text("application/vnd.labbook.tensor+json"),
            let form = try? JSONDecoder().decode(Form.self, from: Data(json.utf8)),
            (1...64).contains(form.rows), (1...64).contains(form.columns), form.values.count == form.rows * form.columns
        else { return nil }
        let numbers = form.values.compactMap(\.self)
        guard let low = numbers.min(), let high = numbers.max() else { return nil }
        let codes = HeatMap.codes(of: form.values, low: low, high: high)
        let used = Set(codes).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(used, UInt8.min...))
        let png = IndexedPNG.data(
            width: form.columns, height: form.rows, palette: used.map(HeatMap.color),
            pixels: codes.map { places[$0] ?? 0 })
        source = Picture.address("image/png", png)
        let scale = min(14, max(2, HeatMap.side / max(form.rows, form.columns)))
        (width, height) = (form.columns * scale, form.rows * scale)
        isStrip = form.rows == 1
        range = low == high ? Readable.number(low) : "\(Readable.number(low)) to \(Readable.number(high))"
        let size = "\(form.rows) × \(form.columns)"
        let isWhole = form.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue } == form.values.count
        part = isWhole ? nil : "the first \(size) numbers"
        let odd = form.values.count - numbers.count
        alt = "Heat map of \(size) numbers, \(range)" + (odd > 0 ? ", \(odd) not finite" : "")
    }

    private struct Form: Decodable {
        var shape: [Int]
        var rows: Int
        var columns: Int
        var values: [Double?]
    }

    // MARK: Colours

    private static let steps = 60

    /// For each number how far it is from zero in steps, with its sign; nil becomes `.max`.
    private static func codes(of values: [Double?], low: Double, high: Double) -> [Int8] {
        let largest = max(abs(low), abs(high))
        // Numbers that are all far from zero are told apart by their distance from the nearest one to it.
        let smallest = low > largest / 2 ? low : high < -largest / 2 ? -high : 0
        return values.map { value in
            guard let value else { return .max }
            let share = largest > smallest ? (abs(value) - smallest) / (largest - smallest) : largest > 0 ? 1 : 0
            let code = Int8((share * Double(steps)).rounded())
            return value < 0 ? -code : code
        }
    }

    private static func color(of code: Int8) -> IndexedPNG.Color {
        switch code {
        case .max: IndexedPNG.Color(red: 0x80, green: 0x80, blue: 0x80, alpha: 0xA0)
        case 0...: IndexedPNG.Color(red: 0x1F, green: 0x77, blue: 0xC8, alpha: alpha(code))
        default: IndexedPNG.Color(red: 0xDD, green: 0x74, blue: 0x14, alpha: alpha(code))
        }
    }

    private static func alpha(_ code: Int8) -> UInt8 { UInt8(Int(code.magnitude) * 255 / steps) }
}
