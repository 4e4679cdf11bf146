/// Keeps destinations away that would run a script.
enum LinkFilter {
    /// Whether a link or an image may lead there.
    static func allows(_ url: String, inImage: Bool) -> Bool {
        // Browsers leave out control characters and white space in front of and inside a scheme.
        let url = String(decoding: url.utf8.filter { $0 > 0x20 && $0 != 0x7F }.prefix(40), as: UTF8.self).lowercased()
        if url.hasPrefix("javascript:") || url.hasPrefix("vbscript:") { return false }
        guard url.hasPrefix("data:") else { return true }
        // An SVG document can hold a script, which runs if one follows a link to it, but not in an image.
        return url.hasPrefix("data:image/") && (inImage || !url.hasPrefix("data:image/svg"))
    }
}
