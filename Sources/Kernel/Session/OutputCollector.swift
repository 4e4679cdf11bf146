import Foundation
import Lab
import Notebook

/// Gathers what one unit puts out, in order, and joins text that belongs together.
struct OutputCollector {
    /// How much text a cell may put out before it is ended, in bytes.
    static let limit = 64 << 20

    /// What has been put out so far, but for the text that is still growing.
    private(set) var outputs: [Output] = []
    /// The values of prose by their index.
    private(set) var inlineValues: [Int: String] = [:]
    /// The data files that were read.
    private(set) var data: [DataProvenance] = []
    /// How many bytes of text there were.
    private(set) var byteCount = 0

    private var stream: Output.StreamName?
    private var text = Data()

    /// Adds text; a character may be cut between two pieces.
    mutating func add(_ bytes: Data, to name: Output.StreamName) {
        if stream != name { closeStream() }
        stream = name
        text.append(bytes)
        byteCount += bytes.count
    }

    /// Adds what came as an event.
    mutating func add(_ event: Event) {
        closeStream()
        switch event {
        case .display(let bundle): outputs.append(.display(OutputBundle(bundle)))
        case .metric(let name, let value): outputs.append(.metric(name: name, value: value))
        case .progress(let label, let step, let total, let values):
            outputs.append(
                .progress(
                    OutputProgress(
                        label: label, step: step, total: total,
                        values: values.map { OutputProgress.Value(name: $0.name, value: $0.value) })))
        case .inlineValue(let index, let text): inlineValues[index] = text
        case .dataUsed(let name, let sha256):
            let record = DataProvenance(name: name, sha256: sha256)
            if !data.contains(record) { data.append(record) }
        }
    }

    /// Ends the text that is growing, so that `outputs` is whole.
    mutating func closeStream() {
        guard let name = stream else { return }
        outputs.append(.stream(name, String(decoding: text, as: UTF8.self)))
        stream = nil
        text = Data()
    }

    /// Takes the runtime's last words out of standard error: `Fatal error: Index out of range`.
    mutating func takeFatalError() -> String? {
        closeStream()
        for index in outputs.indices.reversed() {
            guard case .stream(.stderr, let text) = outputs[index] else { continue }
            guard let match = text.matches(of: /(?:^|\n)(?:[^\n]*?:\d+: )?Fatal error(?:: )?/).last else { return nil }
            // The runtime may add the machine's own stack, which says less than the notebook's line.
            let words = text[match.range.upperBound...].split(separator: "\nCurrent stack trace:", maxSplits: 1)
            let message = (words.first ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            let rest = String(text[..<match.range.lowerBound])
            if rest.isEmpty {
                outputs.remove(at: index)
            } else {
                outputs[index] = .stream(.stderr, rest + "\n")
            }
            return message.isEmpty ? "unexpected state" : message
        }
        return nil
    }
}

extension OutputBundle {
    init(_ bundle: Lab.MIMEBundle) {
        self.init(
            forms: bundle.text.mapValues { .text($0) }.merging(bundle.data.mapValues { .data($0) }) { _, data in data },
            metadata: bundle.metadata)
    }
}
