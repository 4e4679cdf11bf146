import Digits
package import Notebook
package import SwiftSource

/// A piece of a notebook that is compiled and run by itself: a cell, the values of a passage of prose, or the
/// declaration of `params`.
package struct CompileUnit: Sendable {
    /// What the unit is made of.
    package enum Content: Sendable, Equatable {
        case parameters
        /// The index of a cell.
        case cell(Int)
        /// The indices of inline values.
        case inlineValues(Range<Int>)
    }

    /// What the unit is made of.
    package var content: Content
    /// The name of its module: it comes from the text, so that it stays the same wherever the unit stands.
    package var module = ""
    /// The code with its line directives, without the imports of other units.
    package var code: String
    /// The code as far as it is the same wherever in whichever notebook it stands.
    package var relocatableCode: String
    /// Where the code's columns come from.
    package var map: SourceMap
    /// What is known of the code from its text.
    package var syntax: CellSyntax
    /// Whether it is compiled for speed rather than to be there soon.
    var isOptimized = false
    /// What decides what running the unit does, wherever in the notebook it stands.
    package var identity: String
    /// The line of the notebook that the code's first line names.
    package var codeLine = 1
    /// How many lines further down the unit now stands than when its code was made.
    package var lineShift = 0

    /// The units of a notebook in the order in which they run.
    ///
    /// - Parameter lastCell: The cell below which nothing runs; nil if all cells do.
    package static func units(of notebook: Notebook, through lastCell: Int? = nil) -> [CompileUnit] {
        var units: [CompileUnit] = []
        let params = notebook.frontMatter.params
        if !params.isEmpty { units.append(CompileUnit(params: params)) }
        var nextValue = 0
        for index in 0...notebook.cells.count {
            let values =
                nextValue..<(notebook.inlineValues.firstIndex { $0.cellsBefore > index } ?? notebook.inlineValues.count)
            if !values.isEmpty {
                units.append(CompileUnit(inlineValues: values, of: notebook))
            }
            nextValue = values.upperBound
            if index < notebook.cells.count, notebook.cells[index].options.eval {
                units.append(CompileUnit(cell: index, of: notebook))
            }
        }
        nameModules(of: &units)
        if let lastCell, let last = units.firstIndex(where: { $0.content == .cell(lastCell) }) {
            units.removeSubrange((last + 1)...)
        }
        return units
    }

    /// Names each unit's module after its text; units of the same text have modules of their own all the same, since each
    /// has its own variables.
    private static func nameModules(of units: inout [CompileUnit]) {
        var counts: [String: Int] = [:]
        for index in units.indices {
            let name = modulePrefix + SHA256.digest(of: [units[index].relocatableCode]).prefix(8)
            counts[name, default: 0] += 1
            units[index].module = counts[name] == 1 ? name : "\(name)_\(counts[name]!)"
        }
    }

    /// How the names of all units' modules begin.
    static let modulePrefix = "Cell_"

    /// Takes the names of units' modules out of a text, which only the generated code knows.
    package static func withoutModules(_ text: String) -> String {
        text.contains(modulePrefix) ? text.replacing(/\bCell_[0-9a-z]+(_\d+)?\./, with: "") : text
    }

    private init(params: [Parameter]) {
        let members = params.map { parameter in
            let (type, value) = parameter.value.swiftLiteral
            return "    let \(parameter.name): \(type) = _parameter(\"\(parameter.name)\", default: \(value))"
        }
        content = .parameters
        code = "struct Parameters {\n\(members.joined(separator: "\n"))\n}\nlet params = Parameters()\n"
        relocatableCode = code
        map = SourceMap()
        syntax = CellSyntax(code, displaysLastExpression: false)
        identity = code
    }

    private init(cell index: Int, of notebook: Notebook) {
        let cell = notebook.cells[index]
        content = .cell(index)
        codeLine = cell.line
        syntax = CellSyntax(cell.source)
        isOptimized = cell.options.optimize ?? syntax.repeatsWork
        let options = cell.options
        identity =
            "cell \(options.error) \(options.figureFormat?.rawValue ?? "") \(options.timeout ?? 0) \(isOptimized)\n\(cell.source)"
        var map = SourceMap()
        var body = ""
        var insertions = syntax.insertions[...]
        var lineStart = 0
        for (number, line) in cell.source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let bytes = Array(line.utf8)
            let indent = number < cell.indents.count ? cell.indents[number] : 0
            var generated: [UInt8] = []
            var copied = 0
            func copy(upTo end: Int) {
                map.add(
                    .init(generated: generated.count + 1, notebook: indent + copied + 1, length: end - copied),
                    line: cell.line + number)
                generated += bytes[copied..<end]
                copied = end
            }
            while let insertion = insertions.first, insertion.offset <= lineStart + bytes.count {
                copy(upTo: insertion.offset - lineStart)
                generated += insertion.text.utf8
                insertions.removeFirst()
            }
            copy(upTo: bytes.count)
            body += String(decoding: generated, as: UTF8.self) + "\n"
            lineStart += bytes.count + 1
        }
        body += Self.endOfDirective
        self.map = map
        code = Self.lineDirective(notebook.file, cell.line) + body
        // `#line` and `#file` are part of what a cell does.
        relocatableCode = body.contains("#line") || body.contains("#file") ? code : body
    }

    private init(inlineValues range: Range<Int>, of notebook: Notebook) {
        let firstLine = notebook.inlineValues[range.lowerBound].line
        var (text, relocatable, generated, expressions) = ("", "", "", "")
        var map = SourceMap()
        var line = 0
        func endLine() {
            if !generated.isEmpty { generated += "\n" }
            text += generated
            relocatable += generated
            generated = ""
        }
        for index in range {
            let value = notebook.inlineValues[index]
            if value.line != line {
                endLine()
                text += Self.lineDirective(notebook.file, value.line)
                relocatable += Self.lineDirective("", value.line - firstLine + 1)
                line = value.line
            }
            generated += "\(generated.isEmpty ? "" : "; ")_inline(\(index - range.lowerBound), "
            let expression = value.expression.replacing("\n", with: " ")
            map.add(
                .init(generated: generated.utf8.count + 1, notebook: value.column, length: expression.utf8.count),
                line: line)
            generated += expression + ")"
            expressions += expression + "\n"
        }
        endLine()
        content = .inlineValues(range)
        codeLine = firstLine
        (code, relocatableCode, self.map) = (text + Self.endOfDirective, relocatable, map)
        syntax = CellSyntax(expressions, displaysLastExpression: false)
        identity = "values\n\(expressions)"
    }

    private static func lineDirective(_ file: String, _ line: Int) -> String {
        // A path may hold quotation marks and backslashes, which a string literal may not.
        let escaped = file.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "#sourceLocation(file: \"\(escaped)\", line: \(line))\n"
    }

    private static let endOfDirective = "#sourceLocation()\n"
}

/// The place in a notebook that compiled code names as its own; the notebook may have changed since.
struct CodeOrigin: Codable, Equatable {
    /// The notebook's path.
    var file: String
    /// The line of the code's first line.
    var line: Int
}

extension ParameterValue {
    /// The value's type and its literal in Swift.
    fileprivate var swiftLiteral: (type: String, literal: String) {
        switch self {
        case .bool(let value): ("Bool", "\(value)")
        case .int(let value): ("Int", "\(value)")
        case .double(let value): ("Double", value.isFinite ? "\(value)" : "Double(\"\(value)\")!")
        case .string(let value): ("String", value.debugDescription)
        }
    }
}
