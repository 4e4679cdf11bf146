import Digits
import TensorCore
import Foundation
import Glibc
import Lab
import Notebook

/// What units put out in earlier runs, for cells that say `cache: true` and those above them.
///
/// A result's key is a digest of all that its unit could see: the code of the unit and of all units above it, the
/// parameters, the seed, the toolchain and Lab's modules, the notebook's folder and the number of threads. The files that
/// Lab's functions read, there and above, are compared when a result is looked up. What cells take from outside in other
/// ways is not known here, which is why the cache is off unless it is asked for.
struct ResultCache: Sendable {
    /// A unit's result as it is stored.
    private struct Entry: Codable {
        var outputs: [Output]
        var inlineValues: [Int: String]
        var data: [DataProvenance]
        var files: [FileRecord]
        /// The files that the units above it read, whose content its own result may come from.
        var filesAbove: [FileRecord]
        var seconds: Double
        var warnings: [Diagnostic]
        /// The line of the notebook to which those of the warnings belong.
        var line: Int
    }

    private let folder: String
    /// The digest of what all units of the run can see.
    private let base: String
    private let keys: [String]
    private let units: [CompileUnit]
    private let isCacheable: [Bool]
    /// Whether a run whose kernel is kept can be resumed below its first cells.
    var canResume: Bool {
        zip(units, isCacheable).first { $0.0.content != .parameters }.map(\.1) ?? false
    }
    private let record: RunRecord

    /// Opens the cache for the units of a notebook; nil if nothing in it may be cached.
    init?(
        _ units: [CompileUnit], of notebook: Notebook, params: [NotebookParameter], compiled: CompileCache,
        folder: String = CacheFolder.results
    ) {
        isCacheable = units.map { $0.reasonAgainstCaching(in: notebook) == nil }
        guard zip(units, isCacheable).contains(where: { $0.content != .parameters && $1 }) else { return nil }
        let path = URL(fileURLWithPath: notebook.file).standardizedFileURL.path
        let base = SHA256.digest(
            of: ["\(params)", "\(notebook.frontMatter.seed ?? 0)", notebook.directory, "\(Backend.threads)"])
        var key = base
        keys = zip(units, compiled.keys(of: units)).map { unit, compiledKey in
            key = SHA256.digest(of: [key, compiledKey, unit.identity])
            return key
        }
        (self.base, self.units, self.folder) = (base, units, folder)
        record = RunRecord(path: "\(folder)/\(SHA256.digest(of: [path])).record")
    }

    /// The stored results, unit by unit, as far as they are there and the files that they come from are unchanged.
    func results() -> [UnitResult?] {
        units.indices.map { index in
            if units[index].content == .parameters { return stored(UnitResult(status: .ok)) }
            guard isCacheable[index], let entry = entry(keys[index]),
                (entry.files + entry.filesAbove).allSatisfy(\.isUnchanged)
            else { return nil }
            var result = UnitResult(status: .ok)
            result.outputs = OutputCollector(
                outputs: entry.outputs, inlineValues: entry.inlineValues, data: entry.data, files: entry.files)
            result.seconds = entry.seconds
            result.warnings = entry.warnings.map { $0.moved(by: units[index].codeLine - entry.line) }
            return stored(result)
        }
    }

    private func stored(_ result: UnitResult) -> UnitResult {
        var result = result
        result.isStored = true
        return result
    }

