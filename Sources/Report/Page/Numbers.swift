internal import Foundation

/// Numbers and times as a reader wants them.
enum Readable {
    /// A number with at most five significant digits; whole numbers whole, their thousands parted by narrow blanks.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "∞" : "−∞" }
        if value == value.rounded(), abs(value) < 1e15 { return whole(Int(value)) }
        let magnitude = abs(value)
        guard (1e-4..<1e7).contains(magnitude) else { return scientific(value) }
        let decimals = max(0, 4 - Int(log10(magnitude).rounded(.down)))
        return (value < 0 ? "−" : "") + fixed(magnitude, decimals: min(decimals, 8))
    }

    /// A number above zero with at most so many decimals, up to 8. Foundation's formats would take most of the time that
    /// a page with long tables does.
    private static func fixed(_ value: Double, decimals: Int) -> String {
        let power = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let (whole, rest) = Int((value * Double(power)).rounded()).quotientAndRemainder(dividingBy: power)
        guard rest > 0 else { return String(whole) }
        return withoutZeros("\(whole).\(String(power + rest).dropFirst())")
    }

    /// Decimals without the zeros at their end, and without a point that would end them.
    private static func withoutZeros(_ digits: String) -> String {
        var kept = digits.utf8[...]
        while kept.last == UInt8(ascii: "0") { kept.removeLast() }
        if kept.last == UInt8(ascii: ".") { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func whole(_ value: Int) -> String {
        let digits = String(value.magnitude)
        guard digits.count > 4 else { return (value < 0 ? "−" : "") + digits }
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped += "\u{202F}" }
            grouped.append(digit)
        }
        return (value < 0 ? "−" : "") + grouped
    }

    private static func scientific(_ value: Double) -> String {
        let parts = String(format: "%.3e", abs(value)).split(separator: "e")
        let mantissa = withoutZeros(String(parts[0]))
        return (value < 0 ? "−" : "") + mantissa + power(of: parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    }

    /// A number that somebody else wrote, with a true minus, and an exponent as people write it.
    static func number(written text: String) -> String {
        let signed = text.hasPrefix("-") ? "−" + text.dropFirst() : text
        guard let place = signed.firstIndex(where: { $0 == "e" || $0 == "E" }), let digit = signed[..<place].last,
            digit.isNumber, let exponent = Int(signed[place...].dropFirst())
        else { return signed }
        return signed[..<place] + power(of: exponent)
    }

    private static func power(of exponent: Int) -> String {
        let superscripts = String(exponent).map { digit -> Character in
            digit == "-" ? "⁻" : ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"][digit.wholeNumberValue ?? 0]
        }
        return "·10" + String(superscripts)
    }

    /// A time span in its natural unit.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        if seconds < 0.001 { return "< 1 ms" }
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.95 { return String(format: "%.1f s", seconds) }
        if seconds < 99.5 { return "\(Int(seconds.rounded())) s" }
        let total = Int(min(seconds, 1e9).rounded())
        if total < 3600 { return "\(total / 60) min \(total % 60) s" }
        return "\(total / 3600) h \(total % 3600 / 60) min"
    }

    /// A count with its noun.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(whole(number)) \(number == 1 ? one : many)"
    }
}
