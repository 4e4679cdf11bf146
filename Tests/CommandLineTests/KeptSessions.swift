import Foundation
import Glibc

extension Labbook {
    /// Does something in a folder, and ends the sessions that were kept of its notebooks, whatever happens.
    static func keepingSessions(ownCache: Bool = false, _ work: (Labbook) async throws -> Void) async throws {
        let labbook = try Labbook(ownCache: ownCache)
        let result: Result<Void, any Error>
        do { result = .success(try await work(labbook)) } catch { result = .failure(error) }
        for process in try await labbook.keptProcesses() { kill(process, SIGKILL) }
        try result.get()
    }

    /// The processes of the sessions that are kept of this folder's notebooks, as the program tells them.
    func keptProcesses() async throws -> [pid_t] {
        struct Findings: Decodable {
            struct Finding: Decodable {
                var name: String
                var detail: String
            }
            var findings: [Finding]
        }
        let outcome = try await run(["doctor", "--json"])
        let findings = try JSONDecoder().decode(Findings.self, from: Data(outcome.standardOutput.utf8)).findings
        let kept = findings.first { $0.name == "kept sessions" }?.detail.components(separatedBy: ", ") ?? []
        return kept.filter { $0.contains(folder.lastPathComponent) }.compactMap { session in
            session.firstMatch(of: /\(process (\d+)/).flatMap { pid_t($0.1) }
        }
    }
}

/// A notebook whose cells, c1 and on, can write down that they ran, in the file `log`; c0 declares how.
func loggingNotebook(_ cells: [String], frontMatter: String) -> String {
    let log =
        "import Foundation\nfunc ran(_ name: String) { let log = fopen(\"log\", \"a\"); fputs(name, log); fclose(log) }"
    let labelled = ([log] + cells).enumerated().map { "//| label: c\($0)\n\($1)" }
    return "---\n\(frontMatter)\n---\n" + labelled.map { "```swift\n\($0)\n```\n" }.joined(separator: "\n")
}
