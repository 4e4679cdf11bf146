import Foundation
import Glibc

/// Chromium or one of its kin, which prints pages without a window.
struct Browser {
    /// Why a page could not be printed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
    private static let seconds = 120

    private let executable: URL

    /// The first browser on PATH.
    static func find() throws -> Browser {
        guard let executable = names.lazy.compactMap(Desktop.find).first else {
            throw Failure(
                description: "--pdf expects Chromium or Chrome on PATH, found neither; "
                    + "on Debian 'apt-get install chromium' brings it")
        }
        return Browser(executable: executable)
    }

    /// Prints a page to a PDF file, which is replaced when the whole of it is there.
    func print(_ page: URL, to file: URL) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-print-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let printed = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).\(getpid()).new")
        defer { unlink(printed.path) }

        let process = Process()
        process.executableURL = executable
        process.arguments =
            [
                "--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=\(folder.path)",
                "--print-to-pdf=\(printed.path)",
                // Chromium's sandbox refuses to work for root, as in a container.
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteString]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + .seconds(Browser.seconds)) == .timedOut {
            process.terminate()
            throw Failure(
                description: "\(file.path): error: expected a PDF file within \(Browser.seconds) s, found none")
        }
        guard process.terminationStatus == 0, rename(printed.path, file.path) == 0 else {
            throw Failure(
                description: "\(file.path): error: expected \(executable.lastPathComponent) to print the report here, "
                    + "found that it ended with status \(process.terminationStatus)")
        }
    }
}

/// The programs around this one.
enum Desktop {
    /// A program on PATH.
    static func find(_ name: String) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.lazy.map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Opens a page in the browser of the user's choice; says so where that can not be done, which is no failure.
    static func open(_ page: URL) {
        guard let opener = find("xdg-open") ?? find("open") else {
            Terminal.printError(
                "labbook: warning: opening a page expects xdg-open on PATH, found none; the page is \(page.place)")
            return
        }
        do {
            try start([opener.path, page.place])
        } catch {
            Terminal.printError("labbook: warning: \(opener.path) could not be started; the page is \(page.place)")
        }
    }

    /// Starts a program, which is looked for on PATH, and does not wait for it; what it says is nobody's business.
    @Sendable static func start(_ command: [String]) throws {
        guard let name = command.first, let program = name.contains("/") ? URL(fileURLWithPath: name) : find(name)
        else { throw CocoaError(.fileNoSuchFile) }
        let process = Process()
        process.executableURL = program
        process.arguments = Array(command.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }
}

extension URL {
    /// The path of a file, the address of anything else.
    fileprivate var place: String { isFileURL ? path : absoluteString }
}
