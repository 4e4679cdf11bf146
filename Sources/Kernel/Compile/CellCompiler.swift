import Foundation
import Glibc
import Notebook
import Subprocess
import SwiftSource

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Compiles units to modules and shared libraries in a folder.
struct CellCompiler: Sendable {
    let toolchain: Toolchain
    /// Where modules, objects and libraries go.
    let folder: String
    /// The notebook, which diagnostics name.
    let notebook: Notebook
    /// What earlier runs compiled.
    let cache: CompileCache

    /// Which cells declare the types that the compiler speaks of.
    var declaring: DeclaringCells

    private var file: String { notebook.file }

    init(toolchain: Toolchain, folder: String, notebook: Notebook, units: [CompileUnit]) {
        self.toolchain = toolchain
        self.folder = folder
        self.notebook = notebook
        declaring = DeclaringCells(units, of: notebook)
        cache = CompileCache(toolchain: toolchain, flags: Self.compileFlags + Self.languageFlags)
    }

    /// What came of compiling.
    struct Result: Sendable {
        /// What the compiler said of the notebook's lines.
        var diagnostics: [Diagnostic]
        /// The path of the unit's library; nil if it has errors.
        var library: String?
        /// The place that the library's code names as its own.
        var origin: CodeOrigin
        /// Whether an earlier run had compiled it.
        var isCached = false
        /// Seconds from start to end.
        var seconds: Double
    }

    /// Compiles a unit, given the import lines it needs, and links it to a library, or takes both from the cache.
    func compile(_ unit: CompileUnit, imports: String, key: String) async throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let base = "\(folder)/\(unit.module)"
        let (module, library) = (base + ".swiftmodule", "\(folder)/lib\(unit.module).so")
        let here = CodeOrigin(file: file, line: unit.codeLine)
        if let (entry, origin) = restore(key, module: module, library: library) {
            let messages = (try? String(contentsOfFile: entry.messages, encoding: .utf8)) ?? ""
            let diagnostics = CompilerOutput.diagnostics(
                in: messages, file: file, map: unit.map, origin: origin.file, movedBy: here.line - origin.line,
                readable: declaring.readable)
            return Result(
                diagnostics: diagnostics, library: library, origin: origin, isCached: true,
                seconds: seconds(since: start))
        }
        try write(imports + unit.code, to: base + ".swift")
        let (text, succeeded) = try await runCompiler(
            Self.compileFlags + [
                unit.isOptimized ? "-O" : "-Onone", "-primary-file", base + ".swift", "-module-name", unit.module, "-o",
                base + ".o",
                "-entry-point-function-name", "labbook_\(unit.module)", "-emit-module-path", module,
            ])
        var diagnostics = diagnostics(in: text, succeeded: succeeded, map: unit.map)
        guard succeeded else {
            return Result(diagnostics: diagnostics, library: nil, origin: here, seconds: seconds(since: start))
        }
        let linking = try await link(
            base + ".o", to: library, imports: imports + unit.syntax.imports.joined(separator: "\n"))
        guard linking.succeeded else {
            diagnostics.append(Diagnostic(file: file, message: "the cell could not be linked: \(linking.text)"))
            return Result(diagnostics: diagnostics, library: nil, origin: here, seconds: seconds(since: start))
        }
        cache.keep(key, module: module, library: library, messages: text, origin: here)
        return Result(diagnostics: diagnostics, library: library, origin: here, seconds: seconds(since: start))

