import ArgumentParser

/// The options that say with what, and within which limits, cells run.
struct RunOptions: ParsableArguments {
    @Option(
        name: [.customShort("P"), .customLong("parameter")],
        help: ArgumentHelp("Sets a parameter of the front matter.", valueName: "name=value"))
    var parameters: [String] = []

    @OptionGroup var timeout: TimeoutOption

    @Option(help: ArgumentHelp("Megabytes of memory that a cell may take.", valueName: "megabytes"))
    var memory: Int?

    /// Bytes of memory that a cell may take; nil for most of what the machine has.
    var memoryLimit: Int? { memory.map { $0 << 20 } }

    func validate() throws {
        if let memory, memory < 64 {
            throw ValidationError("--memory expects a number of megabytes, at least 64, found \(memory)")
        }
    }
}
