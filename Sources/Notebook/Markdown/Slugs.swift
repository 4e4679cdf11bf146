/// Makes fragment identifiers of headings, as GitHub does.
struct Slugs {
    private var used: Set<String> = []
    private var next: [String: Int] = [:]

    /// An identifier that was not given out before.
    ///
    /// The text in lower case, with letters, digits, `-` and `_` kept, spaces as `-`, and all else left out.
    mutating func slug(for text: String) -> String {
        var base = ""
        for character in text.lowercased() {
            if character.isLetter || character.isNumber || character == "-" || character == "_" {
                base.append(character)
            } else if character == " " {
                base.append("-")
            }
        }
        if base.isEmpty { base = "section" }
        // Labels of figures and the like, and those of footnotes, are no heading's.
        if CrossReference.Kind(ofLabel: base) != nil || base.hasPrefix("fn-") || base.hasPrefix("fnref-") {
            base = "section-" + base
        }
        return unused(base)
    }

    /// The identifier itself or, if it was given out before, one with a number behind it.
    mutating func unused(_ base: String) -> String {
        var slug = base
        while !used.insert(slug).inserted {
            next[base, default: 0] += 1
            slug = "\(base)-\(next[base]!)"
        }
        return slug
    }
}
