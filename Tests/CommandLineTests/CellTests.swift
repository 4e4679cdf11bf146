import Foundation
import Testing

@Suite("Cells of a notebook")
struct CellTests {
    @Test("state goes from cell to cell, and a cell's last expression is displayed")
    func state() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook("var x = 1\nfunc twice() { x *= 2 }", "twice()\ntwice()\nx", "\"x is \\(x)\""))
        #expect(outcome.exitCode == 0)
        #expect(results.cells.map(\.text) == ["", "<4>", "<\"x is 4\">"])
        #expect(results.status == "ok")
    }

    @Test("text on both streams, written in any way, and displays keep their order")
    func order() async throws {
        let (_, results) = try await Labbook().run(
            notebook: notebook(
                """
                import Foundation
                for i in 0..<50 {
                    print("a\\(i)", terminator: " ")
                    FileHandle.standardError.write(Data("b ".utf8))
                    display(i)
                    FileHandle.standardOutput.write(Data("c ".utf8))
                }
                """))
        #expect(results.cells[0].text == (0..<50).map { "a\($0) !b <\($0)>c " }.joined())
    }

    @Test("a name may be declared again, with another type, and the old one stays for the cells between")
    func redefinition() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "let x = 1\nstruct P { var a = 1 }\nfunc f() -> Int { x }", "let y = x\nlet p = P()",
                "let x = \"two\"\nstruct P { var b = 2 }",
                "print(x, y, f(), p.a, P().b)"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells[3].text == "two 1 1 1 2\n")
    }

    @Test("an import holds for all later cells")
    func imports() async throws {
        let (outcome, results) = try await Labbook().run(notebook: notebook("import Foundation", "sqrt(16.0)"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells[1].text == "<4.0>")
    }

    @Test("await works at the top level, in declarations, loops and last expressions")
    func await() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                """
                func later(_ n: Int) async throws -> Int { try await Task.sleep(for: .milliseconds(1)); return n }
                let v = try await later(7)
                """,
                """
                let numbers = AsyncStream { for i in 0..<3 { $0.yield(i) }; $0.finish() }
                for await n in numbers { print(n, terminator: " ") }
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for i in 0..<4 { group.addTask { try await later(i) } }
                    var sum = 0
                    for try await n in group { sum += n }
                    return sum
                }
                """, "try await later(v) + 1"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.text) == ["", "0 1 2 <6>", "<8>"])
    }

    @Test("standard input is closed")
    func input() async throws {
        let (_, results) = try await Labbook().run(notebook: notebook("readLine() == nil"))
        #expect(results.cells[0].text == "<true>")
    }

    @Test("cells run in the notebook's folder")
    func folder() async throws {
        let labbook = try Labbook()
        try labbook.write(
            notebook("import Foundation\nFileManager.default.fileExists(atPath: \"here.txt\")"), to: "sub/n.md")
        try labbook.write("", to: "sub/here.txt")
        #expect(try await labbook.run(["run", "sub/n.md"]).exitCode == 0)
        #expect(try labbook.results(of: "n").cells[0].text == "<true>")
    }

    @Test("parameters have the types of their defaults and take the command line's values")
    func parameters() async throws {
        let text = notebook(
            "let n: Int = params.epochs\nlet s: String = params.name\nprint(n + 1, params.rate / 2, s, params.deep)",
            frontMatter: "params:\n  epochs: 5\n  rate: 0.5\n  name: \"a \\\"b\\\"\"\n  deep: true")
        let labbook = try Labbook()
        let (_, results) = try await labbook.run(notebook: text)
        #expect(results.cells[0].text == "6 0.25 a \"b\" true\n")
        let (_, changed) = try await labbook.run(
            notebook: text, ["-P", "epochs=9", "-P", "rate=1", "-P", "deep=false"])
        #expect(changed.cells[0].text == "10 0.5 a \"b\" false\n")
    }

    @Test("a value in prose is worked out where it stands")
    func inlineValues() async throws {
        let labbook = try Labbook()
        try labbook.write(
            "```swift\nvar x = 1\n```\nFirst `{swift} x`.\n\n```swift\nx = 2\n```\n\nThen `{swift} x + 1` and `{swift} \"a\" + \"b\"`.\n",
            to: "n.md")
        let outcome = try await labbook.run(["run", "n.md"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let page = try String(contentsOf: labbook.folder.appending(path: "Output/n/index.html"), encoding: .utf8)
        #expect(page.contains("First <") || page.contains("First 1"))
        #expect(try labbook.results(of: "n").cells.count == 2)
    }

    @Test("metrics are gathered, the last of one name counts")
    func metrics() async throws {
        let (_, results) = try await Labbook().run(
            notebook: notebook("metric(\"accuracy\", Float(0.5))\nmetric(\"steps\", 3)", "metric(\"accuracy\", 0.75)"))
        #expect(results.metrics == ["accuracy": 0.75, "steps": 3])
    }

    @Test("what is no number is told as such, in metrics and in progress")
    func notNumbers() async throws {
        let labbook = try Labbook()
        try labbook.write(
            notebook(
                "metric(\"loss\", Double.nan)\nprogress(\"epoch\", 1, of: 1, [\"loss\": .infinity, \"low\": -.infinity])"
            ),
            to: "n.md")
        #expect(try await labbook.run(["run", "n.md"]).exitCode == 0)
        let data = try Data(contentsOf: labbook.folder.appending(path: "Output/n/results.json"))
        let results = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(results["metrics"] as? [String: String] == ["loss": "NaN"])
        let outputs = (results["cells"] as? [[String: Any]])?.first?["outputs"] as? [[String: Any]]
        #expect(outputs?.last?["values"] as? [String: String] == ["loss": "Infinity", "low": "-Infinity"])
        let page = try String(contentsOf: labbook.folder.appending(path: "Output/n/index.html"), encoding: .utf8)
        #expect(page.contains("NaN") && page.contains("−∞"))
    }

    @Test("progress takes numbers of either precision, and none")
    func progressPrecision() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook(
                "let (a, b) = (Float(0.1), 0.2)\nprogress(\"f\", 1, of: 3, [\"loss\": a])",
                "progress(\"d\", 1, [\"loss\": b])", "progress(\"l\", 1, of: 3, [\"loss\": 0.3, \"low\": 1])",
                "progress(\"n\", 2, of: 3)"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map { $0.outputs.map(\.type) } == Array(repeating: ["progress"], count: 4))
    }

    @Test("the bytes of a PNG file are displayed as the picture")
    func pngData() async throws {
        let (outcome, results) = try await Labbook().run(
            notebook: notebook("display(try PNG(Image(gray: [0, 1, 1, 0], width: 2, height: 2)).encoded())"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells[0].outputs.first?.data?["image/png"]?.hasPrefix("iVBORw0KGgo") == true)
    }

    @Test("a cell that says eval: false is not run")
    func notEvaluated() async throws {
        let (outcome, results) = try await Labbook().run(notebook: notebook("//| eval: false\nnonsense(", "1"))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.status) == ["skipped", "ok"])
    }

    @Test("--json prints one object and nothing else on standard output")
    func json() async throws {
        let (outcome, _) = try await Labbook().run(notebook: notebook("print(1)"), ["--json"])
        let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any]
        #expect(object?["status"] as? String == "ok")
    }
}
