/// A JSON value whose keys keep their order, which Foundation's encoder does not promise.
enum JSONText {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONText])
    case object([(key: String, value: JSONText)])

    /// A whole number.
    static func int(_ value: some BinaryInteger) -> JSONText {
        .number("\(value)")
    }

    /// A number; those that JSON has no form for become the strings "NaN", "Infinity" and "-Infinity".
    static func double(_ value: Double) -> JSONText {
        if value.isNaN { return .string("NaN") }
        if value.isInfinite { return .string(value > 0 ? "Infinity" : "-Infinity") }
        return .number("\(value)")
    }

    /// The text, one key or element a line, with a line end after the last.
    var text: String {
        var text = ""
        write(to: &text, indent: "")
        return text + "\n"
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number
        case .string(let string): JSONText.write(string, to: &text)
        case .array(let values):
            JSONText.write(values, between: "[", "]", to: &text, indent: indent) { value, text, indent in
                value.write(to: &text, indent: indent)
            }
        case .object(let pairs):
            JSONText.write(pairs, between: "{", "}", to: &text, indent: indent) { pair, text, indent in
                JSONText.write(pair.key, to: &text)
                text += ": "
                pair.value.write(to: &text, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to text: inout String, indent: String,
        element: (Element, inout String, String) -> Void
    ) {
        text += open
        for (index, value) in elements.enumerated() {
            text += index == 0 ? "\n\(indent)  " : ",\n\(indent)  "
            element(value, &text, indent + "  ")
        }
        text += elements.isEmpty ? close : "\n\(indent)\(close)"
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        // Pictures are long and have nothing to escape.
        guard string.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E || $0 == 0x22 || $0 == 0x5C }) else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar == "\u{2028}" || scalar == "\u{2029}" || scalar == "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
