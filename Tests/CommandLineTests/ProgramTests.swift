import Foundation
import Testing

/// `NAME.swift`, the notebook as one program: it is compiled against the library's modules and run, and what it prints is
/// compared with what the notebook's cells printed and showed.
@Suite("A notebook as one program", .serialized)
struct ProgramTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let fixtures = tests.appending(path: "Fixtures/program")
    private static let notebooks = tests.deletingLastPathComponent().appending(path: "Notebooks")

    static let cases =
        (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path))?.filter { !$0.hasPrefix(".") }.sorted()
        ?? []

    /// All notebooks of the course, by their paths in Notebooks.
    static let course =
        (FileManager.default.enumerator(atPath: notebooks.path)?.allObjects ?? []).compactMap { $0 as? String }
        .filter { $0.hasSuffix(".md") && !$0.hasSuffix("README.md") }.sorted()

    @Test("is what was recorded, and prints what the cells printed", arguments: cases)
    func recorded(name: String) async throws {
        let folder = Self.fixtures.appending(path: name)
        let labbook = try Labbook()
        try labbook.write(String(contentsOf: folder.appending(path: "notebook.md"), encoding: .utf8), to: "n.md")
        let outcome = try await labbook.run(["run", "n.md"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let text = try String(contentsOf: labbook.folder.appending(path: "Output/n/n.swift"), encoding: .utf8)
        // What stands above the imports says how any program is built.
        let start = try #require(text.firstRange(of: "\nimport ")).lowerBound
        try expectGolden(String(text[start...].dropFirst()), at: folder.appending(path: "program.swift"))
        let program = try await NotebookProgram("Output/n/n.swift", in: labbook, options: ["-Onone"])
        #expect(try await program.output(in: ".") == labbook.results(of: "n").printed)
    }

    @Test("compiles for every notebook of the course and prints what its cells printed", arguments: course)
    func compilesAndPrints(path: String) async throws {
        let labbook = try Labbook()
        // A copy, since cells may write into their folder.
        try FileManager.default.copyItem(at: Self.notebooks, to: labbook.folder.appending(path: "Notebooks"))
        let text = try String(contentsOf: Self.notebooks.appending(path: path), encoding: .utf8)
        for set in text.firstMatch(of: /\ndata: \[(.*)\]/)?.1.split(separator: ",") ?? [] {
            let name = set.trimmingCharacters(in: .whitespaces)
            guard try await labbook.run(["data", "path", name]).exitCode == 0 else {
                try Test.cancel("\(name) is not here; 'labbook data fetch \(name)' gets it")
            }
        }
        let quick = text.contains("\n  epochs: ") ? ["-P", "epochs=1"] : []
        let outcome = try await labbook.run(["run", "Notebooks/\(path)"] + quick)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")

        let file = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let program = try await NotebookProgram("Output/\(file)/\(file).swift", in: labbook, options: ["-O"])
        let results = try labbook.results(of: file)
        // What takes long even so is only compiled.
        guard results.seconds < 15 else { return }
        let folder = URL(fileURLWithPath: "Notebooks/\(path)").deletingLastPathComponent().relativePath
        #expect(try await masked(program.output(in: folder)) == masked(results.printed))
    }

    @Test("the course and the recorded cases are found")
    func some() {
        #expect(Self.course.count >= 2)
        #expect(Self.cases.count >= 8)
    }
}

/// Text without what differs from run to run: the last column of tables that ends in "seconds".
private func masked(_ text: String) -> [String] {
    var width: Int?
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if line.hasSuffix("  seconds") { width = line.count }
        guard let current = width, line.count == current else {
            width = nil
            return String(line)
        }
        return String(line.dropLast(9))
    }
}

/// Compares text with the file of that path; with RECORD=1 in the environment it writes the file and fails once.
private func expectGolden(_ text: String, at url: URL) throws {
    let expected = try? String(contentsOf: url, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD"] == "1", expected != text {
        try text.write(to: url, atomically: true, encoding: .utf8)
        Issue.record("recorded \(url.path), look at it and run again")
    } else {
        #expect(expected == text, "differs from \(url.path)")
    }
}

extension Labbook.Results {
    /// What the cells that ran to their end printed and showed, as a terminal shows it.
    fileprivate var printed: String {
        cells.filter { $0.status == "ok" }.flatMap(\.outputs).map { output in
            switch output.type {
            case "stream": output.name == "stdout" ? output.text ?? "" : ""
            case "display": (output.data?["text/plain"] ?? "") + "\n"
            case "metric": "\(output.name ?? ""): \(output.value ?? .nan)\n"
            default: ""
            }
        }.joined()
    }
}
