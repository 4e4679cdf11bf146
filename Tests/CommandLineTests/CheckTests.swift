import Foundation
import Testing

@Suite("labbook check, and the compile cache")
struct CheckTests {
    @Test("errors of all notebooks are told, nothing is run, and what only follows from an error is not repeated")
    func errors() async throws {
        let labbook = try Labbook()
        try labbook.write(
            notebook(
                "import Foundation\ntry Data().write(to: URL(fileURLWithPath: \"ran\"))", "let a = missing",
                "print(a.nothing)", "let b = 1\nb.wrong", "let b = \"new\"", "b.alsoWrong"), to: "first.md")
        try labbook.write(notebook("let x = 1", "print(x)"), to: "second.md")
        try labbook.write("```swift\n//| ecko: true\n```\n", to: "third.md")
        let outcome = try await labbook.run(["check", "first.md", "second.md"])
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.errorLines == [
                "first.md:7:9: error: cannot find 'missing' in scope",
                "first.md:16:3: error: value of type 'Int' has no member 'wrong'",
                "first.md:24:3: error: value of type 'String' has no member 'alsoWrong'",
            ])
        #expect(!labbook.has("ran"))
        #expect(!labbook.has("Output"))
        #expect(try await labbook.run(["check", "second.md"]).exitCode == 0)
        #expect(try await labbook.run(["check", "second.md", "third.md"]).exitCode == 2)
    }

    @Test("a misspelt name of the notebook, of the library or of a type is told with the right one")
    func misspelt() async throws {
        let labbook = try Labbook()
        try labbook.write(
            notebook(
                "let weights = Tensor.zeros([2])", "print(wieghts)", "print(sigmoud(weights).shpae)",
                "let X = weights@weights"),
            to: "n.md")
        #expect(
            try await labbook.run(["check", "n.md"]).errorLines == [
                "n.md:6:7: error: cannot find 'wieghts' in scope; did you mean 'weights'?",
                "n.md:10:7: error: cannot find 'sigmoud' in scope; did you mean 'sigmoid'?",
                "n.md:14:16: error: expected an operator of Swift, found @; the product of two matrices is a • b, or matmul(a, b)",
            ])
    }

    @Test("a notebook's own functions come before the library's of the same type, in their cell and later ones")
    func ownFunctions() async throws {
        let labbook = try Labbook()
        let functions = ["relu", "sigmoid", "tanh", "exp", "sqrt", "gelu", "softmax", "log", "abs"]
        let declarations = functions.map { "func \($0)(_ x: Tensor) -> Tensor { print(\"own \($0)\"); return x }" }
        let uses = functions.map { "_ = \($0)(Tensor([1]))" }.joined(separator: "\n")
        try labbook.write(notebook(declarations.joined(separator: "\n") + "\n" + uses, uses), to: "n.md")
        #expect(try await labbook.run(["check", "n.md"]).errorLines == [])
        #expect(try await labbook.run(["run", "n.md"]).exitCode == 0)
        let expected = functions.map { "own \($0)\n" }.joined()
        #expect(try labbook.results(of: "n").cells.map(\.text) == [expected, expected])
    }

    @Test("later cells see what a guard binds anew, and the old meaning of a name that a guard shadows")
    func guards() async throws {
        let labbook = try Labbook()
        try labbook.write(
            notebook(
                "let job: Int? = 5\nfunc next() async throws -> Int? { 3 }",
                "guard let n = try await next(), case .some(let m) = Int?(4), n < m else { fatalError() }",
                "guard let job else { fatalError() }\nprint(n, m, job)", "print(job as Any)",
                "guard try await next() == 3 else { fatalError() }",
                "guard let a = Int?(1), var b = Int?(2), case .some(var (c, d)) = Optional((3, 4))\nelse { fatalError() }",
                "b += a\nprint(b, c, d)"), to: "n.md")
        #expect(try await labbook.run(["check", "n.md"]).errorLines == [])
        #expect(try await labbook.run(["run", "n.md"]).exitCode == 0)
        #expect(
            try labbook.results(of: "n").cells.map(\.text) == ["", "", "3 4 5\n", "Optional(5)\n", "", "", "3 3 4\n"])
        let results = try String(contentsOf: labbook.folder.appending(path: "Output/n/results.json"), encoding: .utf8)
        #expect(!results.contains("warnings"), "nothing warns of a variable that only a later cell changes")
    }

    @Test("an unchanged notebook is not compiled again, a changed cell and what uses it are")
    func cache() async throws {
        let labbook = try Labbook()
        let cache = labbook.folder.appending(path: "cache").path
        func entries() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: cache + "/labbook/cells").count
        }
        func run(_ cells: String...) async throws -> [String] {
            try labbook.write(cells.map { "```swift\n\($0)\n```\n" }.joined(), to: "n.md")
            let outcome = try await labbook.run(["run", "n.md"], environment: ["XDG_CACHE_HOME": cache])
            #expect(outcome.exitCode == 0, "\(outcome.standardError)")
            return try labbook.results(of: "n").cells.map(\.text)
        }
        #expect(try await run("let a = 1", "let b = 2", "print(a)\na + 1") == ["", "", "1\n<2>"])
        #expect(try entries() == 3)
        #expect(try await run("let a = 1", "let b = 2", "print(a)\na + 1") == ["", "", "1\n<2>"])
        #expect(try entries() == 3)
        #expect(try await run("let a = 5", "let b = 2", "print(a)\na + 1") == ["", "", "5\n<6>"])
        #expect(try entries() == 5)
        let cleaned = try await labbook.run(["clean"], environment: ["XDG_CACHE_HOME": cache])
        #expect(cleaned.standardOutput.contains("cells"))
        #expect(!labbook.has("cache/labbook/cells"))
    }

    @Test("what the compiler warned of is told again when the cell comes from the cache")
    func cachedWarnings() async throws {
        let labbook = try Labbook()
        let cache = ["XDG_CACHE_HOME": labbook.folder.appending(path: "cache").path]
        try labbook.write(notebook("func f() { let unused = 1 }"), to: "n.md")
        for _ in 0..<2 {
            _ = try await labbook.run(["run", "n.md"], environment: cache)
            let page = try String(contentsOf: labbook.folder.appending(path: "Output/n/index.html"), encoding: .utf8)
            #expect(page.contains("unused"))
            #expect(page.contains("never used"))
        }
    }
}
