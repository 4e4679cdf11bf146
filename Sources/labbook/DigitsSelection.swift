import ArgumentParser
import Digits
import Foundation

/// The options that say which digits are meant.
struct DigitSelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The data set: mnist, fashion-mnist, synthetic, a described one, or one's own: a YAML file that describes \
            one, a folder of IDX files or of a folder of PNG files for each class, a CSV file, an .npy file.
            """, valueName: "name or path"))
    var set = "mnist"

    @Option(help: "The split: train, test or all.")
    var split: String?

    @Option(help: ArgumentHelp("The indices, such as 0..<100, 5...9 or 42.", valueName: "range"))
    var range: IndexRange?

    @Option(help: "A label; may be given several times.")
    var label: [Int] = []

    @Option(name: .customLong("random"), help: ArgumentHelp("Draws so many at random.", valueName: "count"))
    var randomCount: Int?

    @Option(help: "What a random draw, and synthetic digits, start from.")
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "A model's predictions, as CSV or JSON: index, prediction and, where it is known, confidence.",
            valueName: "file"))
    var predictions: String?

    @Option(
        help: ArgumentHelp(
            "A model that tells what the digits are: a safetensors file of model.save(to:).", valueName: "file"),
        completion: .file())
    var model: String?

    @Flag(help: "Only digits that were predicted wrongly, the surest mistakes first; needs --model or --predictions.")
    var wrong = false

    @Option(
        help: ArgumentHelp(
            """
            Only digits of two classes of which one was predicted for the other, such as 4,9; needs --model or \
            --predictions.
            """, valueName: "class,class"))
    var confused: ClassPair?

    func validate() throws {
        if wrong || confused != nil, predictions == nil, model == nil {
            throw ValidationError("--\(wrong ? "wrong" : "confused") needs --model FILE or --predictions FILE")
        }
        if predictions != nil, model != nil {
            throw ValidationError("--model and --predictions both say what the digits are taken for; choose one")
        }
        if let randomCount, randomCount < 0 {
            throw ValidationError("--random expects a number from 0 on, found \(randomCount)")
        }
    }

    /// The digits that the options choose.
    func parts() throws -> [DigitPart] {
        let source = try DigitSource(set, seed: seed)
        let names = try splitNames(of: source)
        if names.count > 1, predictions != nil {
            throw DataError(.badChoice, "--predictions", "speaks of one split: --split expects its name")
        }
        let predictions = try predictions.map { try Predictions(file: $0) }
        var choice = DigitChoice()
        choice.labels = Set(label)
        choice.onlyWrong = wrong
        choice.confused = confused.map { DigitChoice.Pair($0.first, $0.second) }
        choice.randomCount = randomCount
        choice.seed = seed
        let splits = try source.read(names)
        return try splits.map { name, images in
            var choice = choice
            choice.range = range?.resolved(count: images.count)
            let predictions = try model.map { try Predictions(modelFile: $0, for: images) } ?? predictions
            let indices = try choice.indices(in: images, predictions: predictions, subject: "\(source.title), \(name)")
            return DigitPart(
                dataSet: source.title, split: name, images: images, indices: indices, predictions: predictions)
        }
    }

    /// What the digits are of, in prose.
    func title(of parts: [DigitPart]) -> String {
        parts.first?.dataSet ?? set
    }

    private func splitNames(of source: DigitSource) throws -> [String] {
        let known = try source.splitNames()
        switch split {
        case "all": return known
        case nil: return [known.contains("test") ? "test" : known[0]]
        case let name?:
            guard known.contains(name) else {
                throw DataError(
                    .badChoice, source.title,
                    "expected a split that is one of \(known.joined(separator: ", ")), all; "
                        + "found \"\(name)\"")
            }
            return [name]
        }
    }
}

/// A range of indices whose ends may be left open.
struct IndexRange: ExpressibleByArgument {
    var lower: Int?
    var upper: Int?

    init?(argument: String) {
        if let index = Int(argument), index >= 0, index < .max {
            (lower, upper) = (index, index + 1)
            return
        }
        let isHalfOpen = argument.contains("..<")
        let parts = argument.split(separator: isHalfOpen ? "..<" : "...", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts.map { Int($0) }
        guard zip(parts, ends).allSatisfy({ $0.isEmpty || ($1 ?? -1) >= 0 && $1! < .max }) else { return nil }
        lower = ends[0]
        upper = ends[1].map { isHalfOpen ? $0 : $0 + 1 }
        if let lower, let upper, lower > upper { return nil }
    }

    /// The range in a set of so many; it may reach beyond it, which is then an error.
    func resolved(count: Int) -> Range<Int> {
        let start = lower ?? 0
        return start..<max(start, upper ?? count)
    }
}

/// Two classes.
struct ClassPair: ExpressibleByArgument {
    var first: Int
    var second: Int

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let first = parts[0], let second = parts[1], first != second else { return nil }
        self.first = first
        self.second = second
    }
}
