import Digits
import TensorCore

// Usage: swift run -c release benchmarks [--filter NAME] [--epochs N]
// One JSON line for each benchmark whose name contains NAME: medians over the epochs after a warm-up.

let arguments = CommandLine.arguments
func option(_ name: String) -> String? {
    arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
}

let filter = option("--filter") ?? ""
let epochs = option("--epochs").flatMap(Int.init) ?? 7
let all = Benchmark.all(epochs: epochs) + Benchmark.reports(rounds: epochs)
for benchmark in all where filter.isEmpty || benchmark.name.contains(filter) {
    try benchmark.run()
}
