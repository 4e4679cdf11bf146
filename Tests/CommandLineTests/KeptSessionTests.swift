import Foundation
import Glibc
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Cells write down that they ran, in a file that no snapshot takes back. Sessions belong to a notebook in a folder, so each
/// test has its own, which end with the test.
@Suite("A run goes on from the first change, in a kept session")
struct KeptSessionTests {
    private static func text(_ cells: String..., frontMatter: String = "cache: true\nparams:\n  n: 1") -> String {
        loggingNotebook(cells, frontMatter: frontMatter)
    }

    private func log(_ labbook: Labbook) throws -> String {
        try String(contentsOf: labbook.folder.appending(path: "log"), encoding: .utf8)
    }

    private static let three = text("ran(\"a\")\nvar x = 2", "ran(\"b\")\nx += 1\nprint(x)", "ran(\"c\")\nx * 10")

    // MARK: What runs again

    @Test("a changed cell runs with those below it, and the page is that of a fresh run")
    func changed() async throws {
        try await Labbook.keepingSessions { labbook in
            _ = try await labbook.run(notebook: Self.three)
            let edited = Self.text("ran(\"a\")\nvar x = 2", "ran(\"B\")\nx += 2\nprint(x)", "ran(\"c\")\nx * 10")
            let (outcome, results) = try await labbook.run(notebook: edited, ["--explain"])
            #expect(try log(labbook) == "abc" + "Bc")
            #expect(results.cells.map(\.status) == ["cached", "cached", "ok", "ok"])
            #expect(results.cells.map(\.text) == ["", "", "4\n", "<40>"])
            #expect(
                results.cells.map(\.reason) == [
                    "nothing that it depends on changed; its state was kept",
                    "nothing that it depends on changed; its state was kept", "it changed", "c2 above it changed",
                ])
            #expect(outcome.standardError.contains("c1  kept its result: nothing that it depends on changed"))
            let (_, fresh) = try await Labbook().run(notebook: edited, ["--keep", "0"])
            #expect(fresh.cells.map(\.text) == results.cells.map(\.text))
        }
    }

    @Test("what is all stored is shown from the store, and the session's state is still there for the next change")
    func stored() async throws {
        try await Labbook.keepingSessions { labbook in
            _ = try await labbook.run(notebook: Self.three)
            let (_, again) = try await labbook.run(notebook: Self.three)
            #expect(again.cells.map(\.status) == ["cached", "cached", "cached", "cached"])
            let edited = Self.three.replacing("x * 10", with: "x * 100")
            let (_, results) = try await labbook.run(notebook: edited)
            #expect(results.cells.map(\.text) == ["", "", "3\n", "<300>"])
            #expect(try log(labbook) == "abc" + "c")
        }
    }

    @Test("one cell that says cache: true is enough for it and those above; those below run each time")
    func mark() async throws {
        try await Labbook.keepingSessions { labbook in
            func text(_ last: String) -> String {
                Self.text(
                    "ran(\"a\")\nvar x = 2", "//| cache: true\nran(\"b\")\nx += 1\nprint(x)", last,
                    frontMatter: "seed: 1")
            }
            _ = try await labbook.run(notebook: text("ran(\"c\")\nx * 10"))
            let (_, again) = try await labbook.run(notebook: text("ran(\"c\")\nx * 10"))
            #expect(again.cells.map(\.status) == ["cached", "cached", "cached", "ok"])
            #expect(again.cells.map(\.text) == ["", "", "3\n", "<30>"])
            #expect(again.cells[3].reason == "neither it nor a cell below it says cache: true")
            let (_, edited) = try await labbook.run(notebook: text("ran(\"C\")\nx * 100"))
            #expect(edited.cells.map(\.text) == ["", "", "3\n", "<300>"])
            #expect(try log(labbook) == "abc" + "c" + "C")
            // A state that also holds what a cell above did that is to run each time is of no use below that cell.
            let above = text("ran(\"C\")").replacing("ran(\"a\")", with: "//| cache: false\nran(\"a\")")
            _ = try await labbook.run(notebook: above)
            let (_, last) = try await labbook.run(notebook: above)
            #expect(try log(labbook) == "abc" + "c" + "C" + "abC" + "abC")
            #expect(last.cells[1].reason == "it says cache: false")
        }
    }

    @Test("a cell that reads a changed file, or says cache: false, runs with those below it")
    func inputs() async throws {
        try await Labbook.keepingSessions { labbook in
            func text(_ last: String) -> String {
                Self.text("ran(\"a\")", "ran(\"b\")\ntry? Npy.read(\"absent.npy\")", last)
            }
            _ = try await labbook.run(notebook: text("ran(\"c\")"))
            try labbook.write("not a file of numbers", to: "absent.npy")
            let (_, reread) = try await labbook.run(notebook: text("ran(\"c\")"))
            #expect(try log(labbook) == "abc" + "bc")
            #expect(reread.cells[2].reason == "a file that it reads changed")
            for _ in 0..<2 { _ = try await labbook.run(notebook: text("//| cache: false\nran(\"d\")")) }
            #expect(try log(labbook) == "abc" + "bc" + "d" + "d")
        }
    }

    @Test("another value of a parameter, another environment or other limits start from the top")
    func conditions() async throws {
        try await Labbook.keepingSessions { labbook in
            let text = Self.text(
                "ran(\"a\")\nparams.n", "ran(\"b\")\n//\nProcessInfo.processInfo.environment[\"WORD\"]")
            func run(_ arguments: [String], word: String? = nil, edit: String) async throws -> [String] {
                try labbook.write(text.replacing("//\n", with: "// \(edit)\n"), to: "notebook.md")
                let outcome = try await labbook.run(
                    ["run", "notebook.md"] + arguments, environment: word.map { ["WORD": $0] } ?? [:])
                #expect(outcome.exitCode == 0, "\(outcome.standardError)")
                return try labbook.results(of: "notebook").cells.map(\.text)
            }
            #expect(try await run([], edit: "0") == ["", "<1>", "<nil>"])
            #expect(try await run(["-P", "n=5"], edit: "1") == ["", "<5>", "<nil>"])
            #expect(try await run(["-P", "n=5"], edit: "2") == ["", "<5>", "<nil>"])
            #expect(try log(labbook) == "ab" + "ab" + "b")
            #expect(try await run(["-P", "n=5"], word: "said", edit: "3") == ["", "<5>", "<\"said\">"])
            #expect(try log(labbook) == "ab" + "ab" + "b" + "ab")
            let before = try await labbook.keptProcesses()
            _ = try await run(["-P", "n=5", "--memory", "4000"], word: "said", edit: "4")
            #expect(try log(labbook) == "ab" + "ab" + "b" + "ab" + "ab")
            let after = try await labbook.keptProcesses()
            #expect(before.count == 1 && after.count == 1 && before != after, "one session takes the place of another")
        }
    }

    @Test("a cell that failed runs again once it is mended, and nothing above it")
    func failed() async throws {
        try await Labbook.keepingSessions { labbook in
            let broken = Self.text("ran(\"a\")\nvar list = [1]", "ran(\"b\")\nlist.append(2)\nlist[7]", "ran(\"c\")")
            let (outcome, _) = try await labbook.run(notebook: broken)
            #expect(outcome.exitCode == 1)
            #expect(
                outcome.errorLines.first?.hasPrefix("notebook.md:22:5: error: c2 stopped: Index out of range") == true)
            let (mended, results) = try await labbook.run(notebook: broken.replacing("list[7]", with: "list"))
            #expect(mended.exitCode == 0)
            #expect(results.cells[2].text == "<[1, 2]>")
            #expect(try log(labbook) == "ab" + "bc")
        }
    }

    @Test("where a thread keeps a snapshot from being made, cells run again from the nearest one, and it is said why")
    func threads() async throws {
        try await Labbook.keepingSessions { labbook in
            let text = Self.text(
                "ran(\"a\")", "ran(\"b\")\nThread.detachNewThread { while true { sleep(1000) } }", "ran(\"c\")",
                "ran(\"d\")")
            _ = try await labbook.run(notebook: text)
            let (_, results) = try await labbook.run(notebook: text.replacing("ran(\"d\")", with: "ran(\"D\")"))
            #expect(try log(labbook) == "abcd" + "bcD")
            #expect(
                results.cells[3].reason
                    == "its state was lost: no snapshot was kept, for a thread that a cell started still runs")
        }
    }

    @Test("cells whose results are stored below one that always runs are shown, and run once their state is needed")
    func storedBelow() async throws {
        try await Labbook.keepingSessions { labbook in
            let text = Self.text("ran(\"a\")", "//| cache: false\nran(\"b\")", "ran(\"c\")\nvar x = 1", "ran(\"d\")\nx")
            _ = try await labbook.run(notebook: text)
            let (_, second) = try await labbook.run(notebook: text)
            #expect(second.cells.map(\.status) == ["cached", "cached", "ok", "cached", "cached"])
            let (_, third) = try await labbook.run(notebook: text.replacing("ran(\"d\")\nx", with: "ran(\"D\")\nx + 1"))
            #expect(third.cells.map(\.text) == ["", "", "", "", "<2>"])
            #expect(try log(labbook) == "abcd" + "b" + "bcD")
        }
    }

    // MARK: Where there is no session, or not this one

    @Test("a notebook without cache: true, or in which no cell could go on from a state, keeps none")
    func ofNoUse() async throws {
        try await Labbook.keepingSessions(ownCache: true) { labbook in
            _ = try await labbook.run(notebook: Self.text("ran(\"a\")", frontMatter: "seed: 1"))
            #expect(!labbook.has("cache/labbook/sessions"))
            let first = "```swift\n//| cache: false\nvar x = 1\n```\n"
            _ = try await labbook.run(notebook: first + "```swift\n//| cache: true\nx += 1\n```\n")
            #expect(!labbook.has("cache/labbook/sessions"))
        }
    }

    @Test("a session that is killed while it runs ends the command with one sentence, and the next run has a new one")
    func killedSession() async throws {
        try await Labbook.keepingSessions { labbook in
            let outcome = try await running(in: labbook) { _ in
                for process in try await labbook.keptProcesses() { Glibc.kill(process, SIGKILL) }
            }
            #expect(outcome.exitCode == 1)
            #expect(
                outcome.standardError
                    == "n.md: error: expected the run to come to its end, found that its process was ended from outside\n"
            )
            #expect(try await labbook.keptProcesses() == [])
            let (_, results) = try await labbook.run(notebook: Self.three)
            #expect(results.cells.map(\.text) == ["", "", "3\n", "<30>"])
        }
    }

    @Test("a second run of a notebook that runs already does without a session")
    func twice() async throws {
        try await Labbook.keepingSessions { labbook in
            let outcome = try await running(in: labbook) { interrupt in
                try labbook.write(Self.three, to: "n.md")
                let second = try await labbook.run(["run", "n.md", "-o", "Second", "--explain"])
                #expect(second.exitCode == 0)
                #expect(second.standardError.contains("c3  ran in "))
                #expect(labbook.has("Second/n/index.html"))
                try interrupt()
            }
            #expect(outcome.exitCode == 1)
        }
    }

    @Test("where no socket can be made, and where one was left behind, notebooks run all the same")
    func noPlace() async throws {
        try await Labbook.keepingSessions(ownCache: true) { labbook in
            try labbook.write("a file where the folder would be", to: "cache/labbook/sessions")
            let (outcome, results) = try await labbook.run(notebook: Self.three)
            #expect(outcome.exitCode == 0)
            #expect(outcome.standardError == "")
            #expect(results.cells[3].text == "<30>")
            try FileManager.default.removeItem(at: labbook.folder.appending(path: "cache/labbook/sessions"))
            _ = try await labbook.run(notebook: Self.three.replacing("x * 10", with: "x"))
            for process in try await labbook.keptProcesses() { Glibc.kill(process, SIGKILL) }
            let (_, after) = try await labbook.run(notebook: Self.three.replacing("x * 10", with: "-x"))
            #expect(after.cells[3].text == "<-3>")
            #expect(try await labbook.keptProcesses().count == 1)
        }
    }

    /// Does something while a cell of `n.md` runs that never ends.
    private func running(
        in labbook: Labbook, _ work: (_ interrupt: () throws -> Void) async throws -> Void
    ) async throws -> Labbook.Outcome {
        try labbook.write(InterruptionTests.endless(cache: true), to: "n.md")
        let path = labbook.folder.appending(path: "alive").path
        try #require(mkfifo(path, 0o600) == 0)
        let both = open(path, O_RDWR)
        defer { close(both) }
        let errors = labbook.folder.appending(path: "errors").path
        let file = try FileDescriptor.open(
            FilePath(errors), .writeOnly, options: [.create], permissions: .ownerReadWrite)
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["run", "n.md"], environment: labbook.changed(),
            workingDirectory: FilePath(labbook.folder.path), input: .none, output: .discarded,
            error: .fileDescriptor(file, closeAfterSpawningProcess: true)
        ) { execution in
            try #require(await InterruptionTests.readByte(from: both) == 1)
            try await work { try execution.send(signal: .interrupt) }
        }
        var exitCode: Int32?
        if case .exited(let code) = outcome.terminationStatus { exitCode = code }
        return Labbook.Outcome(
            exitCode: exitCode, standardOutput: "", standardError: try String(contentsOfFile: errors, encoding: .utf8))
    }
}
