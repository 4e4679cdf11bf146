extension String {
    /// The text as HTML shows it, safe in elements and in quoted attributes.
    ///
    /// Control characters, which HTML does not allow, become their pictures (␀, ␛).
    var htmlEscaped: String {
        guard utf8.contains(where: { mustEscape($0) }) else { return self }
        var escaped = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "\n", "\t", "\r": escaped.append(scalar)
            case "\u{7F}": escaped.append("\u{2421}")
            case "\u{80}"..."\u{9F}": escaped.append("\u{FFFD}")
            case _ where scalar.value < 0x20: escaped.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case _ where isNoncharacter(scalar): escaped.append("\u{FFFD}")
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}

extension String {
    /// What a reader sees of HTML of ours: no tags, no TeX beside a formula, no character references.
    var withoutTags: String {
        replacing(#/<annotation[^>]*>[^<]*<\/annotation>|<[^>]*>/#, with: "")
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&amp;", with: "&")
    }
}

/// Whether a byte may begin or be something to escape; 0xC2 leads C1 controls, 0xEF and 0xF0… lead noncharacters.
private func mustEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), 0x7F, 0xC2, 0xEF...: true
    case 0x09, 0x0A, 0x0D: false
    default: byte < 0x20
    }
}

private func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
}
