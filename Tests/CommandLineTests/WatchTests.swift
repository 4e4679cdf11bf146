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
        let results = try await labbook.watch(
            Self.counted("ran(\"a\")\nvar x = 1", "ran(\"b\")\nx += 1\nx", "ran(\"c\")\nx * 10"),
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

    @Test("a notebook that is saved once more as it is, while it runs, does not run once more")
    func sameText() async throws {
        let labbook = try Labbook()
        func text(_ last: String) -> String {
            Self.counted("try! Data(contentsOf: URL(filePath: \"n.md\")).write(to: URL(filePath: \"n.md\"))", last)
        }
        let results = try await labbook.watch(text("1"), edits: [text("2"), text("3")])
        #expect(results.map { $0.cells.last?.text } == ["<1>", "<2>", "<3>"])
    }

    @Test("after a crash the session goes on from the state before the cell that crashed")
    func crash() async throws {
        let labbook = try Labbook()
        let results = try await labbook.watch(
            Self.counted("var list = [1, 2]\nran(\"a\")", "list.append(3)\nprint(list[5])", "list"),
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
        let threading =
            "ran(\"a\")\nvar x = 6\nThread.detachNewThread { while true { sleep(1000) } }"
        let results = try await labbook.watch(
            Self.counted(threading, "ran(\"b\")\nx += 1\nx"),
            edits: [Self.counted(threading, "ran(\"c\")\nx += 2\nx")])
        #expect(results.map { $0.cells[2].text } == ["<7>", "<8>"])
        #expect(results[0].cells[2].snapshot?.reason == "a thread that a cell started still runs")
        #expect(
            results[1].cells[1].reason
                == "its state was lost: no snapshot was kept, for a thread that a cell started still runs")
        #expect(results[1].cells[2].reason == "it changed")
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8).hasPrefix("0ab"))
    }

    @Test("where memory is short no snapshot is kept, and all cells run again")
    func shortMemory() async throws {
        let labbook = try Labbook()
        let results = try await labbook.watch(
            Self.counted("ran(\"a\")\nvar x = 1", "ran(\"b\")\nx + 1"),
            edits: [Self.counted("ran(\"a\")\nvar x = 1", "ran(\"c\")\nx + 2")],
            ["--reserve", "999999999999999"])
        #expect(results.map { $0.cells.map(\.text) } == [["", "", "<2>"], ["", "", "<3>"]])
        #expect(results[0].cells.map { $0.snapshot?.reason } == Array(repeating: "memory is short", count: 3))
        #expect(results[1].cells[1].reason == "its state was lost: no snapshot was kept, for memory is short")
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8) == "0ab0ac")
    }

    @Test("a cell that awaits keeps its snapshot: what it did does not run again")
    func asynchronous() async throws {
        let asynchronous =
            "ran(\"a\")\nnonisolated func later(_ n: Int) async -> Int { await Task.yield(); return n }\nvar x = await later(5)"
        let labbook = try Labbook()
        let results = try await labbook.watch(
            Self.counted(asynchronous, "ran(\"b\")\nx += await later(1)\nx"),
            edits: [Self.counted(asynchronous, "ran(\"c\")\nx += await later(2)\nx")])
        #expect(results.map { $0.cells[2].text } == ["<6>", "<7>"])
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8) == "0abc")
    }

    @Test("a file that a cell reads through Lab is watched, and its cell runs again with all below it")
    func dataFile() async throws {
        let labbook = try Labbook()
        let text = Self.counted(
            "ran(\"a\")", "ran(\"b\")\nlet points = try Npy.read(\"points.npy\")", "ran(\"c\")\npoints.sum().item()")
        try labbook.write(text, to: "n.md")
        try Self.writeNPY([1, 2], labbook)
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["run", "n.md", "--watch"],
            workingDirectory: FilePath(labbook.folder.path), input: .none, output: .sequence, error: .discarded
        ) { execution in
            var texts: [String] = []
            for try await _ in execution.standardOutput.strings() {
                texts.append(try labbook.results(of: "n").cells[3].text)
                if texts.count == 1 {
                    try Self.writeNPY([1, 2, 4], labbook)
                } else {
                    try execution.send(signal: .interrupt)
                }
            }
            return texts
        }
        #expect(outcome.closureResult == ["<3.0>", "<7.0>"])
        #expect(try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8) == "0abcbc")
    }

    /// Writes numbers as NumPy does (format 1.0).
    private static func writeNPY(_ numbers: [Float], _ labbook: Labbook) throws {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(numbers.count),), }"
        header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
        var file = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(header.utf8)
        for number in numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { file.append(contentsOf: $0) } }
        try file.write(to: labbook.folder.appending(path: "points.npy"), options: .atomic)
    }
}
