import ArgumentParser
import Kernel

/// `labbook clean`: empties the caches.
struct CleanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean",
        abstract: "Empties the cache of compiled cells; data sets and reports stay.")

    func run() throws {
        for folder in CacheFolder.clean() { print(folder) }
    }
}
