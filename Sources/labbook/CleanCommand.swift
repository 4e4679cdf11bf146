import ArgumentParser
import Kernel

/// `labbook clean`: empties the caches and ends what was kept between runs.
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Empties the cache of compiled cells and ends kept sessions; data sets and reports stay.")

    func run() throws {
        for notebook in KeptSessions.endAll() { print("ended the session of \(notebook)") }
        for folder in CacheFolder.clean() { print(folder) }
    }
}
