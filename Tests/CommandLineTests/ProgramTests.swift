import Foundation
import Testing

/// `NAME.swift`, the notebook as one program: it is compiled against the library's modules and run, and what it prints is
/// compared with what the notebook's cells printed and showed.
@Suite("A notebook as one program", .serialized)
struct ProgramTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let fixtures = tests.appending(path: "Fixtures/program")

    static let cases =
        (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path))?.filter { !$0.hasPrefix(".") }.sorted()
        ?? []

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

    @Test("the recorded cases are found")
    func some() {
        #expect(Self.cases.count >= 8)
    }
}

/// The programs of the course in Output/course, where `make course` has made them: all are compiled, and those whose lesson
/// took no longer than ten seconds are run. `make course-programs` runs these tests.
@Suite(
    "The course's lessons as programs", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["LABBOOK_COURSE"] != nil, "'make course-programs' runs these"))
struct CourseProgramTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let course = root.appending(path: "Output/course")

    /// The folders of the lessons that have run, solutions included.
    static let lessons =
        (FileManager.default.enumerator(atPath: course.path)?.allObjects ?? []).compactMap { $0 as? String }
        .filter { $0.hasSuffix("/results.json") }.map { String($0.dropLast("/results.json".count)) }.sorted()

    @Test("each compiles and prints what the lesson's cells printed", arguments: lessons)
    func compilesAndPrints(path: String) async throws {
        let folder = Self.course.appending(path: path)
        let labbook = try Labbook()
        // A copy, since cells may write into the notebook's folder.
        try FileManager.default.copyItem(
            at: Self.root.appending(path: "Notebooks"), to: labbook.folder.appending(path: "Notebooks"))
        try FileManager.default.copyItem(
            at: folder.appending(path: "\(folder.lastPathComponent).swift"),
            to: labbook.folder.appending(path: "lesson.swift"))
        let results = try JSONDecoder().decode(
            Labbook.Results.self, from: Data(contentsOf: folder.appending(path: "results.json")))
        #expect(results.status == "ok")
        let program = try await NotebookProgram("lesson.swift", in: labbook, options: ["-O"])
        guard results.seconds <= 10 else { return }
        let place = "Notebooks/\(path)".split(separator: "/").dropLast().joined(separator: "/")
        let text = try String(contentsOf: labbook.folder.appending(path: "lesson.swift"), encoding: .utf8)
        let measuresTime = text.contains(/Clock|seconds/)
        let output = try await program.output(in: place)
        #expect(masked(output, measuresTime: measuresTime) == masked(results.printed, measuresTime: measuresTime))
    }

    @Test("all lessons and solutions are there")
    func all() {
        #expect(Self.lessons.count >= 22)
    }
}

/// Lines without what differs from run to run: the last column of tables that ends in "seconds" and, where a lesson
/// measures time, all numbers.
private func masked(_ text: String, measuresTime: Bool) -> [String] {
    var width: Int?
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if measuresTime {
            return line.replacing(#/[−-]?[0-9][0-9.,e⁰¹²³⁴⁵⁶⁷⁸⁹×⁻-]*/#, with: "#").replacing(#/ +/#, with: " ")
                .trimmingCharacters(in: .whitespaces)
        }
        if line.hasSuffix("  seconds") { width = line.count }
        if line.count != width { width = nil }
        return String(width == nil ? line : line.dropLast(9))
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
