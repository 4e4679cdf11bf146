/// Finds what someone meant who wrote a word that is not known.
package enum Suggestion {
    /// The end of a sentence about an unknown word: the nearest known one, or all of them.
    package static func text(for word: String, among known: [String]) -> String {
        if let nearest = nearest(to: word, among: known) { return "did you mean \"\(nearest)\"?" }
        return "expected one of " + known.joined(separator: ", ")
    }

    /// The known word with the fewest edits, if they are few for a word of this length.
    package static func nearest(to word: String, among known: [String]) -> String? {
        guard word.count <= 40 else { return nil }
        let folded = word.lowercased().replacing("_", with: "-").replacing(".", with: "-")
        let limit = max(1, folded.count / 3)
        return known.map { (word: $0, distance: distance(folded, $0.lowercased())) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }?.word
    }

    /// The edits between two words: insertions, deletions, replacements and swaps of neighbours
    /// (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let same = left[row - 1] == right[column - 1]
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current.append(best)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
