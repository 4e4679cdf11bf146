import Foundation
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
    /// The notebook's path, as diagnostics name it.
    let file: String

    /// What came of compiling.
    struct Result: Sendable {
        /// What the compiler said of the notebook's lines.
        var diagnostics: [Diagnostic]
        /// The path of the unit's library; nil if it has errors.
        var library: String?
        /// Seconds from start to end.
        var seconds: Double
    }

    /// Compiles a unit, given the import lines it needs, and links it to a library.
    func compile(_ unit: CompileUnit, imports: String) async throws -> Result {
        let clock = ContinuousClock()
        let start = clock.now
        let base = "\(folder)/\(unit.module)"
        try write(imports + unit.code, to: base + ".swift")
        var result = try await build(
            source: base + ".swift", module: unit.module, map: unit.map,
            mode: [
                "-c", "-Onone", "-gline-tables-only", "-debug-info-format=dwarf", "-dwarf-version=4",
                "-entry-point-function-name", "labbook_\(unit.module)", "-o", base + ".o",
                "-emit-module", "-emit-module-path", base + ".swiftmodule",
            ])
        if result.succeeded {
            let library = "\(folder)/lib\(unit.module).so"
            let linking = try await run(
                toolchain.linker,
                [
                    "-shared", "--eh-frame-hdr", "-z", "nostart-stop-gc", "-o", library, base + ".o",
                    "\(toolchain.runtime)/\(Self.architecture)/swiftrt.o", "-L", toolchain.runtime, "-rpath",
                    toolchain.runtime, "-lswiftCore", "-lswiftSwiftOnoneSupport",
                ] + librariesOfImports(imports + unit.syntax.imports.joined(separator: "\n")))
            if linking.succeeded {
                return Result(diagnostics: result.diagnostics, library: library, seconds: seconds(since: start))
            }
            result.diagnostics.append(Diagnostic(file: file, message: "the cell could not be linked: \(linking.text)"))
        }
        return Result(diagnostics: result.diagnostics, library: nil, seconds: seconds(since: start))

        func seconds(since start: ContinuousClock.Instant) -> Double {
            (clock.now - start) / .seconds(1)
        }
    }

    /// Type-checks source text; if `emitsModule`, later text can import it as a module.
    func check(_ source: String, module: String, map: SourceMap, emitsModule: Bool) async throws -> (
        diagnostics: [Diagnostic], succeeded: Bool
    ) {
        let base = "\(folder)/\(module)"
        try write(source, to: base + ".swift")
        let mode =
            emitsModule ? ["-emit-module", "-o", base + ".swiftmodule"] : ["-typecheck"]
        return try await build(source: base + ".swift", module: module, map: map, mode: mode)
    }

    private func build(source: String, module: String, map: SourceMap, mode: [String]) async throws -> (
        diagnostics: [Diagnostic], succeeded: Bool
    ) {
        let (text, succeeded) = try await run(
            toolchain.compiler,
            ["-frontend"] + mode + [
                "-primary-file", source, "-module-name", module, "-enable-testing", "-swift-version", "6",
                "-default-isolation", "MainActor", "-target", "\(Self.architecture)-unknown-linux-gnu",
                "-disable-objc-interop", "-diagnostic-style", "llvm", "-module-cache-path", Self.moduleCache,
                "-plugin-path", "\(toolchain.runtime)/../host/plugins", "-I", "\(toolchain.build)/Modules", "-I",
                folder,
            ] + toolchain.moduleMaps)
        var diagnostics = CompilerOutput.diagnostics(in: text, file: file, map: map)
        if !succeeded, !diagnostics.contains(where: { $0.severity == .error }) {
            let last = text.split(separator: "\n").last.map { ": \($0)" } ?? ""
            diagnostics.append(Diagnostic(file: file, message: "the compiler stopped without a reason\(last)"))
        }
        return (diagnostics, succeeded)
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> (text: String, succeeded: Bool) {
        let outcome = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), input: .none, output: .discarded,
            error: .string(limit: 4 << 20))
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

    private static let moduleCache = CacheFolder.path + "/modules"

    #if arch(arm64)
        private static let architecture = "aarch64"
    #else
        private static let architecture = "x86_64"
    #endif
}

/// Where files that can be made again are kept between runs.
enum CacheFolder {
    /// `$XDG_CACHE_HOME/labbook`, or `~/.cache/labbook`.
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/labbook" }
        return (environment["HOME"] ?? "/tmp") + "/.cache/labbook"
    }()
}
