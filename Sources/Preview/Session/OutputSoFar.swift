import Foundation
import Notebook

/// What a cell that runs has put out, as far as a page shows it before the end.
struct OutputSoFar: Sendable {
    /// Text and displays in order; of much text only the end is kept.
    private(set) var outputs: [Output] = []
    private(set) var training = Training()
    private var metrics: [String: Double] = [:]
    private var text = Data()
    private var stream: Output.StreamName?
    /// Whether there is anything to be shown as it is in a report.
    var isEmpty: Bool { outputs.isEmpty && text.isEmpty }

    /// How many bytes of a text, and how many displays, are kept for showing.
    private static let kept = (bytes: 1 << 16, displays: 100)

    /// Adds text; a character may be cut between two pieces.
    mutating func add(_ bytes: Data, to name: Output.StreamName) {
        if stream != name { closeText() }
        stream = name
        text.append(bytes)
        if text.count > 2 * Self.kept.bytes { text = Data(text.suffix(Self.kept.bytes)) }
    }

    /// Adds what is no text.
    mutating func add(_ output: Output, now: ContinuousClock.Instant) {
        training.add(output, now: now)
        if case .metric(let name, let value) = output { metrics[name] = value }
        guard case .display = output else { return }
        closeText()
        outputs.append(output)
        if outputs.count > Self.kept.displays { outputs.removeFirst() }
    }

    /// All of it in order, behind the metrics, of which those of an earlier run stand until they are set anew.
    func all(after earlier: CellResult?) -> [Output] {
        var copy = self
        copy.closeText()
        var metrics: [Output] = []
        for case .metric(let name, let value) in earlier?.outputs ?? [] where self.metrics[name] == nil {
            metrics.append(.metric(name: name, value: value))
        }
        return metrics + self.metrics.sorted { $0.key < $1.key }.map { .metric(name: $0.key, value: $0.value) }
            + copy.outputs
    }

    private mutating func closeText() {
        if let stream, !text.isEmpty { outputs.append(.stream(stream, String(decoding: text, as: UTF8.self))) }
        (stream, text) = (nil, Data())
    }
}