        func seconds(since start: ContinuousClock.Instant) -> Double {
            (clock.now - start) / .seconds(1)
        }
    }

    /// Puts a cache entry's files where the compiler and the kernel look for them.
    ///
    /// As second names of the same files, so that emptying the cache takes nothing away from this run.
    private func restore(_ key: String, module: String, library: String) -> (CompileCache.Entry, CodeOrigin)? {
        guard let entry = cache.entry(key),
            let origin = try? JSONDecoder().decode(
                CodeOrigin.self, from: Data(contentsOf: URL(fileURLWithPath: entry.origin)))
        else { return nil }
        for (kept, wanted) in [(entry.module, module), (entry.library, library)] {
            // A folder is used for several passes over a notebook that changes.
            unlink(wanted)
            if Glibc.link(kept, wanted) == 0 { continue }
            if (try? FileManager.default.copyItem(atPath: kept, toPath: wanted)) == nil { return nil }
        }
        return (entry, origin)
    }

    private func link(_ object: String, to library: String, imports: String) async throws -> (
        text: String, succeeded: Bool
    ) {
        try await run(
            toolchain.linker,
            [
                "-shared", "--eh-frame-hdr", "-z", "nostart-stop-gc", "-o", library, object,
                "\(toolchain.runtime)/\(Self.architecture)/swiftrt.o", "-L", toolchain.runtime, "-rpath",
                toolchain.runtime, "-lswiftCore", "-lswiftSwiftOnoneSupport",
            ] + librariesOfImports(imports))
    }

    /// Type-checks source text; if `emitsModule`, later text can import it as a module.
    func check(_ source: String, module: String, map: SourceMap, emitsModule: Bool) async throws -> (
        diagnostics: [Diagnostic], succeeded: Bool
    ) {
        let base = "\(folder)/\(module)"
        try write(source, to: base + ".swift")
        let (text, succeeded) = try await runCompiler(
            (emitsModule ? ["-emit-module", "-o", base + ".swiftmodule"] : ["-typecheck"]) + [
                "-primary-file", base + ".swift", "-module-name", module,
            ])
        return (diagnostics(in: text, succeeded: succeeded, map: map), succeeded)
    }

    private func runCompiler(_ arguments: [String]) async throws -> (text: String, succeeded: Bool) {
        try await run(
            toolchain.compiler,
            ["-frontend"] + arguments + Self.languageFlags + [
                "-module-cache-path", CacheFolder.modules, "-plugin-path", "\(toolchain.runtime)/../host/plugins",
                "-I", "\(toolchain.build)/Modules", "-I", folder,
            ] + toolchain.moduleMaps)
    }

    private func diagnostics(in text: String, succeeded: Bool, map: SourceMap) -> [Diagnostic] {
        var diagnostics = CompilerOutput.diagnostics(
            in: text, file: file, map: map, readable: declaring.readable
        ).advised(for: notebook.lines)
        if !succeeded, !diagnostics.contains(where: { $0.severity == .error }) {
            let last = text.split(separator: "\n").last.map { ": \($0)" } ?? ""
            diagnostics.append(Diagnostic(file: file, message: "the compiler stopped without a reason\(last)"))
        }
        return diagnostics
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> (text: String, succeeded: Bool) {
        // All are children of one thread of the library, which lives as long as this program does.
        let command = Self.leash + [program] + arguments
        let outcome = try await Subprocess.run(
            .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())), input: .none,
            output: .discarded, error: .string(limit: 4 << 20))
        // A program that was ended because nobody waits for it any more has nothing to say.
        try Task.checkCancellation()
        let text = outcome.standardError.trimmingCharacters(in: .whitespacesAndNewlines)
        return (text, outcome.terminationStatus.isSuccess)
    }

    /// The runtime's libraries behind import lines; Swift's own are loaded already, others may not be.
    private func librariesOfImports(_ imports: String) -> [String] {
        let modules = Set(imports.matches(of: /\bimport (?:\w+ )?(\w+)/).map { String($0.1) })
        return modules.sorted().compactMap { module in
            ["", "swift"].map { $0 + module }.first {
                FileManager.default.fileExists(atPath: "\(toolchain.runtime)/lib\($0).so")
            }.map { "-l" + $0 }
        }
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// What a command begins with so that the system ends it when this program dies, on Debian always there.
    private static let leash =
        access("/usr/bin/setpriv", X_OK) == 0 ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] : []

    /// What decides how a cell's code is read.
    private static let languageFlags = [
        "-enable-testing", "-swift-version", "6", "-default-isolation", "MainActor", "-target",
        "\(architecture)-unknown-linux-gnu", "-disable-objc-interop", "-diagnostic-style", "llvm",
        // Else the compiler does not say which name was meant.
        "-typo-correction-limit", "20",
    ]

    /// What decides how a cell's code is compiled.
    private static let compileFlags = [
        // Messages of failed checks are worth more to who reads them than the little time that the checks take.
        "-c", "-assert-config", "Debug", "-gline-tables-only", "-debug-info-format=dwarf", "-dwarf-version=4",
        "-emit-module",
    ]

    #if arch(arm64)
        private static let architecture = "aarch64"
    #else
        private static let architecture = "x86_64"
    #endif
}
