import Foundation
import Testing

@Suite("Results of earlier runs, where no session is kept")
struct ResultCacheTests {
    /// Runs a notebook in a process that ends with the run.
    private static func run(
        _ labbook: Labbook, _ notebook: String, _ arguments: [String] = []
    ) async throws -> (Labbook.Outcome, Labbook.Results) {
        try await labbook.run(notebook: notebook, arguments + ["--keep", "0"])
    }

    /// A notebook whose cells write down that they ran.
    private static func text(_ cells: String..., cache: Bool = true) -> String {
        loggingNotebook(cells, frontMatter: "cache: \(cache)\nparams:\n  n: 1")
    }

    private func log(_ labbook: Labbook) throws -> String {
        try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8)
    }

    @Test("nothing runs that an earlier run has the results of")
    func unchanged() async throws {
        let labbook = try Labbook()
        let text = Self.text("ran(\"a\")\nlet x = 2\nmetric(\"x\", x)", "ran(\"b\")\nprint(x)\nx * 2")
        let (_, first) = try await Self.run(labbook, text)
        let (outcome, second) = try await Self.run(labbook, text, ["--explain"])
        #expect(try log(labbook) == "ab")
        #expect(first.cells.map(\.status) == ["ok", "ok", "ok"])
        #expect(second.cells.map(\.status) == ["cached", "cached", "cached"])
        #expect(second.cells.map(\.text) == first.cells.map(\.text))
        #expect(second.metrics == ["x": 2])
        #expect(
            outcome.standardError.split(separator: "\n").last
                == "notebook.md:21: c2  shows its stored result: nothing that it depends on changed since an earlier run"
        )
    }

    @Test("a changed cell runs, with those above it, whose state it needs, and those below it")
    func changed() async throws {
        let labbook = try Labbook()
        _ = try await Self.run(labbook, Self.text("ran(\"a\")\nlet x = 2", "ran(\"b\")\nx", "ran(\"c\")"))
        let (outcome, results) = try await Self.run(
            labbook, Self.text("ran(\"a\")\nlet x = 2", "ran(\"B\")\nx + 1", "ran(\"c\")"), ["--explain"])
        #expect(try log(labbook) == "abc" + "aBc")
        #expect(results.cells.map(\.status) == ["ok", "ok", "ok", "ok"])
        #expect(results.cells.map(\.text) == ["", "", "<3>", ""])
        #expect(
            results.cells.map(\.reason) == [
                "a cell below it has to run and needs its state", "a cell below it has to run and needs its state",
                "it changed or is new", "c2 above it changed or is new",
            ])
        #expect(outcome.standardError.contains("c1  ran in "))
    }

    @Test("a parameter's other value, and a file that a cell reads, make its result useless")
    func inputs() async throws {
        let labbook = try Labbook()
        let text = Self.text("ran(\"a\")\nparams.n", "ran(\"b\")\ntry? Npy.read(\"absent.npy\")")
        _ = try await Self.run(labbook, text)
        let (_, other) = try await Self.run(labbook, text, ["-P", "n=5"])
        #expect(other.cells[1].text == "<5>")
        #expect(other.cells[1].reason == "a parameter, the seed or the number of threads changed")
        _ = try await Self.run(labbook, text)
        #expect(try log(labbook) == "ab" + "ab")
        try labbook.write("not a file of numbers", to: "absent.npy")
        let (_, reread) = try await Self.run(labbook, text)
        #expect(try log(labbook) == "ab" + "ab" + "ab")
        #expect(reread.cells[2].reason == "absent.npy, which it reads, changed")
    }

    @Test("a cell below one that reads a changed file has no result of use either")
    func inputsAbove() async throws {
        let labbook = try Labbook()
        let text = Self.text(
            "ran(\"a\")", "ran(\"b\")\nlet read = (try? Npy.read(\"absent.npy\")) != nil", "ran(\"c\")\nread")
        _ = try await Self.run(labbook, text)
        try labbook.write("not a file of numbers", to: "absent.npy")
        let (_, results) = try await Self.run(labbook, text)
        #expect(try log(labbook) == "abc" + "abc")
        #expect(results.cells[3].reason == "absent.npy, which c2 above it reads, changed")
    }

    @Test("without cache: true every run starts from the top")
    func off() async throws {
        let labbook = try Labbook()
        let text = Self.text("ran(\"a\")", cache: false)
        for _ in 0..<2 { _ = try await Self.run(labbook, text) }
        #expect(try log(labbook) == "aa")
    }
}
