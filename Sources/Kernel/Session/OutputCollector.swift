import Foundation
import Lab
import Notebook

/// Gathers what one unit puts out, in order, and joins text that belongs together.
///
/// Of a flood only the start and the end are kept, so that memory stays flat.
struct OutputCollector: Sendable {
    /// How many bytes are kept of an output that is longer: of its start, and of its end.
    static let kept = (head: 8 << 20, tail: 1 << 20)
    /// How many bytes a cell may put out before it is ended.
    static let limit = 2 << 30

    /// All outputs once `finish` was called.
    private(set) var outputs: [Output] = []
    /// The values of prose by their place among those of the unit.
    private(set) var inlineValues: [Int: String] = [:]
    /// The data sets that were read.
    private(set) var data: [DataProvenance] = []
    /// The files that were read, as they were then.
    private(set) var files: [FileRecord] = []
    /// How many bytes there were.
    private(set) var byteCount = 0

    private var stream: Output.StreamName?
    private var text = Data()
    private var keptBytes = 0
    // What came after the start was full. The first `tailStart` of it are given up.
    private var tail: [(output: Output, size: Int)] = []
    private var tailStart = 0
    private var tailBytes = 0
    private var omittedBytes = 0

    /// Long text is closed in pieces of this size, for some of them may have to be left out.
    private static let piece = 1 << 17

    /// Adds text; a character may be cut between two pieces.
    mutating func add(_ bytes: Data, to name: Output.StreamName) {
        if stream != name { closeStream() }
        stream = name
        text.append(bytes)
        byteCount += bytes.count
        if text.count > Self.piece { closePiece() }
    }

    /// Adds what came as an event, and returns the output that it is, if it is one.
    @discardableResult
    mutating func add(_ event: Event) -> Output? {
        closeStream()
        switch event {
        case .display(let bundle): return keep(.display(OutputBundle(bundle)), size: bundle.size)
        case .metric(let name, let value): return keep(.metric(name: name, value: value), size: 0)
        case .progress(let label, let step, let total, let values):
            let values = values.map { OutputProgress.Value(name: $0.name, value: $0.value) }
            return keep(
                .progress(OutputProgress(label: label, step: step, total: total, values: values)),
                size: MemoryLayout<OutputProgress>.size)
        case .inlineValue(let index, let text): inlineValues[index] = CompileUnit.withoutModules(text)
        case .dataUsed(let name, let sha256):
            let record = DataProvenance(name: name, sha256: sha256)
            if !data.contains(record) { data.append(record) }
        case .fileRead(let record):
            files.removeAll { $0.path == record.path }
            files.append(record)
        }
        return nil
    }

    /// Closes what is still growing, so that `outputs` is whole.
    mutating func finish() {
        closeStream()
        if omittedBytes > 0 {
            let size = omittedBytes.formatted(.byteCount(style: .memory).locale(Locale(identifier: "en_US")))
            outputs.append(.stream(.stderr, "\n… \(size) of output are left out here …\n"))
        }
        for (output, _) in tail[tailStart...] { append(output) }
        (tail, tailStart, tailBytes, omittedBytes) = ([], 0, 0, 0)
    }

    private mutating func closeStream() {
        guard let name = stream else { return }
        let size = text.count
        _ = keep(.stream(name, Self.readable(text)), size: size)
        stream = nil
        text = Data()
    }

    /// Closes the text that is growing up to its last whole line.
    private mutating func closePiece() {
        guard let name = stream else { return }
        let end = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
        let (closed, rest) = (text[..<end], text[end...])
        _ = keep(.stream(name, Self.readable(closed)), size: closed.count)
        text = Data(rest)
    }

    private mutating func keep(_ output: Output, size: Int) -> Output {
        if case .stream = output {} else { byteCount += size }
        if keptBytes + size <= Self.kept.head, tail.isEmpty {
            keptBytes += size
            append(output)
            return output
        }
        tail.append((output, size))
        tailBytes += size
        while tailBytes > Self.kept.tail, tailStart < tail.count - 1 {
            // Numbers are small, and count however many there are.
            if case .metric = tail[tailStart].output { outputs.append(tail[tailStart].output) }
            tailBytes -= tail[tailStart].size
            omittedBytes += tail[tailStart].size
            tailStart += 1
        }
        if tailStart > 1024 {
            tail.removeSubrange(..<tailStart)
            tailStart = 0
        }
        return output
    }

    /// Joins text of one stream that was closed in pieces.
    private mutating func append(_ output: Output) {
        guard case .stream(let name, let text) = output, case .stream(name, var joined)? = outputs.last else {
            outputs.append(output)
            return
        }
        outputs.removeLast()
        joined += text
        outputs.append(.stream(name, joined))
    }

    private static func readable(_ text: Data) -> String {
        let mentionsModules = text.range(of: Data(CompileUnit.modulePrefix.utf8)) != nil
        let string = String(decoding: text, as: UTF8.self)
        return mentionsModules ? CompileUnit.withoutModules(string) : string
    }
}

extension OutputCollector {
    /// The outputs of an earlier run.
    init(outputs: [Output], inlineValues: [Int: String], data: [DataProvenance], files: [FileRecord]) {
        (self.outputs, self.inlineValues, self.data, self.files) = (outputs, inlineValues, data, files)
    }

    /// Whether all files that were read are still the same.
    var filesAreUnchanged: Bool { files.allSatisfy(\.isUnchanged) }

    /// Takes the runtime's last words out of standard error: `Fatal error: Index out of range`, `Precondition failed: …`.
    mutating func takeFatalError() -> String? {
        finish()
        for index in outputs.indices.reversed() {
            guard case .stream(.stderr, let text) = outputs[index] else { continue }
            let form = /(?:^|\n)(?:[^\n]*?:\d+: )?(?:Fatal error|(Precondition|Assertion) failed)(?:: )?/
            guard let match = text.matches(of: form).last else { return nil }
            // The runtime may add the machine's own stack, which says less than the notebook's line.
            let words = text[match.range.upperBound...].split(
                separator: "\nCurrent stack trace:", maxSplits: 1, omittingEmptySubsequences: false)
            let message = words[0].trimmingCharacters(in: .whitespacesAndNewlines)
            let rest = String(text[..<match.range.lowerBound])
            if rest.isEmpty {
                outputs.remove(at: index)
            } else {
                outputs[index] = .stream(.stderr, rest + "\n")
            }
            guard message.isEmpty else { return message }
            return match.1.map { "\($0.lowercased()) failed" } ?? "unexpected state"
        }
        return nil
    }
}

extension OutputBundle {
    init(_ bundle: Lab.MIMEBundle) {
        let text = bundle.text.mapValues { Form.text(CompileUnit.withoutModules($0)) }
        self.init(
            forms: text.merging(bundle.data.mapValues { .data($0) }) { _, data in data }, metadata: bundle.metadata)
    }
}

extension Lab.MIMEBundle {
    /// About how many bytes it takes.
    fileprivate var size: Int {
        text.values.reduce(0) { $0 + $1.utf8.count } + data.values.reduce(0) { $0 + $1.count }
    }
}
