/// Finds references such as `@fig-loss` and labels such as `{#fig-loss}`.
enum ReferenceScanner {
    /// Behind the label of the reference at the `@` at `start`, in text that `byte` gives by offset and that ends with
    /// a NUL; nil if there is no reference.
    static func end(ofReferenceAt start: Int, _ byte: (Int) -> UInt8) -> Int? {
        // What stands inside of a word or an address is something else.
        if start > 0, isWord(byte(start - 1)) || "/@.".utf8.contains(byte(start - 1)) { return nil }
        for kind in CrossReference.Kind.allCases {
            let prefix = Array((kind.rawValue + "-").utf8)
            guard prefix.indices.allSatisfy({ byte(start + 1 + $0) == prefix[$0] }) else { continue }
            let first = start + 1 + prefix.count
            var end = first
            while CellLabel.isAllowed(byte(end)) { end += 1 }
            while end > first, !isWord(byte(end - 1)) { end -= 1 }
            return end > first ? end : nil
        }
        return nil
    }

    /// The text before ` {#label}` at the end of a text, and the label.
    static func split(_ text: some StringProtocol) -> (text: String, label: String)? {
        let text = text.utf8.reversed().drop { " \t\n".utf8.contains($0) }
        guard text.first == UInt8(ascii: "}") else { return nil }
        let name = text.dropFirst().prefix(while: CellLabel.isAllowed)
        let rest = text.dropFirst(name.count + 1)
        guard !name.isEmpty, rest.starts(with: "#{".utf8) else { return nil }
        let before = rest.dropFirst(2).drop { " \t\n".utf8.contains($0) }
        return (String(decoding: before.reversed(), as: UTF8.self), String(decoding: name.reversed(), as: UTF8.self))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || CellLabel.isAllowed(byte) && byte != UInt8(ascii: "-")
    }
}
