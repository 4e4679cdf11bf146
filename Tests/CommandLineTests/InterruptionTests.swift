import Foundation
import Glibc
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A notebook whose first cell opens a named pipe, says so, and then never ends; the pipe closes when the last process
/// that holds it is gone. So the tests wait for events, not for time.
@Suite("A run that is ended from outside")
struct InterruptionTests {
    static func endless(cache: Bool) -> String {
        notebook(
            "print(\"kept\")",
            """
            import Foundation
            let pipe = open("alive", O_WRONLY)
            write(pipe, "r", 1)
            while true { sleep(1000) }
            """, "print(\"not reached\")", frontMatter: "cache: \(cache)")
    }

    private struct Ended {
        var status: TerminationStatus
        /// Whether every process that held the pipe was gone afterwards.
        var nothingLeft: Bool
    }

    private func end(_ labbook: Labbook, cache: Bool, by signal: Subprocess.Signal) async throws -> Ended {
        try labbook.write(Self.endless(cache: cache), to: "n.md")
        let path = labbook.folder.appending(path: "alive").path
        try #require(mkfifo(path, 0o600) == 0)
        // Opened for both, so that opening does not wait; the second end is given up once the cell has its own.
        let both = open(path, O_RDWR)
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["run", "n.md"],
            environment: labbook.changed(), workingDirectory: FilePath(labbook.folder.path), input: .none,
            output: .discarded, error: .discarded
        ) { execution in
            try #require(await Self.readByte(from: both) == 1)
            try execution.send(signal: signal)
        }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        close(both)
        _ = fcntl(reader, F_SETFL, 0)
        let rest = await Self.readByte(from: reader)
        close(reader)
        return Ended(status: outcome.terminationStatus, nothingLeft: rest == 0)
    }

    @Test("Ctrl-C ends the cell, the report is written, and its process is gone", arguments: [false, true])
    func interrupt(inSession: Bool) async throws {
        try await Labbook.keepingSessions { labbook in
            let ended = try await end(labbook, cache: inSession, by: .interrupt)
            #expect(ended.status == .exited(1))
            #expect(ended.nothingLeft)
            let cells = try labbook.results(of: "n").cells
            #expect(cells.map(\.status) == ["ok", "failed", "skipped"])
            #expect(cells[1].error?.kind == "killed")
            #expect(cells[0].text == "kept\n")
            #expect(try await labbook.keptProcesses().count == (inSession ? 1 : 0))
        }
    }

    @Test("kill -9 leaves no process and the last good report untouched", arguments: [false, true])
    func kill(inSession: Bool) async throws {
        try await Labbook.keepingSessions { labbook in
            try labbook.write(notebook("print(\"good\")", frontMatter: "cache: \(inSession)"), to: "n.md")
            #expect(try await labbook.run(["run", "n.md"]).exitCode == 0)
            let page = labbook.folder.appending(path: "Output/n/index.html")
            let good = try Data(contentsOf: page)
            let ended = try await end(labbook, cache: inSession, by: .kill)
            #expect(ended.nothingLeft)
            #expect(try Data(contentsOf: page) == good)
            #expect(try await labbook.keptProcesses() == [])
        }
    }

    @Test("an error in the last cell is told while the first still runs")
    func earlyError() async throws {
        let labbook = try Labbook()
        let path = labbook.folder.appending(path: "go").path
        try #require(mkfifo(path, 0o600) == 0)
        try labbook.write(
            notebook(
                "import Foundation\nlet go = open(\"go\", O_RDONLY)\nvar byte: UInt8 = 0\nread(go, &byte, 1)", "missing"
            ), to: "n.md")
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["run", "n.md"],
            workingDirectory: FilePath(labbook.folder.path), input: .none, output: .discarded, error: .sequence
        ) { execution in
            var said = ""
            for try await line in execution.standardError.strings() where said.isEmpty {
                said = line
                // Only now may the first cell go on.
                let writer = await Self.blocking { open(path, O_WRONLY) }
                write(writer, "g", 1)
                close(writer)
            }
            return said
        }
        #expect(outcome.closureResult.hasPrefix("n.md:9:1: error: cannot find 'missing' in scope"))
        #expect(try labbook.results(of: "n").cells.map(\.status) == ["ok", "failed"])
    }

    /// Waits for a byte; 0 if none will come because nobody holds the other end.
    static func readByte(from descriptor: Int32) async -> Int {
        await blocking {
            var byte: UInt8 = 0
            return read(descriptor, &byte, 1)
        }
    }

    /// Does what blocks on a thread of its own, so that no other test has to wait for it.
    static func blocking<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }
}
