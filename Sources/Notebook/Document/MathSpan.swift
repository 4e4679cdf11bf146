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
