import Digits
import Foundation

/// Where digits come from: a data set, a file or folder of one's own, or the generator of synthetic digits.
struct DigitSource {
    private enum Kind {
        case set(DataSet)
        case own([OwnDigits.Split])
        case synthetic(UInt64)
    }

    /// The name in prose.
    let title: String
    private let kind: Kind

    /// Finds out what an argument means: a name, or else a path.
    init(_ argument: String, seed: UInt64) throws {
        let isKnown = argument == "synthetic" || DataSet.known().contains { $0.name == argument.lowercased() }
        let isPath =
            argument.contains("/") || argument.contains(".")
            || !isKnown && FileManager.default.fileExists(atPath: argument)
        let isDescription = argument.hasSuffix(".yml") || argument.hasSuffix(".yaml")
        if argument == "synthetic" {
            title = SyntheticDigits.title
            kind = .synthetic(seed)
        } else if isPath, !isDescription {
            title = URL(fileURLWithPath: argument).lastPathComponent
            kind = .own(try OwnDigits.read(argument))
        } else {
            let set = try DataSet.wanted(argument)
            title = set.title
            kind = .set(set)
        }
    }

    func splitNames() throws -> [String] {
        switch kind {
        case .set(let set): set.splits.map(\.name)
        case .own(let splits): splits.map(\.name)
        case .synthetic: ["synthetic"]
        }
    }

    /// Reads the digits of splits.
    func read(_ names: [String]) throws -> [(name: String, images: DigitImages)] {
        switch kind {
        case .set(let set):
            let progress = TransferProgress()
            let wanted = set.splits.map(\.name).filter { names.contains($0) }
            return Array(zip(wanted, try set.read(wanted) { progress.tell($0) })).map { (name: $0, images: $1) }
        case .own(let splits):
            return splits.filter { names.contains($0.name) }.map { (name: $0.name, images: $0.images) }
        case .synthetic(let seed):
            return [("synthetic", SyntheticDigits.images(count: 1000, seed: seed))]
        }
    }
}
