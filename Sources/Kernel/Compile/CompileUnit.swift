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
    /// The name of its module.
    package var module: String
    /// The code with its line directives, without the imports of other units.
    package var code: String
    /// Where the code's columns come from.
    package var map: SourceMap
    /// What is known of the code from its text.
    package var syntax: CellSyntax
    /// What decides what running the unit does, wherever in the notebook it stands.
    package var identity: String
    /// The line of the notebook that the code's first line names.
    package var codeLine = 1
    /// How many lines further down the unit now stands than when its code was made.
    package var lineShift = 0

    /// The units of a notebook in the order in which they run.
    package static func units(of notebook: Notebook) -> [CompileUnit] {
        var units: [CompileUnit] = []
        let params = notebook.frontMatter.params
        if !params.isEmpty { units.append(CompileUnit(params: params)) }
        var nextValue = 0
        for index in 0...notebook.cells.count {
            let values =
                nextValue..<(notebook.inlineValues.firstIndex { $0.cellsBefore > index } ?? notebook.inlineValues.count)
            if !values.isEmpty {
                units.append(CompileUnit(inlineValues: values, of: notebook, position: units.count))
            }
            nextValue = values.upperBound
            if index < notebook.cells.count, notebook.cells[index].options.eval {
                units.append(CompileUnit(cell: index, of: notebook, position: units.count))
            }
        }
        return units
    }

    private init(params: [Parameter]) {
        let members = params.map { parameter in
            let (type, value) = parameter.value.swiftLiteral
            return "    let \(parameter.name): \(type) = _parameter(\"\(parameter.name)\", default: \(value))"
        }
        content = .parameters
        module = "NotebookParameters"
        code = "struct Parameters {\n\(members.joined(separator: "\n"))\n}\nlet params = Parameters()\n"
        map = SourceMap()
        syntax = CellSyntax(code, displaysLastExpression: false)
        identity = code
    }

    private init(cell index: Int, of notebook: Notebook, position: Int) {
        let cell = notebook.cells[index]
        content = .cell(index)
        codeLine = cell.line
        module = "Cell\(position + 1)"
        syntax = CellSyntax(cell.source)
        identity =
            "cell \(cell.options.error) \(String(describing: cell.options.figureFormat)) \(cell.options.timeout ?? 0)\n\(cell.source)"
        map = SourceMap()
        code = Self.lineDirective(notebook.file, cell.line)
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
            code += String(decoding: generated, as: UTF8.self) + "\n"
            lineStart += bytes.count + 1
        }
        code += Self.endOfDirective
    }

    private init(inlineValues range: Range<Int>, of notebook: Notebook, position: Int) {
        content = .inlineValues(range)
        codeLine = notebook.inlineValues[range.lowerBound].line
        module = "Cell\(position + 1)"
        map = SourceMap()
        code = ""
        var line = 0
        var generated = ""
        var expressions = ""
        for index in range {
            let value = notebook.inlineValues[index]
            if value.line != line {
                if !generated.isEmpty { code += generated + "\n" }
                code += Self.lineDirective(notebook.file, value.line)
                (line, generated) = (value.line, "")
            }
            generated += "\(generated.isEmpty ? "" : "; ")_inline(\(index), "
            let expression = value.expression.replacing("\n", with: " ")
            map.add(
                .init(generated: generated.utf8.count + 1, notebook: value.column, length: expression.utf8.count),
                line: line)
            generated += expression + ")"
            expressions += expression + "\n"
        }
        code += generated + "\n" + Self.endOfDirective
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
