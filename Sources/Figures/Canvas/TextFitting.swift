/// Making texts fit their places.
extension Canvas {
    /// The text in one line, its end replaced by "…" where it is wider than allowed.
    package func fitted(_ text: String, _ font: Font, width limit: Double) -> String {
        let text = text.onOneLine
        guard width(of: text, font) > limit else { return text }
        var low = 0
        var high = text.count
        while low < high {
            let middle = (low + high + 1) / 2
            if width(of: text.prefix(middle) + "…", font) <= limit { low = middle } else { high = middle - 1 }
        }
        return String(text.prefix(low)).trimmedEnd + "…"
    }

    /// The text broken between words into lines of a width, the last one shortened where there are too many.
    package func wrapped(_ text: String, _ font: Font, width limit: Double, lines maximum: Int) -> [String] {
        let words = text.onOneLine.split(separator: " ").map(String.init)
        var lines: [String] = []
        for (index, word) in words.enumerated() {
            if let last = lines.last, width(of: last + " " + word, font) <= limit {
                lines[lines.count - 1] = last + " " + word
            } else if lines.count < maximum {
                lines.append(word)
            } else {
                lines[lines.count - 1] += " " + words[index...].joined(separator: " ")
                break
            }
        }
        return lines.map { fitted($0, font, width: limit) }
    }

    private func width(of text: Substring, _ font: Font) -> Double { width(of: String(text), font) }
}

extension String {
    /// The text without line breaks and other control characters, and of a length that can be laid out.
    var onOneLine: String {
        let limit = 2_000
        let scalars = unicodeScalars.prefix(limit).map { scalar -> Unicode.Scalar in
            let invisible = scalar.value < 32 || (127..<160).contains(scalar.value) || scalar == "\u{2028}"
            return invisible || scalar == "\u{2029}" ? " " : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
