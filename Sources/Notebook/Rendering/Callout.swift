/// A block quote that GitHub shows as a note, since it starts with a line such as `[!NOTE]`.
struct Callout {
    private let kind: String
    private let title: String

    /// The callout that a block quote is, or nil if it is a plain quote.
    init?(_ quote: CommonMark.Node) {
        guard let paragraph = quote.firstChild, paragraph.kind == .paragraph else { return nil }
        let line = String(decoding: paragraph.content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        guard line.hasPrefix("[!"), let end = line.firstIndex(of: "]"),
            line[end...].dropFirst().allSatisfy(\.isWhitespace)
        else { return nil }
        kind = line[..<end].dropFirst(2).lowercased()
        guard ["note", "tip", "important", "warning", "caution"].contains(kind) else { return nil }
        title = kind.prefix(1).uppercased() + kind.dropFirst()
    }

    /// Gives the quote a class and a title instead of its first line.
    func apply(to quote: CommonMark.Node) {
        guard let paragraph = quote.firstChild else { return }
        while let part = paragraph.firstChild {
            let isBreak = part.kind == .softBreak || part.kind == .lineBreak
            part.remove()
            if isBreak { break }
        }
        if paragraph.firstChild == nil { paragraph.remove() }
        let opening = "<blockquote class=\"callout callout-\(kind)\">\n<p class=\"callout-title\">\(title)</p>"
        quote.replace(withOpening: opening, closing: "</blockquote>")
    }
}
