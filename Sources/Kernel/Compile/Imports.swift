package import SwiftSource

/// What earlier units offer to a later one, and the import lines that bring it into scope.
///
/// Only the units whose names are used, and the units these need in turn, are imported, so that compiling a cell does not
/// grow slower with every cell above it.
package struct ImportScope: Sendable {
    private struct Entry {
        var module: String
        var syntax: CellSyntax
        var key: String
        var needs: Set<Int>
    }

    private var entries: [Entry] = []
    private var owners: [String: [Int]] = [:]
    private var members: [String: [Int]] = [:]
    private var extenders: [Int] = []
    private var imports: [String] = []

    package init() {}

    /// Makes a compiled unit's names available to all that follow.
    ///
    /// - Parameter key: What the unit is called in the compile cache.
    package mutating func add(module: String, syntax: CellSyntax, key: String = "") {
        let index = entries.count
        entries.append(Entry(module: module, syntax: syntax, key: key, needs: needs(of: syntax)))
        for name in syntax.declaredNames { owners[name, default: []].append(index) }
        for name in syntax.extensionMembers { members[name, default: []].append(index) }
        // An extension may add a conformance, which is used without being named.
        if syntax.hasExtensions { extenders.append(index) }
        for line in syntax.imports where !imports.contains(line) { imports.append(line) }
    }

    /// The import lines for a unit.
    package func lines(for syntax: CellSyntax) -> String {
        let needed = needs(of: syntax)
        var lines = ["import Lab"] + imports
        lines += needed.sorted().map { "@testable import \(entries[$0].module)" }
        for (name, candidates) in owners.sorted(by: { $0.key < $1.key }) {
            // The newest of several is meant, and a cell's function or type rather than the library's of that name; a scoped
            // import puts it before the others.
            guard syntax.mentions.contains(name), let newest = candidates.last, needed.contains(newest),
                let declaration = entries[newest].syntax.declarations.first(where: { $0.name == name }),
                declaration.kind != .variable || candidates.count(where: needed.contains) > 1,
                let scoped = declaration.scopedImport(from: entries[newest].module)
            else { continue }
            lines.append("@testable import \(scoped)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The keys of the units that a unit imports, in the order of the notebook.
    package func keys(for syntax: CellSyntax) -> [String] {
        needs(of: syntax).sorted().map { entries[$0].key }
    }

    private func needs(of syntax: CellSyntax) -> Set<Int> {
        var needed = Set(extenders)
        for name in syntax.mentions {
            if let newest = owners[name]?.last { needed.insert(newest) }
            needed.formUnion(members[name] ?? [])
        }
        for index in needed { needed.formUnion(entries[index].needs) }
        return needed
    }
}
