import Kernel
import Notebook
import SwiftSource
import Testing

@Suite("What the compiler is given and what it says")
struct CompileTests {
    @Test("a unit is a cell, a passage's values, or params, in the order of the notebook")
    func units() throws {
        let notebook = try Notebook(
            source: """
                ---
                params:
                  n: 1
                ---
                ```swift
                let a = 1
                ```
                `{swift} a` and `{swift} a + 1`

                ```swift ignore
                shown
                ```

                ```swift
                a
                ```
                """, file: "n.md")
        let units = CompileUnit.units(of: notebook)
        #expect(units.map(\.content) == [.parameters, .cell(0), .inlineValues(0..<2), .cell(2)])
    }

    @Test("a cell's code names the notebook's line and keeps its lines")
    func lineDirective() throws {
        let notebook = try Notebook(source: "text\n\n```swift\nlet a = 1\na\n```\n", file: "dir/a \"b\".md")
        let unit = CompileUnit.units(of: notebook)[0]
        #expect(
            unit.code == """
                #sourceLocation(file: "dir/a \\"b\\".md", line: 4)
                let a = 1
                _display(a)
                #sourceLocation()

                """)
        #expect(unit.map.column(10, line: 5) == 1)
        #expect(unit.map.column(11, line: 5) == 2)
        #expect(unit.map.column(5, line: 4) == 5)
    }

    @Test("diagnostics are read with their notes, in the notebook's columns, without the names of modules")
    func diagnostics() {
        var map = SourceMap()
        map.add(.init(generated: 11, notebook: 3, length: 20), line: 7)
        let text = """
            n.md:7:15: error: cannot convert 'Cell_01ab23cd.P' to 'Cell_98fe76dc_2.P'
            _display(x + y)
                          ^
            n.md:7:11: note: here it is
            /usr/lib/other.swift:1:2: note: elsewhere
            n.md:9:4: warning: variable 'v' was never used
            <unknown>:0: error: module map not found
            """
        #expect(
            CompilerOutput.diagnostics(in: text, file: "n.md", map: map).map(\.description) == [
                "n.md:7:7: error: cannot convert 'P' to 'P'",
                "n.md:7:3: note: here it is",
                "n.md:9:4: warning: variable 'v' was never used",
                "n.md: error: module map not found",
            ])
    }

    @Test("a unit's module and what is cached of it do not depend on where it stands")
    func modules() throws {
        func units(_ text: String, file: String = "n.md") throws -> [CompileUnit] {
            CompileUnit.units(of: try Notebook(source: text, file: file))
        }
        let cell = "```swift\nlet a = 1\n```\n"
        let (one, moved) = (try units(cell), try units("# Title\n\nText\n\n" + cell, file: "other.md"))
        #expect(one[0].module == moved[0].module)
        #expect(one[0].relocatableCode == moved[0].relocatableCode)
        #expect(one[0].code != moved[0].code)
        let twice = try units(cell + "\n" + cell)
        #expect(twice[0].module == one[0].module)
        #expect(twice[1].module == one[0].module + "_2")
    }

    @Test("a cell that asks for its line or file is another wherever it stands")
    func ownLine() throws {
        let cell = "```swift\nprint(#line)\n```\n"
        let units = try [cell, "\n" + cell].map { CompileUnit.units(of: try Notebook(source: $0, file: "n.md"))[0] }
        #expect(units[0].relocatableCode != units[1].relocatableCode)
    }

    @Test("cells are checked as one text, split only where a name used above is declared again")
    func passages() throws {
        func count(_ cells: String...) throws -> Int {
            let text = cells.map { "```swift\n\($0)\n```\n" }.joined()
            return NotebookCheck.passages(
                of: CompileUnit.units(of: try Notebook(source: text, file: "n.md"))
            ).count
        }
        #expect(try count("let a = 1", "let b = a", "print(a, b)") == 1)
        #expect(try count("let a = 1", "let a = 2", "print(a)") == 2)
        #expect(try count("private let a = 1", "private let a = 2") == 2)
        #expect(try count("print(relu(1))", "func relu(_ x: Int) -> Int { x }", "print(relu(2))") == 2)
    }

    @Test("only what is used is imported, the newest of a name first, and what that needs in turn")
    func imports() {
        var scope = ImportScope()
        scope.add(module: "Cell1", syntax: CellSyntax("import Foundation\nstruct P {}"))
        scope.add(module: "Cell2", syntax: CellSyntax("let p = P()"))
        scope.add(module: "Cell3", syntax: CellSyntax("let q = 3"))
        scope.add(module: "Cell4", syntax: CellSyntax("let p = \"new\""))
        #expect(scope.lines(for: CellSyntax("q")) == "import Lab\nimport Foundation\n@testable import Cell3\n")
        #expect(scope.lines(for: CellSyntax("p")).hasSuffix("@testable import Cell4\n@testable import var Cell4.p\n"))
        scope.add(module: "Cell5", syntax: CellSyntax("extension P { var name: String { p } }"))
        #expect(scope.lines(for: CellSyntax("q")).contains("Cell5"))
    }
}
