/// Finds display math that fills whole lines.
///
/// Markdown would see a list in `- x` and a heading in `=== y` inside it, so its lines are found before Markdown
/// looks at them: a line that starts with `$$`, up to the next `$$` if that ends its line, and no blank line between.
enum MathBlocks {
    /// A piece of display math.
    struct Block: Equatable {
        /// How many UTF-8 bytes stand before the opening `$$` on its line.
        var indent: Int
        /// The last line, with the closing `$$`.
        var endLine: Int
    }

    /// The blocks by the number of their first line, from 1, of more than one line each.
    static func find(in lines: [String]) -> [Int: Block] {
        var blocks: [Int: Block] = [:]
        // Where display math is open: its line, and its indent if nothing but markers stands before it.
        var open: (line: Int, indent: Int?)?
        for (index, line) in lines.enumerated() {
            guard let scan = scan(line) else {
                if isBoundary(line) { open = nil }
                continue
            }
            for pair in scan.pairs {
                if let opened = open {
                    if let indent = opened.indent, opened.line < index + 1, pair.endsLine {
                        blocks[opened.line] = Block(indent: indent, endLine: index + 1)
                    }
                    open = nil
                } else {
                    open = (index + 1, pair.offset == scan.indent ? pair.offset : nil)
                }
            }
        }
        return blocks
    }

    private struct Pair {
        var offset: Int
        var endsLine: Bool
    }

    /// The `$$` of a line that are not escaped, and how many bytes of markers and white space it starts with; nil if
    /// there is no `$$`.
    private static func scan(_ line: String) -> (indent: Int, pairs: [Pair])? {
        guard line.utf8.contains(UInt8(ascii: "$")) else { return nil }
        let bytes = Array(line.utf8)
        func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
        var pairs: [Pair] = []
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\\") {
                offset += 2
                continue
            }
            guard bytes[offset] == UInt8(ascii: "$") else {
                offset += 1
                continue
            }
            let start = offset
            while byte(offset) == UInt8(ascii: "$") { offset += 1 }
            guard offset == start + 2 else { continue }
            let end = MathScanner.label(from: offset, byte)?.end ?? offset
            let rest = end <= bytes.count ? bytes[end...] : []
            pairs.append(Pair(offset: start, endsLine: rest.allSatisfy { " \t".utf8.contains($0) }))
        }
        let indent = bytes.prefix { " \t>-*+.)0123456789".utf8.contains($0) }.count
        return pairs.isEmpty ? nil : (indent, pairs)
    }

    /// Whether a line ends the paragraph before it for sure: it is blank, but for quote markers, or a code fence.
    private static func isBoundary(_ line: String) -> Bool {
        let rest = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: ">") }
        return rest.isEmpty || rest.starts(with: "```".utf8) || rest.starts(with: "~~~".utf8)
    }
}
