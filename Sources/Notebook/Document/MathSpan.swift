/// TeX in prose, `$…$` or `$$…$$`.
public struct MathSpan: Sendable, Equatable {
    /// The TeX between the dollars, as it is written.
    public var tex: String
    /// Whether it stands on its own (`$$…$$`).
    public var display: Bool
    /// The name in `$$…$$ {#eq-name}`, with its `eq-`.
    public var label: String?
    /// Where `tex` starts in the notebook, from 1.
    public var line: Int
    /// The UTF-8 column where `tex` starts, from 1.
    public var column: Int

    /// Creates a piece of math.
    public init(tex: String, display: Bool, label: String? = nil, line: Int, column: Int) {
        self.tex = tex
        self.display = display
        self.label = label
        self.line = line
        self.column = column
    }
}

extension MathSpan {
    /// A value in math, `` `{swift} expression` ``, whose text becomes a part of the TeX when it is known.
    public struct Value: Sendable, Equatable {
        /// Where it stands in `tex`, with its backticks.
        public var range: Range<String.Index>
        /// The Swift expression.
        public var expression: String
        /// Where the expression starts in the notebook, from 1.
        public var line: Int
        /// The UTF-8 column where the expression starts, from 1.
        public var column: Int
    }

    /// The values in the math, in their order.
    public var values: [Value] {
        guard tex.utf8.contains(UInt8(ascii: "`")) else { return [] }
        return tex.matches(of: #/`([^`]+)`/#).compactMap { match in
            guard let start = DocumentParts.expressionOffset(in: String(match.1)) else { return nil }
            let expression = match.1.utf8.dropFirst(start)
            let before = tex.utf8[..<expression.startIndex]
            let breaks = before.count { $0 == UInt8(ascii: "\n") }
            let onItsLine = before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
            return Value(
                range: match.range, expression: String(Substring(expression)).trimmingSpaces(), line: line + breaks,
                column: onItsLine + (breaks == 0 ? column : 1))
        }
    }
}
