import ArgumentParser
import Kernel

/// The options that say with what, and within which limits, cells run.
struct RunOptions: ParsableArguments {
    @Option(
        name: [.customShort("P"), .customLong("parameter")],
        help: ArgumentHelp("Sets a parameter of the front matter.", valueName: "name=value"))
    var parameters: [String] = []

    @OptionGroup var timeout: TimeoutOption

    @Option(help: ArgumentHelp("Megabytes of memory that a cell may take.", valueName: "megabytes"))
    var memory: Int?

    @Option(
        help: ArgumentHelp(
            "Megabytes of memory that the states kept from before cells leave free; an eighth of all if not said.",
            valueName: "megabytes"))
    var reserve: Int?

    var limits: RunLimits {
        func bytes(_ megabytes: Int) -> Int { min(megabytes, .max >> 20) << 20 }
        return RunLimits(timeout: timeout.seconds, memory: memory.map(bytes), reserve: reserve.map(bytes))
    }

    func validate() throws {
        if let memory, memory < 64 {
            throw ValidationError("--memory expects a number of megabytes, at least 64, found \(memory)")
        }
        if let reserve, reserve < 0 {
            throw ValidationError("--reserve expects a number of megabytes, at least 0, found \(reserve)")
        }
    }
}
