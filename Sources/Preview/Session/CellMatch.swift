package import Notebook

/// Which cell of a notebook is which of an older version of it.
package enum CellMatch {
    /// For each new cell the index of the old one that it was: one of the same code, else one of the same label.
    package static func indices(of new: [Cell], in old: [Cell]) -> [Int?] {
        var free = Set(old.indices)
        var matches = [Int?](repeating: nil, count: new.count)
        var next = 0
        for (index, cell) in new.enumerated() {
            guard let match = (next..<old.count).first(where: { old[$0].source == cell.source }) else { continue }
            matches[index] = match
            free.remove(match)
            next = match + 1
        }
        for (index, cell) in new.enumerated() where matches[index] == nil {
            guard let match = free.first(where: { old[$0].label == cell.label }) else { continue }
            matches[index] = match
            free.remove(match)
        }
        return matches
    }
}
