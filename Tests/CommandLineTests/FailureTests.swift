import Foundation
import Testing

@Suite("Cells that fail")
struct FailureTests {
    @Test("a compile error names line and column, shows the line with a caret, and stops no cell before it")
    func compileError() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook("print(\"first\")", "let a = 1\nlet b = a + missing"))
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.standardError
                == """
                notebook.md:7:13: error: cannot find 'missing' in scope
                let b = a + missing
                            ^

                """)
        #expect(results.cells.map(\.status) == ["ok", "failed"])
        #expect(results.cells[1].error?.kind == "compile")
        #expect(results.cells[1].error?.line == 7)
        #expect(results.cells[1].error?.column == 13)
    }

    @Test("columns are the notebook's own in last expressions, behind await, in lists and in prose")
    func columns() async throws {
        let labbook = try Labbook()
        try labbook.write(
            """
            ```swift
            func f() async -> Int { 1 }
            let v = await f() + wrong1
            ```

            - item

              ```swift
              1 + wrong2
              ```

            A value `{swift} wrong3` and `{swift} 1 + wrong4`.
            """, to: "n.md")
        let outcome = try await labbook.run(["run", "n.md"])
        #expect(
            outcome.errorLines == [
                "n.md:3:21: error: cannot find 'wrong1' in scope",
                "n.md:9:7: error: cannot find 'wrong2' in scope",
                "n.md:12:18: error: cannot find 'wrong3' in scope",
                "n.md:12:43: error: cannot find 'wrong4' in scope",
            ])
    }

    @Test("what depends on a cell that does not compile is skipped, what does not runs")
    func dependence() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook("let a = 1", "let b = missing", "print(b)", "print(a)", "struct S {}\nlet c = b"))
        #expect(outcome.exitCode == 1)
        #expect(results.cells.map(\.status) == ["ok", "failed", "skipped", "ok", "skipped"])
        #expect(outcome.errorLines.count == 1)
    }

    @Test(
        "a failure at run time ends the run with its kind, message and line",
        arguments: [
            ("let a = [1]\nlet i = 3\nprint(a[i])", "trap", "Index out of range", 3),
            ("var n = Int.max\nn += 1", "trap", "arithmetic overflow", 2),
            ("let o = Int(\"x\")\nprint(o!)", "trap", "Unexpectedly found nil while unwrapping an Optional value", 2),
            ("func f() {\n    fatalError(\"so it is\")\n}\nf()", "trap", "so it is", 2),
            ("let r = -1.0\nprecondition(r > 0, \"the rate is positive\")", "trap", "the rate is positive", 2),
            ("fatalError()", "trap", "unexpected state", 1),
            ("let r = -1.0\nassert(r > 0)", "trap", "assertion failed", 2),
            (
                "import Foundation\n_ = try Data(contentsOf: URL(fileURLWithPath: \"/no\"))", "thrown",
                "/no: The file doesn’t exist", 2
            ),
            ("let z = Int(\"0\")!\nprint(1 / z)", "trap", "Division by zero", 2),
            ("import Foundation\nabort()", "trap", "the program aborted", 2),
            ("struct E: Error { var n = 3 }\nthrow E()", "thrown", "E(n: 3)", 2),
            (
                "struct E: Error, CustomStringConvertible { var description = \"in words\" }\nfunc f() throws {\n    throw E()\n}\ntry f()",
                "thrown", "in words", 3
            ),
            ("import Foundation\nexit(7)", "exit", "the cell ended the program with exit status 7", 2),
            ("let p = UnsafePointer<Int>(bitPattern: 8)!\nprint(p.pointee)", "trap", "bad access to memory", 2),
            (
                "func deep(_ n: Int) -> Int { n > 0 ? deep(n + 1) + 1 : 0 }\n_ = deep(1)", "trap",
                "stack overflow: the calls are nested too deep", 1
            ),
        ])
    func runtimeFailure(code: String, kind: String, message: String, line: Int) async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook("print(1)", "print(\"so far\")\n" + code, "print(2)"))
        #expect(outcome.exitCode == 1)
        #expect(results.cells.map(\.status) == ["ok", "failed", "skipped"])
        #expect(results.cells[1].text == "so far\n")
        #expect(results.cells[1].error?.kind == kind)
        #expect(results.cells[1].error?.message == message)
        #expect(results.cells[1].error?.line == line + 6)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.errorLines.first?.hasPrefix("notebook.md:\(line + 6):") == true)
    }

    @Test("the place of a trap is a cell's line also when a function of an earlier cell traps")
    func trapInEarlierCell() async throws {
        let (_, results) = try await Labbook().run(
            notebook: notebook("func f(_ i: Int) -> Int {\n    [1][i]\n}", "print(f(0))\nprint(f(1))"))
        #expect(results.cells[1].error?.line == 3)
    }

    @Test("a trap below a cell that threw and may fail ends the run, as no snapshot was kept between them")
    func trapAfterThrow() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "//| error: true\nstruct Oops: Error {}\nthrow Oops()", "let list = [1]\nlist[3]",
                "print(\"not reached\")"))
        #expect(outcome.exitCode == 1)
        #expect(results.cells.map(\.status) == ["failed", "failed", "skipped"])
        #expect(results.cells[1].error?.message == "Index out of range")
    }

    @Test("a cell that says error: true may fail, and the run goes on from the state before it")
    func mayFail() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "var x = 1", "//| error: true\nx = 2\nlet a = [0]\nprint(a[x])",
                "//| error: true\nstruct E: Error {}\nthrow E()",
                "//| error: true\nimport Foundation\nexit(0)", "//| error: true\nmissing()", "x"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.status) == ["ok", "failed", "failed", "failed", "failed", "ok"])
        #expect(results.cells.map { $0.error?.kind } == [nil, "trap", "thrown", "exit", "compile", nil])
        #expect(results.cells[5].text == "<1>")
    }

    @Test("a cell that may fail and takes the snapshot before it along fails the run, as the cells below do not run")
    func lostSnapshot() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "import Foundation", "//| error: true\nkill(getppid(), SIGKILL)\nsleep(60)", "print(\"not reached\")"))
        #expect(outcome.exitCode == 1)
        #expect(results.status == "failed")
        #expect(results.cells.map(\.status) == ["ok", "failed", "skipped"])
        #expect(outcome.errorLines.count == 1)
        #expect(results.cells[2].skipReason == "the run ended at cell-2")
    }

    @Test("a cell that takes longer than it may is ended at its line, asked or not")
    func timeout() async throws {
        // Long enough to come to the last line, however busy the machine is.
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "//| timeout: 10\nimport Foundation\nprint(\"started\")\nwhile true { sleep(100) }", "1"))
        #expect(outcome.exitCode == 1)
        #expect(results.cells[0].error?.kind == "timeout")
        #expect(results.cells[0].error?.line == 5)
        #expect(results.cells[0].text == "started\n")
        let (_, deaf) = try await Labbook().run(
            notebook: notebook("import Foundation\nsignal(SIGALRM, SIG_IGN)\nwhile true { sleep(100) }"),
            ["--timeout", "3"])
        #expect(deaf.cells[0].error?.kind == "timeout")
    }

    @Test("a time limit that is further away than any instant limits nothing")
    func noTimeout() async throws {
        let (outcome, results) = try await Labbook().run(notebook: notebook("//| timeout: 1e300\n1 + 1"))
        #expect(outcome.exitCode == 0)
        #expect(results.cells[0].text == "<2>")
    }

    @Test("an endless flood of text is cut off")
    func flood() async throws {
        let (_, results) = try await Labbook().run(
            notebook: notebook("let line = String(repeating: \"x\", count: 1 << 20)\nwhile true { print(line) }"))
        #expect(results.cells[0].error?.kind == "output")
    }

    @Test("the report of a failed run is whole and marks what did not run")
    func report() async throws {
        let labbook = try Labbook()
        _ = try await labbook.run(notebook: notebook("print(1)", "fatalError(\"stop here\")", "print(2)"))
        let page = try String(contentsOf: labbook.folder.appending(path: "Output/notebook/index.html"), encoding: .utf8)
        #expect(page.contains("stop here"))
        #expect(page.contains("the run ended at cell-2"))
        #expect(page.hasSuffix("</html>\n"))
    }
}
