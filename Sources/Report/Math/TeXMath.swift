/// Turns TeX formulas into MathML Core.
package enum TeXMath {
    /// A formula as MathML, and what was wrong with it.
    package struct Result {
        /// The `math` element; what could not be read stands in it with the class `tex-error`.
        package var html: String
        /// What was wrong, each with the characters of the source before it.
        package var problems: [(message: String, offset: Int)]
    }

    /// Renders one formula; any text may be passed.
    package static func render(_ tex: String, display: Bool) -> Result {
        var parser = TeXParser(tex)
        let node = parser.parse()
        return Result(
            html: MathMLWriter.math(node, tex: tex, display: display),
            problems: parser.problems.map { ($0.message, $0.offset) })
    }
}
