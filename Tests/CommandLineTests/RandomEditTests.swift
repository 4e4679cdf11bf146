import Foundation
import Testing

/// What `--watch` shows after each edit, and a run in a kept session, is compared, output by output, with a run from the top
/// in a process of its own.
///
/// `LABBOOK_EDIT_SEQUENCES` sets how many sequences of edits are tried; each has a seed of its own.
@Suite("Random edits give what a fresh run gives", .serialized)
struct RandomEditTests {
    private static let sequences = Int(ProcessInfo.processInfo.environment["LABBOOK_EDIT_SEQUENCES"] ?? "") ?? 12
    private static let editsPerSequence = 6

    @Test("in every sequence of edits", arguments: 0..<sequences)
    func sequence(seed: Int) async throws {
        let texts = Self.texts(seed: seed)
        let watched = try await Labbook().watch(texts[0], edits: Array(texts.dropFirst()))
        try #require(watched.count == texts.count)
        for (text, results) in zip(texts, watched) { try await Self.expectFresh(results, of: text) }
    }

    @Test("in a kept session, also when an edit is taken back", arguments: 0..<max(1, sequences / 3))
    func session(seed: Int) async throws {
        let texts = Self.texts(seed: 1000 + seed)
        try await Labbook.keepingSessions { labbook in
            for text in texts + texts.suffix(3).dropLast().reversed() {
                // In every second sequence only one cell says so, the second below the first where there are so many.
                func cached(_ value: Bool) -> String {
                    guard seed.isMultiple(of: 2) else {
                        return text.replacing("---\nseed", with: "---\ncache: \(value)\nseed")
                    }
                    let starts = text.ranges(of: "```swift\n")
                    return text.replacingCharacters(
                        in: starts[min(2, starts.count - 1)], with: "```swift\n//| cache: \(value)\n")
                }
                let (_, results) = try await labbook.run(notebook: cached(true))
                try await Self.expectFresh(results, of: cached(false))
            }
        }
    }

    private static func texts(seed: Int) -> [String] {
        var notebook = GeneratedNotebook(seed: UInt64(seed))
        var texts = [notebook.text]
        while texts.count <= editsPerSequence {
            notebook.edit()
            if notebook.text != texts.last { texts.append(notebook.text) }
        }
        return texts
    }

    private static func expectFresh(_ results: Labbook.Results, of text: String) async throws {
        let (outcome, fresh) = try await Labbook().run(notebook: text)
        #expect(results.cells.map(\.text) == fresh.cells.map(\.text), "\(text)\n\(outcome.standardError)")
        #expect(results.cells.map { $0.status == "cached" ? "ok" : $0.status } == fresh.cells.map(\.status))
        #expect(results.cells.map(\.line) == fresh.cells.map(\.line))
        #expect(results.cells.map(\.error) == fresh.cells.map(\.error))
        #expect(results.values == fresh.values)
    }
}

/// A notebook of cells that change variables, objects and types of each other, fail, wait and draw random numbers.
private struct GeneratedNotebook {
    private var generator: SplitMix64
    private var cells: [String] = []
    private var seed = 1

    private static let head = """
        final class Box { var value: Int; init(_ value: Int) { self.value = value } }
        struct Point { var x = 1 }
        nonisolated func later(_ n: Int) async -> Int { await Task.yield(); return n }
        var x = 3
        var box = Box(2)
        var other = box
        var list = [1]
        func step() { x += 1; box.value += list.count }
        """

    private static let pool = [
        "x += 2", "x += 5", "x -= box.value\nprint(x, list)", "box.value *= 3", "box.value += x", "list.append(x)",
        "list.reverse()\nlist", "display(box.value)\nmetric(\"x\", x)", "let y = x * 2\ny", "let y = \"text \\(x)\"\ny",
        "box = Box(x)", "other.value += 1\nprint(other.value, box.value)", "step()", "step()\nstep()\nx",
        "x += await later(4)\nx", "async let a = later(x)\nasync let b = later(2)\nx = await a + b",
        "Tensor.randomNormal([2])", "x += Int(abs(Tensor.randomUniform([1], in: 0..<9).item()))\nx",
        "//| error: true\nx += 7\nlist[x + 100]", "//| error: true\nstruct Failure: Error {}\nx += 9\nthrow Failure()",
        "//| error: true\nfatalError(\"at \\(x)\")", "struct Point { var x = 1; var y = 2 }\nprint(Point())",
        "print(Point().x, [Point()])", "print(missing)", "list.removeAll()\nprint(list)", "print(\"no change\")",
        "for i in 0..<3 { for j in 0..<2 { x += i * j } }\nx",
    ]

    init(seed: UInt64) {
        generator = SplitMix64(state: seed)
        cells = (0..<Int.random(in: 3...9, using: &generator)).map { _ in Self.pool.randomElement(using: &generator)! }
    }

    var text: String {
        let body = ([Self.head] + cells + ["print(x, box.value, other.value, list)"]).enumerated().map { index, cell in
            "```swift\n\(cell)\n```\n" + (index % 3 == 1 ? "\nHere x is `{swift} x`.\n" : "")
        }
        return "---\nseed: \(seed)\n---\n" + body.joined(separator: "\n")
    }

    mutating func edit() {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0..<4 where !cells.isEmpty:
            cells[Int.random(in: cells.indices, using: &generator)] = Self.pool.randomElement(using: &generator)!
        case 4..<7:
            cells.insert(
                Self.pool.randomElement(using: &generator)!, at: Int.random(in: 0...cells.count, using: &generator))
        case 7..<10 where !cells.isEmpty: cells.remove(at: Int.random(in: cells.indices, using: &generator))
        case 10 where !cells.isEmpty: cells.swapAt(0, cells.count - 1)
        default: seed += 1
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64, Steele et al. 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
