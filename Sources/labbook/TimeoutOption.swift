import ArgumentParser

/// How long a cell may take.
struct TimeoutOption: ParsableArguments {
    @Option(
        name: .customLong("timeout"),
        help: ArgumentHelp("Seconds that a cell may take, where the notebook does not say.", valueName: "seconds"))
    var seconds: Double?

    func validate() throws {
        if let seconds, !(seconds > 0) {
            throw ValidationError("--timeout expects a number of seconds above 0, found \(seconds)")
        }
    }
}
