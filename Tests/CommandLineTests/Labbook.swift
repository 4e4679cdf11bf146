import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The program under test, run on notebooks in a folder of its own.
final class Labbook: Sendable {
    /// What came of one run.
    struct Outcome {
        var exitCode: Int32?
        var standardOutput: String
        var standardError: String

        /// The lines of standard error that a person reads as errors.
        var errorLines: [String] {
            standardError.split(separator: "\n").map(String.init).filter { $0.contains(" error: ") }
        }
    }

    /// `results.json`, as far as the tests look at it.
    struct Results: Decodable {
        struct Cell: Decodable {
            struct Output: Decodable {
                var type: String
                var name: String?
                var text: String?
                var data: [String: String]?
                var value: Double?
            }
            struct Failure: Decodable, Equatable {
                var kind: String
                var message: String
                var line: Int?
                var column: Int?
            }
            var label: String
            var line: Int
            var status: String
            var outputs: [Output]
            var error: Failure?
            var reason: String?
            var skipReason: String?
            struct Snapshot: Decodable {
                var kept: Bool
                var reason: String
            }
            var snapshot: Snapshot?

            /// All output as one text: streams as they are, displays in angle brackets.
            var text: String {
                outputs.map { output in
                    switch output.type {
                    case "stream": output.name == "stderr" ? "!\(output.text ?? "")" : output.text ?? ""
                    case "display": "<\(output.data?["text/plain"] ?? "")>"
                    case "metric": "#\(output.name ?? "")=\(output.value ?? .nan)"
                    default: "(\(output.type))"
                    }
                }.joined()
            }
        }
        var schema: Int
        var status: String
        var seconds: Double
        var seed: UInt64
        var metrics: [String: Double]
        var cells: [Cell]
        var values: [Value]

        struct Value: Decodable, Equatable {
            var line: Int
            var text: String?
            var error: Cell.Failure?
        }
    }

    let folder: URL
    /// What the program finds in its environment besides what the tests find.
    let environment: [String: String]

    /// Makes a folder.
    ///
    /// - Parameter ownCache: Whether the program keeps its cache in the folder, too.
    init(ownCache: Bool = false) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "labbook-test-\(UUID().uuidString)")
        environment = ownCache ? ["XDG_CACHE_HOME": folder.appending(path: "cache").path] : [:]
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The program stands beside the test runner.
    static var program: String {
        get throws {
            let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: runner).deletingLastPathComponent().appending(path: "labbook").path
        }
    }

    /// Writes a file into the folder.
    func write(_ text: String, to name: String) throws {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Whether there is a file of this name in the folder.
    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    /// Runs the program in the folder.
    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        let outcome = try await Subprocess.run(
            .path(FilePath(try Self.program)), arguments: Arguments(arguments),
            environment: changed(environment), workingDirectory: FilePath(folder.path), input: .none,
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        return Outcome(
            exitCode: outcome.terminationStatus.exitCode, standardOutput: outcome.standardOutput,
            standardError: outcome.standardError)
    }

    /// The environment of the tests with that of this folder and some changes.
    func changed(_ changes: [String: String] = [:]) -> Environment {
        let all = environment.merging(changes) { $1 }
        return .inherit.updating(
            Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(rawValue: $0)!, Optional($1)) }))
    }

    /// Runs a notebook and reads its results.
    func run(notebook: String, _ arguments: [String] = []) async throws -> (Outcome, Results) {
        try write(notebook, to: "notebook.md")
        return (try await run(["run", "notebook.md"] + arguments), try results(of: "notebook"))
    }

    /// Runs a notebook in watch mode; each `edit` is made once the report before it is written.
    ///
    /// - Returns: The results of all reports.
    func watch(_ first: String, edits: [String], _ arguments: [String] = []) async throws -> [Results] {
        // What other tests start may hold the file open for a moment, and its late end would count as one more save; under
        // the name at which it was opened, nobody watches it.
        try write(first, to: "first/n.md")
        try FileManager.default.linkItem(at: folder.appending(path: "first/n.md"), to: folder.appending(path: "n.md"))
        let outcome = try await Subprocess.run(
            .path(FilePath(try Self.program)), arguments: Arguments(["run", "n.md", "--watch"] + arguments),
            workingDirectory: FilePath(folder.path), input: .none, output: .sequence, error: .discarded
        ) { execution in
            var results: [Results] = []
            // Each report written is a line with its path.
            for try await _ in execution.standardOutput.strings() {
                results.append(try self.results(of: "n"))
                if results.count > edits.count {
                    try execution.send(signal: .interrupt)
                } else {
                    try self.write(edits[results.count - 1], to: "n.md")
                }
            }
            return results
        }
        return outcome.closureResult
    }

    /// The results of the last run of a notebook.
    func results(of name: String) throws -> Results {
        let data = try Data(contentsOf: folder.appending(path: "Output/\(name)/results.json"))
        return try JSONDecoder().decode(Results.self, from: data)
    }
}

extension TerminationStatus {
    fileprivate var exitCode: Int32? {
        if case .exited(let code) = self { return code }
        return nil
    }
}

/// A notebook of cells, each given as its code, or as its options and code.
func notebook(_ cells: String..., frontMatter: String = "") -> String {
    let head = frontMatter.isEmpty ? "" : "---\n\(frontMatter)\n---\n"
    return head + cells.map { "```swift\n\($0)\n```\n" }.joined(separator: "\n")
}