    /// Why a unit has no stored result, compared with the last run of this notebook.
    func reasonToRun(_ index: Int, in notebook: Notebook) -> String {
        if let reason = units[index].reasonAgainstCaching(in: notebook) { return reason }
        guard let last = record.read() else { return "no earlier run is known" }
        if last.base != base { return "a parameter, the seed or the number of threads changed" }
        let old = Dictionary(last.units.map { ($0.module, $0) }) { first, _ in first }
        if let new = units[...index].first(where: { old[$0.module] == nil }) {
            return new.module == units[index].module
                ? "it changed or is new" : "\(new.name(in: notebook)) above it changed or is new"
        }
        for unit in units[...index].reversed() {
            guard let file = old[unit.module]?.files.first(where: { !$0.isUnchanged }) else { continue }
            let reader = unit.module == units[index].module ? "it" : "\(unit.name(in: notebook)) above it"
            return "\(URL(fileURLWithPath: file.path).lastPathComponent), which \(reader) reads, changed"
        }
        return "what stood above it, or the program, changed"
    }

    /// Stores the results of a run but for the first ones, which are stored already. Nothing is lost if that is not
    /// possible.
    func keep(_ results: [UnitResult], after known: Int) {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var filesAbove: [FileRecord] = []
        for (index, result) in results.enumerated() {
            defer { filesAbove += result.outputs.files.filter { !filesAbove.contains($0) } }
            guard index >= known, isCacheable[index], !result.isStored, result.status == .ok else { continue }
            let outputs = result.outputs
            write(
                Entry(
                    outputs: outputs.outputs, inlineValues: outputs.inlineValues, data: outputs.data,
                    files: outputs.files, filesAbove: filesAbove, seconds: result.seconds,
                    warnings: result.warnings.map { $0.moved(by: units[index].lineShift) },
                    line: units[index].codeLine + units[index].lineShift), key: keys[index])
        }
        record.write(
            .init(
                base: base,
                units: zip(units, results).map { .init(module: $0.module, files: $1.outputs.files) }))
        prune()
    }

    private func entry(_ key: String) -> Entry? {
        let path = "\(folder)/\(key)"
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return nil }
        // The time of the last use decides what is removed when the cache grows too large.
        utimes(path, nil)
        return try? PropertyListDecoder().decode(Entry.self, from: data)
    }

    private func write(_ entry: Entry, key: String) {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        try? encoder.encode(entry).write(to: URL(fileURLWithPath: "\(folder)/\(key)"), options: .atomic)
    }

    /// Removes what was not used for longest until no more than this many bytes are left.
    private func prune(limit: Int = 1 << 30) {
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map {
            FileRecord("\(folder)/\($0)")
        }
        var excess = files.reduce(0) { $0 + $1.size } - limit
        for file in files.sorted(by: { $0.changed < $1.changed }) where excess > 0 {
            excess -= file.size
            unlink(file.path)
        }
    }
}

/// What the last run of a notebook was made of, to tell what has changed since.
struct RunRecord: Sendable {
    struct Content: Codable {
        struct Unit: Codable {
            var module: String
            var files: [FileRecord]
        }

        var base: String
        var units: [Unit]
    }

    let path: String

    func read() -> Content? {
        (try? Data(contentsOf: URL(fileURLWithPath: path))).flatMap {
            try? JSONDecoder().decode(Content.self, from: $0)
        }
    }

    func write(_ content: Content) {
        try? JSONEncoder().encode(content).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}

extension CompileUnit {
    /// Why the unit's result cannot come from an earlier run; nil if it can.
    ///
    /// `cache: true` in a cell holds for the cells above it, too, for their effects are in the state that it leaves; only
    /// `cache: false` keeps one of them out.
    func reasonAgainstCaching(in notebook: Notebook) -> String? {
        let cell: Int
        switch content {
        case .parameters: return nil
        case .cell(let index): cell = index
        // Values in prose go with the cell above them, and there may be none.
        case .inlineValues(let range): cell = notebook.inlineValues[range.lowerBound].cellsBefore - 1
        }
        if cell >= 0, notebook.cells[cell].options.cache == false { return "it says cache: false" }
        let isMarked =
            notebook.frontMatter.cache
            || notebook.cells[max(0, cell)...].contains { $0.options.eval && $0.options.cache == true }
        return isMarked ? nil : "neither it nor a cell below it says cache: true"
    }
}
