import Foundation
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite("labbook run --watch")
struct WatchTests {
    /// Runs the program in watch mode; each `edit` is made once the report before it is written.
    private func watch(_ labbook: Labbook, _ first: String, edits: [String]) async throws -> [Labbook.Results] {
        try labbook.write(first, to: "n.md")
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["run", "n.md", "--watch"],
            workingDirectory: FilePath(labbook.folder.path), input: .none, output: .sequence, error: .discarded
        ) { execution in
            var results: [Labbook.Results] = []
            // Each report written is a line with its path.
            for try await _ in execution.standardOutput.strings() {
                results.append(try labbook.results(of: "n"))
                if results.count > edits.count {
                    try execution.send(signal: .interrupt)
                } else {
                    try labbook.write(edits[results.count - 1], to: "n.md")
                }
            }
            return results
        }
        return outcome.closureResult
    }

    /// Cells that write down that they ran, in a file that no snapshot takes back.
    private static func counted(_ cells: String...) -> String {
        let log = """
            import Foundation
            func ran(_ name: String) {
                let log = FileHandle(forWritingAtPath: "log") ?? { _ = FileManager.default.createFile(atPath: "log", contents: nil); return FileHandle(forWritingAtPath: "log")! }()
                log.seekToEndOfFile()
                log.write(Data(name.utf8))
            }
            ran("0")
            """
        return ([log] + cells).map { "```swift\n\($0)\n```\n" }.joined(separator: "\n")
    }

    @Test("a changed cell runs again from the state before it, with all below it and nothing above it")
    func changedCell() async throws {
        let labbook = try Labbook()
        let results = try await watch(
            labbook, Self.counted("ran(\"a\")\nvar x = 1", "ran(\"b\")\nx += 1\nx", "ran(\"c\")\nx * 10"),
            edits: [
                Self.counted("ran(\"a\")\nvar x = 1", "ran(\"b\")\nx += 1\nx", "ran(\"c\")\nx * 100"),
                Self.counted("ran(\"a\")\nvar x = 1", "ran(\"B\")\nx += 5\nx", "ran(\"c\")\nx * 100"),
                "# Prose above\n\n"
                    + Self.counted("ran(\"a\")\nvar x = 1", "ran(\"B\")\nx += 5\nx", "ran(\"c\")\nx * 100"),
            ])
        #expect(
            results.map { $0.cells.map(\.text) } == [
                ["", "", "<2>", "<20>"], ["", "", "<2>", "<200>"], ["", "", "<6>", "<600>"], ["", "", "<6>", "<600>"],
            ])
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8) == "0abc" + "c" + "Bc")
        #expect(results[3].cells[1].line == results[2].cells[1].line + 2)
    }

    @Test("after a crash the session goes on from the state before the cell that crashed")
    func crash() async throws {
        let labbook = try Labbook()
        let results = try await watch(
            labbook, Self.counted("var list = [1, 2]\nran(\"a\")", "list.append(3)\nprint(list[5])", "list"),
            edits: [
                Self.counted("var list = [1, 2]\nran(\"a\")", "list.append(3)\nprint(list[2])", "list"),
                Self.counted("var list = [1, 2]\nran(\"a\")", "list.append(4)\nprint(list[2])", "missing"),
                Self.counted("var list = [1, 2]\nran(\"a\")", "list.append(4)\nprint(list[2])", "list"),
            ])
        #expect(
            results.map { $0.cells.map(\.status) } == [
                ["ok", "ok", "failed", "skipped"], ["ok", "ok", "ok", "ok"], ["ok", "ok", "ok", "failed"],
                ["ok", "ok", "ok", "ok"],
            ])
        #expect(results[1].cells[3].text == "<[1, 2, 3]>")
        #expect(results[3].cells[3].text == "<[1, 2, 4]>")
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8) == "0a")
    }

    @Test("where threads were left behind, cells run again from the nearest snapshot above")
    func replay() async throws {
        let labbook = try Labbook()
        let asynchronous =
            "ran(\"a\")\nvar x = 1\nfunc later() async -> Int { await Task.yield(); return 5 }\nx += await later()"
        let results = try await watch(
            labbook, Self.counted(asynchronous, "ran(\"b\")\nx += 1\nx"),
            edits: [Self.counted(asynchronous, "ran(\"c\")\nx += 2\nx")])
        #expect(results.map { $0.cells[2].text } == ["<7>", "<8>"])
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8).hasPrefix("0ab"))
    }

    @Test("random edits give what a fresh run gives")
    func randomEdits() async throws {
        var generator = SplitMix64(state: 7)
        func cell(_ number: Int) -> String {
            let pool = [
                "x += \(Int.random(in: 1...9, using: &generator))",
                "box.value *= \(Int.random(in: 2...4, using: &generator))",
                "list.append(x)", "x -= box.value\nprint(x, list)", "list.reverse()\nlist",
                "display(box.value)\nmetric(\"x\", x)",
                "let y\(number) = x * 2\ny\(number)", "box = Box(x)",
            ]
            return pool.randomElement(using: &generator)!
        }
        let head =
            "final class Box { var value: Int; init(_ value: Int) { self.value = value } }\nvar x = 3\nvar box = Box(2)\nvar list = [1]"
        var cells = (0..<8).map(cell)
        func text() -> String {
            ([head] + cells + ["print(x, box.value, list)"]).map { "```swift\n\($0)\n```\n" }.joined()
        }
        let first = text()
        var edits: [String] = []
        for edit in 0..<12 {
            let index = Int.random(in: cells.indices, using: &generator)
            switch edit % 3 {
            case 0: cells[index] = cell(100 + edit)
            case 1: cells.insert(cell(200 + edit), at: index)
            default: cells.remove(at: index)
            }
            if edits.last != text(), first != text() || !edits.isEmpty { edits.append(text()) }
        }
        let watched = try await watch(Labbook(), first, edits: edits)
        for (text, results) in zip([first] + edits, watched) {
            let (_, fresh) = try await Labbook().run(notebook: text)
            #expect(results.cells.map(\.text) == fresh.cells.map(\.text))
            #expect(results.cells.map(\.status) == fresh.cells.map(\.status), "\(results.cells.compactMap(\.error))")
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64, Steele et al. 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
