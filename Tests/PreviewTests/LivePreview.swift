import Foundation
import Glibc

/// `labbook preview` on a notebook in a folder of its own, as a process.
final class LivePreview {
    let folder: TemporaryFolder
    /// The address that the program printed.
    let address: URL
    /// The program, which stands beside the test runner.
    let program: URL
    private let process = Process()

    /// Starts the program and waits for the address that it prints.
    ///
    /// - Parameter descriptors: How many files and connections it may have open.
    init(
        _ text: String, in folder: TemporaryFolder? = nil, arguments: [String] = ["lesson.md"], descriptors: Int = 1024
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        try self.folder.write(text, to: "lesson.md")
        let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        program = URL(fileURLWithPath: runner).deletingLastPathComponent().appending(path: "labbook")
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments =
            ["-c", "ulimit -n \(descriptors) && exec \"$0\" \"$@\"", program.path, "preview", "--no-open"] + arguments
        process.currentDirectoryURL = self.folder.url
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var said = ""
        while true {
            let more = errors.fileHandleForReading.availableData
            said += String(decoding: more, as: UTF8.self)
            if let match = said.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/\S+/), said.hasSuffix("\n") {
                address = URL(string: String(match.0))!
                break
            }
            guard !more.isEmpty else { throw Browser.Failure(what: "labbook preview ended: \(said)") }
        }
        // What else it says is read, so that it never waits for a reader.
        errors.fileHandleForReading.readabilityHandler = { if $0.availableData.isEmpty { $0.readabilityHandler = nil } }
    }

    deinit { end() }

    /// Saves the notebook.
    func save(_ text: String) throws {
        try folder.write(text, to: "lesson.md")
    }

    /// Sends Ctrl-C, or another signal.
    func interrupt(by signal: Int32 = SIGINT) {
        kill(process.processIdentifier, signal)
    }

    /// Waits until the program has ended, and gives its exit code.
    func waitForEnd() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func end() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The page as the server gives it.
    func page() throws -> String {
        let port = UInt16(address.port ?? 0)
        return try RawClient(port: port).ask(address.path, host: "127.0.0.1:\(port)").text
    }
}
