/// The names whose meaning is lost because a cell that declares or changes them is broken.
///
/// A cell that uses such a name cannot run; a later, sound declaration gives the name a meaning again.
public struct BrokenNames: Sendable {
    private var causes: [String: String] = [:]
    /// The names that cells have declared so far; a cell can change no others.
    private var declared: Set<String> = []

    /// Creates an empty set.
    public init() {}

    /// The cell that broke something that a cell uses, the first one by name; nil if the cell uses nothing broken.
    public func cause(for cell: CellSyntax) -> String? {
        // A name that the cell declares means its own declaration.
        let used = cell.mentions.subtracting(cell.declaredNames)
        return used.sorted().lazy.compactMap { causes[$0] }.first
    }

    /// Notes a broken cell.
    ///
    /// - Parameter name: What to call the cell as a cause.
    public mutating func note(broken cell: CellSyntax, name: String) {
        let changed = cell.mayChange.intersection(declared)
        for lost in cell.declaredNames.union(changed).union(cell.extensionMembers) { causes[lost] = name }
        declared.formUnion(cell.declaredNames)
    }

    /// Notes a sound cell, whose declarations count from here on.
    public mutating func note(sound cell: CellSyntax) {
        for name in cell.declaredNames { causes[name] = nil }
        declared.formUnion(cell.declaredNames)
    }
}
