import Foundation
import Testing

@Suite("Options of labbook run")
struct RunOptionTests {
    private static let three = notebook(
        "//| label: a\nlet x = 1", "//| label: b\nprint(x)", "//| label: c\nfatalError(\"not reached\")")

    @Test("--cell runs nothing below that cell, and says so")
    func cell() async throws {
        let (outcome, results) = try await Labbook().run(notebook: Self.three, ["--cell", "b"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.status) == ["ok", "ok", "skipped"])
        #expect(results.cells[2].skipReason == "only the cells above it were asked for")
    }

    @Test("--cell tells which cells there are")
    func unknownCell() async throws {
        let labbook = try Labbook()
        try labbook.write(Self.three, to: "n.md")
        let outcome = try await labbook.run(["run", "n.md", "--cell", "x"])
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.standardError
                == "labbook: error: --cell expects the label of a cell, found \"x\"; n.md has a, b, c\n")
    }

    @Test(
        "a cell that asks for more memory than --memory allows fails with its line, and the run goes on if it may fail")
    func memory() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "let x = 5", "//| error: true\nlet all = [Float](repeating: 1, count: 400_000_000)", "x"),
            ["--memory", "1000"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.status) == ["ok", "failed", "ok"])
        #expect(results.cells[1].error?.kind == "memory")
        #expect(results.cells[1].error?.line == 7)
        #expect(results.cells[1].error?.message.hasSuffix("and may take 1,000 MB in all") == true)
    }

    @Test("of a flood of output the start and the end are kept, with a note of what is left out")
    func flood() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                """
                import Foundation
                print("first")
                let piece = Data(String(repeating: "0123456789\\n", count: 100_000).utf8)
                for _ in 0..<60 { FileHandle.standardOutput.write(piece) }
                print("last")
                """))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let text = results.cells[0].text
        #expect(text.hasPrefix("first\n0123456789\n"))
        #expect(text.hasSuffix("0123456789\nlast\n"))
        #expect(text.contains(" MB of output are left out here …\n"))
        #expect(text.utf8.count < 10 << 20)
    }

    @Test("ten thousand lines are all in the results")
    func manyLines() async throws {
        let (_, results) = try await Labbook().run(notebook: notebook("for i in 0..<10_000 { print(\"line \\(i)\") }"))
        #expect(results.cells[0].text == (0..<10_000).map { "line \($0)\n" }.joined())
    }

    @Test("a value of a type that was declared again since is told from one of the new type in words")
    func generations() async throws {
        let (outcome, _) = try await Labbook().run(
            notebook: notebook(
                "//| label: first\nstruct P {}\nlet p = P()", "//| label: second\nstruct P { var a = 1 }",
                "func f(_ p: P) {}\nf(p)"))
        #expect(
            outcome.errorLines == [
                "notebook.md:14:3: error: cannot convert value of type 'P' to expected argument type 'P': these are two "
                    + "types, the P of first (line 3) and the P of second (line 9); a value keeps the type that it was "
                    + "made with, so make it again after the newer one"
            ])
    }

    @Test("the names of modules that only the kernel knows are not in what cells print")
    func modules() async throws {
        let (_, results) = try await Labbook().run(
            notebook: notebook("struct P { var a = 1 }\nprint([P()])\ndump(P())\n[P()]"))
        #expect(results.cells[0].text == "[P(a: 1)]\n▿ P\n  - a: 1\n<[P(a: 1)]>")
    }

    @Test("cells that were compiled for another place in another notebook name the lines of this one")
    func moved() async throws {
        let labbook = try Labbook()
        let text = notebook("let list = [1, 2]", "//| label: trap\nlist[7]")
        try labbook.write(text, to: "a.md")
        try labbook.write("# Title\n\nText above.\n\n" + text, to: "b.md")
        _ = try await labbook.run(["run", "a.md"])
        let outcome = try await labbook.run(["run", "b.md"])
        #expect(outcome.standardError.hasPrefix("b.md:11:5: error: trap stopped: Index out of range\nlist[7]\n    ^"))
        let (a, b) = (try labbook.results(of: "a").cells[1], try labbook.results(of: "b").cells[1])
        #expect(a.error?.line == 7)
        #expect(b.error?.line == 11)
        #expect(b.error?.column == a.error?.column)
    }
}
