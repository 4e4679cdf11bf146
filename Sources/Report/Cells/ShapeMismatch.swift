/// The two shapes of an error such as "•: shapes [2, 3] and [4, 5] do not go together: …", one below the other, as the
/// template `shapes` shows them.
struct ShapeMismatch {
    /// One of the two.
    struct Shape {
        /// What it is the shape of: "left", "input".
        var name: String
        /// The shape as text, for who cannot see the boxes.
        var text: String
        var axes: [Axis]
    }

    /// The size of one axis; nil fills a place where the other shape has an axis more.
    struct Axis {
        var size: String?
        /// Whether this axis does not fit the other shape.
        var isOdd: Bool
    }

    var shapes: [Shape]

    /// Finds the shapes in the sentences that the tensor core writes; nil where there are not two that should fit.
    init?(message: String) {
        // Behind the semicolon is advice, and behind "go together" a reason, with other shapes in them.
        let statement = message.prefix { $0 != ";" && $0 != "\n" }.split(separator: "go together").first ?? ""
        guard statement.contains("shape"), !statement.contains("fill"), let colon = statement.firstIndex(of: ":")
        else { return nil }
        let found = statement.matches(of: #/ (?:([a-z]+) )??(?:(?:of )?shapes? )?\[([0-9]+(?:, [0-9]+)*|)\]/#)
            .filter { $0.1 != "axes" }
        guard found.count == 2, found[0].2 != found[1].2 else { return nil }
        let operation = statement[..<colon]
        let sizes = found.map { $0.2.split(separator: ", ").map(String.init) }
        guard sizes.allSatisfy({ $0.count <= 12 }) else { return nil }
        let isProduct = ["•", "matmul", "Dense"].contains { operation.hasSuffix($0) }
        let axes = isProduct ? ShapeMismatch.product(sizes) : ShapeMismatch.aligned(sizes)
        shapes = (0..<2).map { side in
            Shape(
                name: ShapeMismatch.name(before: found[side].1 ?? "", isFirst: side == 0, of: operation),
                text: "[\(found[side].2)]", axes: axes[side])
        }
    }

    /// In a product the last axis of the left side meets the first of the right one.
    private static func product(_ sizes: [[String]]) -> [[Axis]] {
        let left = sizes[0].indices.map { Axis(size: sizes[0][$0], isOdd: $0 == sizes[0].count - 1) }
        let inner = max(0, sizes[1].count - 2)
        let right = sizes[1].indices.map { Axis(size: sizes[1][$0], isOdd: $0 == inner) }
        // The two that meet stand one below the other.
        func gap(_ count: Int) -> [Axis] { Array(repeating: Axis(size: nil, isOdd: false), count: max(0, count)) }
        let shift = left.count - 1 - inner
        return [gap(-shift) + left + gap(right.count - 1 - inner), gap(shift) + right]
    }

    /// Elsewhere axes are counted from the last, and go together if they are equal or one of them is 1.
    private static func aligned(_ sizes: [[String]]) -> [[Axis]] {
        let rank = max(sizes[0].count, sizes[1].count)
        let columns = sizes.map { Array(repeating: String?.none, count: rank - $0.count) + $0 }
        let fits = (0..<rank).map { axis in
            let (first, second) = (columns[0][axis], columns[1][axis])
            return first == second || first == nil || second == nil || first == "1" || second == "1"
        }
        // Where broadcasting would do, the shapes had to be the same.
        let mustBeSame = fits.allSatisfy(\.self)
        return (0..<2).map { side in
            (0..<rank).map { axis in
                let isOdd = mustBeSame ? columns[0][axis] != columns[1][axis] : !fits[axis]
                return Axis(size: columns[side][axis], isOdd: isOdd && columns[side][axis] != nil)
            }
        }
    }

    private static func name(before word: Substring, isFirst: Bool, of operation: Substring) -> String {
        switch word {
        case "input", "inputs", "weights", "gradient", "logits", "target", "bias", "kernel": return String(word)
        default: break
        }
        let hasSides = operation == "matmul" || !operation.contains(where: \.isLetter)
        return isFirst ? (hasSides ? "left" : "first") : (hasSides ? "right" : "second")
    }
}
