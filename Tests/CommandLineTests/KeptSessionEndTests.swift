import Foundation
import Glibc
import Testing

@Suite("A kept session ends")
struct KeptSessionEndTests {
    /// A notebook whose first cell holds a pipe, and so do all snapshots after it: whoever reads from it is told when the
    /// last of the session's processes ends.
    private struct Pipe {
        private let reader: Int32

        init(in labbook: Labbook) throws {
            let path = labbook.folder.appending(path: "alive").path
            try #require(mkfifo(path, 0o600) == 0)
            reader = open(path, O_RDONLY | O_NONBLOCK)
        }

        static let notebook = loggingNotebook(
            ["let pipe = open(\"alive\", O_WRONLY)", "ran(\"b\")"], frontMatter: "cache: true")

        /// Waits until nobody holds it.
        func waitForEnd() async {
            _ = fcntl(reader, F_SETFL, 0)
            #expect(await InterruptionTests.readByte(from: reader) == 0)
            close(reader)
        }
    }

    @Test(
        "by itself, after the minutes that --keep says, and when less memory is free than is to stay so",
        arguments: [["--keep", "0.001"], ["--reserve", "100000000"]])
    func byItself(arguments: [String]) async throws {
        try await Labbook.keepingSessions(ownCache: true) { labbook in
            let pipe = try Pipe(in: labbook)
            let (_, results) = try await labbook.run(notebook: Pipe.notebook, arguments)
            #expect(results.cells.map(\.status) == ["ok", "ok", "ok"])
            await pipe.waitForEnd()
            #expect(try await labbook.keptProcesses() == [])
        }
    }

    @Test("when the notebook is removed")
    func removed() async throws {
        try await Labbook.keepingSessions(ownCache: true) { labbook in
            let pipe = try Pipe(in: labbook)
            _ = try await labbook.run(notebook: Pipe.notebook)
            #expect(try await labbook.keptProcesses().count == 1)
            try FileManager.default.removeItem(at: labbook.folder.appending(path: "notebook.md"))
            await pipe.waitForEnd()
        }
    }

    @Test("by labbook clean, with all its processes, which says so; the next run tells why cells run again")
    func clean() async throws {
        try await Labbook.keepingSessions(ownCache: true) { labbook in
            let pipe = try Pipe(in: labbook)
            _ = try await labbook.run(notebook: Pipe.notebook)
            let cleaned = try await labbook.run(["clean"])
            let notebook = labbook.folder.appending(path: "notebook.md").path
            #expect(cleaned.standardOutput.hasPrefix("ended the session of \(notebook)\n"))
            await pipe.waitForEnd()
            #expect(try await labbook.keptProcesses() == [])
            let last = loggingNotebook(["ran(\"a\")", "ran(\"b\")"], frontMatter: "cache: true")
            _ = try await labbook.run(notebook: last, ["--keep", "0"])
            let (_, results) = try await labbook.run(notebook: last.replacing("ran(\"b\")", with: "ran(\"B\")"))
            #expect(results.cells[1].reason == "its state is needed, and no session was kept")
        }
    }

    @Test("with --keep 0, and none stays after it")
    func keepNothing() async throws {
        try await Labbook.keepingSessions { labbook in
            let three = loggingNotebook(["var x = 2", "x += 1", "x * 10"], frontMatter: "cache: true")
            _ = try await labbook.run(notebook: three, ["--keep", "0"])
            #expect(try await labbook.keptProcesses() == [])
            _ = try await labbook.run(notebook: three.replacing("x * 10", with: "x"))
            #expect(try await labbook.keptProcesses().count == 1)
            let (_, results) = try await labbook.run(notebook: three.replacing("x * 10", with: "-x"), ["--keep", "0"])
            #expect(results.cells[3].text == "<-3>")
            #expect(try await labbook.keptProcesses() == [])
        }
    }

    @Test("--keep takes minutes and parts of them, up to a year", arguments: ["-1", "nan", "1e300", "soon"])
    func minutes(text: String) async throws {
        let labbook = try Labbook()
        try labbook.write(Pipe.notebook, to: "notebook.md")
        let outcome = try await labbook.run(["run", "notebook.md", "--keep=\(text)"])
        #expect(outcome.exitCode == 2)
        #expect(outcome.standardError.contains("--keep"))
        #expect(outcome.standardError.contains(text == "1e300" ? "1e+300" : text))
    }
}
