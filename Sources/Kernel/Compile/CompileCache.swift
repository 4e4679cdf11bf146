import Digits
import Foundation
import Glibc
import SwiftSource

/// What was compiled in earlier runs, so that an unchanged cell is not compiled again.
///
/// An entry is a folder named after a digest of all that its content depends on: the unit's text with its imports, the
/// flags, the compiler, Lab's modules, and the entries of the units that it imports. So an entry never goes stale, and
/// runs may share the cache without a lock: an entry is made under another name and then renamed. Where in which notebook
/// a unit stands does not count: an entry knows the lines that its code names.
package struct CompileCache: Sendable {
    /// One unit's entry.
    package struct Entry: Sendable {
        var folder: String

        var module: String { folder + "/unit.swiftmodule" }
        var library: String { folder + "/unit.so" }
        /// What the compiler said.
        var messages: String { folder + "/messages.txt" }
        /// The place in a notebook that the code names as its own.
        var origin: String { folder + "/origin.json" }
    }

    private let folder: String
    /// The digest of what all entries depend on.
    private let base: String

    /// Opens the cache for a toolchain and the flags that units are compiled with.
    init(toolchain: Toolchain, flags: [String], folder: String = CacheFolder.cells) {
        self.folder = folder
        var parts = flags + [Toolchain.version]
        // The compiler is known by its size and time; Lab's modules, which change when Labbook is built, by their content.
        var status = stat()
        if stat(toolchain.compiler, &status) == 0 {
            parts.append("\(toolchain.compiler) \(status.st_size) \(status.st_mtim.tv_sec)")
        }
        for module in ["Lab", "TensorCore", "Digits", "Figures"] {
            let content = try? Data(
                contentsOf: URL(fileURLWithPath: "\(toolchain.build)/Modules/\(module).swiftmodule"))
            parts.append(SHA256.digest(content ?? Data()))
        }
        base = SHA256.digest(of: parts)
    }

    /// The key of a unit.
    ///
    /// - Parameters:
    ///   - imports: The unit's import lines.
    ///   - importedKeys: The keys of the units that it imports, in the order of the notebook.
    func key(of unit: CompileUnit, imports: String, importedKeys: [String]) -> String {
        SHA256.digest(
            of: [base, unit.module, "\(unit.isOptimized)", imports, unit.relocatableCode] + importedKeys)
    }

    /// The entry of a key; nil if there is none.
    func entry(_ key: String) -> Entry? {
        let entry = Entry(folder: "\(folder)/\(key)")
        guard access(entry.library, R_OK) == 0 else { return nil }
        // The time of the last use decides what is removed when the cache grows too large.
        utimes(entry.folder, nil)
        return entry
    }

    /// Whether all units could be taken from here.
    func holdsAll(_ units: [CompileUnit]) -> Bool {
        units.allSatisfy(\.syntax.problems.isEmpty) && keys(of: units).allSatisfy { entry($0) != nil }
    }

    /// The keys of units that all compile.
    func keys(of units: [CompileUnit]) -> [String] {
        var scope = ImportScope()
        return units.map { unit in
            let key = key(of: unit, imports: scope.lines(for: unit.syntax), importedKeys: scope.keys(for: unit.syntax))
            scope.add(module: unit.module, syntax: unit.syntax, key: key)
            return key
        }
    }

    /// Keeps what was compiled. Nothing is lost if that is not possible.
    func keep(_ key: String, module: String, library: String, messages: String, origin: CodeOrigin) {
        let temporary = Entry(folder: "\(folder)/.\(key).\(getpid())")
        let files = FileManager.default
        do {
            try files.createDirectory(atPath: temporary.folder, withIntermediateDirectories: true)
            try files.copyItem(atPath: module, toPath: temporary.module)
            try files.copyItem(atPath: library, toPath: temporary.library)
            try Data(messages.utf8).write(to: URL(fileURLWithPath: temporary.messages))
            try JSONEncoder().encode(origin).write(to: URL(fileURLWithPath: temporary.origin))
            if rename(temporary.folder, "\(folder)/\(key)") == 0 { return }
        } catch {}
        // Another run may have been faster, or the disk is full.
        try? files.removeItem(atPath: temporary.folder)
    }

    /// Removes the entries that were not used for longest until no more than `limit` are left.
    func prune(limit: Int = 4000) {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: folder), names.count > limit else { return }
        let byUse = names.map { name in
            var status = stat()
            return (name, stat("\(folder)/\(name)", &status) == 0 ? status.st_mtim.tv_sec : 0)
        }.sorted { $0.1 < $1.1 }
        for (name, _) in byUse.prefix(names.count - limit) { try? files.removeItem(atPath: "\(folder)/\(name)") }
    }
}
