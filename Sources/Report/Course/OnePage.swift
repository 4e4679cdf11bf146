/// Puts the prose of a page into one page with that of others: its ids get the page's path before them, and links
/// between the pages become links in the one.
struct OnePage {
    private let path: String

    init(of path: String) {
        self.path = path
    }

    /// The HTML with the values of `id`, `for` and `href` changed. They are found by their bytes, which stand in no text:
    /// there, quotation marks are escaped.
    func embedded(_ html: String) -> String {
        let bytes = Array(html.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 16)
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: " "), let attribute = attribute(in: bytes, at: position) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            let start = position + attribute.utf8.count
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.endIndex
            let value = String(decoding: bytes[start..<end], as: UTF8.self)
            result += attribute.utf8
            result += (attribute == " href=\"" ? address(value) : "\(path)/\(value)").utf8
            position = end
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func attribute(in bytes: [UInt8], at position: Int) -> String? {
        [" id=\"", " href=\"", " for=\""].first { bytes[position...].starts(with: $0.utf8) }
    }

    private func address(_ value: String) -> String {
        if value.hasPrefix("#") { return value == "#" ? "#\(path)" : "#\(path)/\(value.dropFirst())" }
        let root = CoursePaths.root(from: path)
        if value.hasPrefix(root) {
            let target = value.dropFirst(root.count)
            let parts = target.split(separator: "#", maxSplits: 1)
            if let page = parts.first, page.hasSuffix("/index.html") {
                let other = page.dropLast("/index.html".count)
                return "#\(other)" + (parts.count > 1 ? "/\(parts[1])" : "")
            }
            return String(target)
        }
        // Files beside the page.
        return value.hasPrefix("files/") ? "\(path)/\(value)" : value
    }
}
