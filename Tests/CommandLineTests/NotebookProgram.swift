import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A notebook's program, compiled as a package that depends on the product `Lab` would compile it.
struct NotebookProgram {
    /// What the compiler refused.
    struct CompileFailure: Error, CustomStringConvertible {
        var description: String
    }

    private let folder: URL
    private let program: String

    /// Compiles the program in a file in the folder of `labbook`.
    init(_ file: String, in labbook: Labbook, options: [String]) async throws {
        folder = labbook.folder
        program = folder.appending(path: "program").path
        let build = URL(fileURLWithPath: try Labbook.program).deletingLastPathComponent()
        let outcome = try await Subprocess.run(
            .name("swiftc"),
            arguments: Arguments(
                [folder.appending(path: file).path, "-o", program, "-swift-version", "6"]
                    + ["-default-isolation", "MainActor", "-I", build.appending(path: "Modules").path]
                    + options + Self.moduleMaps(build: build) + Self.objects(build: build) + ["-lpng"]),
            input: .none, output: .discarded, error: .string(limit: 1 << 20))
        guard outcome.terminationStatus.isSuccess else {
            throw CompileFailure(description: outcome.standardError)
        }
    }

    /// Runs the program in a folder, and gives what it prints.
    func output(in folder: String) async throws -> String {
        let outcome = try await Subprocess.run(
            .path(FilePath(program)), workingDirectory: FilePath(self.folder.appending(path: folder).path),
            input: .none, output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
        guard outcome.terminationStatus.isSuccess else {
            throw CompileFailure(description: "the program ended badly: \(outcome.standardError)")
        }
        return outcome.standardOutput
    }

    /// The objects of `Lab` and of all that it depends on, as labbook itself was linked with them.
    private static func objects(build: URL) throws -> [String] {
        let list = build.appending(path: "labbook.product/Objects.LinkFileList")
        return try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(String.init).filter {
            $0.contains(/\/(Lab|TensorCore|Digits|Figures|CPNG|CMatrix)\.build\//)
        }
    }

    /// The flags that find the C modules behind Lab.
    private static func moduleMaps(build: URL) throws -> [String] {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        return ["CDNNL", "CCairo", "CFreeType", "CZlib", "CCrypto"].flatMap {
            ["-I", sources.appending(path: $0).path]
        }
            + ["CPNG", "CMatrix"].flatMap {
                ["-Xcc", "-fmodule-map-file=\(build.appending(path: "\($0).build/module.modulemap").path)"]
            }
    }
}
