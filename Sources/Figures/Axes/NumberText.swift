internal import Foundation

/// Numbers as people write them in figures and sentences.
package enum NumberText {
    /// A number with about three significant digits: 0.12, 2,340, 1.2×10⁻⁷. Whole numbers up to a million keep all.
    package static func readable(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
        let magnitude = abs(value)
        if magnitude == 0 { return "0" }
        if magnitude < 1e6, value == value.rounded() { return plain(value, decimals: 0) }
        if magnitude < 1e-3 || magnitude >= 1e6 { return scientific(value, exponent: exponent(of: value), decimals: 1) }
        let digits = plain(value, decimals: max(0, 2 - exponent(of: value)))
        return digits.contains(".") ? digits.trimmingZeros : digits
    }

    /// Numbers that stand beside each other, each with as many decimals as the one that needs most, where these are few.
    static func alike(_ values: [Double]) -> [String] {
        let texts = values.map(readable)
        let decimals = texts.map { text in text.firstIndex(of: ".").map { text[$0...].count - 1 } ?? 0 }.max() ?? 0
        guard (1...3).contains(decimals), values.allSatisfy({ !$0.isFinite || $0 == 0 || (0.001..<100) ~= abs($0) })
        else { return texts }
        return zip(values, texts).map { $0.isFinite ? plain($0, decimals: decimals) : $1 }
    }

    /// Labels for ticks that lie `step` apart, all in one manner.
    package static func labels(for ticks: [Double], step: Double) -> [String] {
        let largest = ticks.reduce(0) { max($0, abs($1)) }
        guard largest > 0, step > 0 else { return ticks.map { plain($0, decimals: 0) } }
        if largest >= 1e15 || largest < 1e-3 {
            let exponent = exponent(of: largest)
            let decimals = max(0, exponent - self.exponent(of: step * 1.000001))
            return ticks.map { scientific($0, exponent: exponent, decimals: min(decimals, 10)) }
        }
        if largest >= 100_000, step / largest > 1e-3 {
            return ticks.map { withPrefix($0, step: step) }
        }
        let decimals = max(0, -exponent(of: step * 1.000001))
        return ticks.map { plain($0, decimals: min(decimals, 15)) }
    }

    /// Labels for powers of ten and what lies between, all in one manner.
    package static func logLabels(for ticks: [Double]) -> [String] {
        guard let low = ticks.min(), let high = ticks.max() else { return [] }
        if low >= 0.00099, high < 100_001 {
            return ticks.map { plain($0, decimals: max(0, -exponent(of: $0 * 1.000001))) }
        }
        return ticks.map { scientific($0, exponent: exponent(of: $0 * 1.000001), decimals: 0) }
    }

    /// The exponent of ten of the first digit: 2 for 340, −1 for 0.5.
    package static func exponent(of value: Double) -> Int {
        let guess = Int(log10(abs(value)).rounded(.down))
        return abs(value) >= powerOfTen(guess + 1) ? guess + 1 : abs(value) < powerOfTen(guess) ? guess - 1 : guess
    }

    /// Ten to a whole power, exact where a Double can be.
    package static func powerOfTen(_ exponent: Int) -> Double {
        exponent >= 0 || exponent < -300 ? pow(10, Double(exponent)) : 1 / pow(10, Double(-exponent))
    }

    /// Decimal digits with a comma at the thousands and a true minus sign.
    static func plain(_ value: Double, decimals: Int) -> String {
        let digits = String(format: "%.\(decimals)f", abs(value))
        var text = ""
        let whole = digits.prefix { $0 != "." }
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        text += digits.dropFirst(whole.count)
        let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
        return value < 0 && !isZero ? "−" + text : text
    }

    /// `mantissa×10ⁿ`; a mantissa of 1 is left out, and zero is "0".
    private static func scientific(_ value: Double, exponent: Int, decimals: Int) -> String {
        if value == 0 { return "0" }
        // In two steps, for ten to the power of 308 and more is more than a Double holds.
        var mantissa = value / powerOfTen(exponent / 2) / powerOfTen(exponent - exponent / 2)
        var exponent = exponent
        if abs(mantissa) >= 10 - 0.5 * powerOfTen(-decimals) {
            mantissa /= 10
            exponent += 1
        }
        let digits = plain(mantissa, decimals: decimals)
        let power = "10" + superscript(exponent)
        let bare = digits.contains(".") ? digits.trimmingZeros : digits
        return bare == "1" ? power : bare == "−1" ? "−" + power : "\(decimals > 1 ? digits : bare)×\(power)"
    }

    private static func superscript(_ number: Int) -> String {
        let digits: [Character: Character] = [
            "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
            "9": "⁹",
        ]
        return String(String(number).map { digits[$0] ?? $0 })
    }

    /// A number with the letter for its thousands: 50k, 1.5M.
    private static func withPrefix(_ value: Double, step: Double) -> String {
        let units: [(size: Double, letter: String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        guard let unit = units.first(where: { abs(value) >= $0.size * 0.999999 }) else {
            return plain(value, decimals: max(0, -exponent(of: step * 1.000001)))
        }
        let decimals = max(0, exponent(of: unit.size) - exponent(of: step * 1.000001))
        let digits = plain(value / unit.size, decimals: decimals)
        return (digits.contains(".") ? digits.trimmingZeros : digits) + unit.letter
    }
}

extension String {
    /// Decimal digits without the zeros at their end.
    fileprivate var trimmingZeros: String {
        var text = self
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
