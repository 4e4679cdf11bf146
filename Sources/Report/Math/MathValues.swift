internal import Foundation
internal import Notebook

extension PageBuilder {
    /// A formula of the prose as MathML, with the values that stand in it; what is wrong with it becomes warnings.
    ///
    /// A value that is missing is a question mark in the formula, and is told behind it.
    func mathHTML(_ span: MathSpan) -> String {
        let filled = FilledMath(span) { value in
            let index = run.notebook.inlineValues.firstIndex { ($0.line, $0.column) == (value.line, value.column) }
            guard let index, index < run.inlineValues.count else { return nil }
            return (index, run.inlineValues[index].text)
        }
        let formula = mathHTML(
            filled.tex, display: span.display, label: span.label, line: span.line, column: span.column,
            source: span.tex, offset: filled.sourceOffset)
        return ([formula] + filled.missing.map(inlineValueHTML)).joined(separator: " ")
    }
}

/// TeX with the texts of its values in their places.
struct FilledMath {
    private(set) var tex = ""
    /// The indices of the values that have no text.
    private(set) var missing: [Int] = []
    /// The characters that a value takes in the source and here, where they start here.
    private var changes: [(start: Int, length: Int, sourceLength: Int)] = []

    /// - Parameter text: The index and the text of a value.
    init(_ span: MathSpan, text: (MathSpan.Value) -> (index: Int, text: String?)?) {
        var rest = span.tex.startIndex
        for value in span.values {
            tex += span.tex[rest..<value.range.lowerBound]
            rest = value.range.upperBound
            let found = text(value)
            if let found, found.text == nil { missing.append(found.index) }
            let filling = found?.text.map(Self.tex) ?? #"\text{?}"#
            changes.append((tex.count, filling.count, span.tex[value.range].count))
            tex += filling
        }
        tex += span.tex[rest...]
    }

    /// Where a character stands in the source.
    func sourceOffset(of offset: Int) -> Int {
        var shift = 0
        for change in changes where change.start < offset {
            if offset < change.start + change.length { return change.start + shift }
            shift += change.sourceLength - change.length
        }
        return offset + shift
    }

    /// A number as TeX has it, a power of ten with its sign; any other text as text.
    private static func tex(_ text: String) -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if let number = text.wholeMatch(of: #/([-+−]?[0-9]+(?:\.[0-9]+)?)(?:[eE]([-+]?[0-9]+))?/#) {
            let mantissa = String(number.1).replacing("−", with: "-")
            guard let exponent = number.2.flatMap({ Int($0) }) else { return mantissa }
            return #"\#(mantissa) \times 10^{\#(exponent)}"#
        }
        let escaped = text.map { character in
            switch character {
            case "\\": "∖"
            case "%", "$", "&", "#", "_", "{", "}": "\\\(character)"
            default: character.isNewline ? " " : String(character)
            }
        }
        return #"\text{\#(escaped.joined())}"#
    }
}
