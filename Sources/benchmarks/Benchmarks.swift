import ArgumentParser

/// Prints a line of JSON for each benchmark: medians over the epochs or rounds after a warm-up.
@main
struct Benchmarks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks", abstract: "Measures the tensor core, figures, exports and pages.")

    @Option(help: ArgumentHelp("Runs those whose name contains this.", valueName: "name"))
    var filter = ""

    @Option(help: "How many epochs or rounds are measured.")
    var epochs = 7

    func run() throws {
        let all = Benchmark.all(epochs: epochs) + Benchmark.reports(rounds: epochs)
        for benchmark in all where filter.isEmpty || benchmark.name.contains(filter) { try benchmark.run() }
    }

    func validate() throws {
        if epochs < 1 { throw ValidationError("--epochs expects a number from 1 on, found \(epochs)") }
    }
}
