import Foundation
import Notebook
import Report
import Testing

@Suite("The report's folder")
struct ReportFolderTests {
    private func write(_ run: Run, to folder: URL) throws -> URL {
        try ReportWriter(theme: standardTheme.get()).write(run, to: folder).index
    }

    /// All files below a folder with their content.
    private func files(_ folder: URL) -> [String: Data] {
        let paths = FileManager.default.enumerator(atPath: folder.path)?.allObjects.compactMap { $0 as? String } ?? []
        var files: [String: Data] = [:]
        for path in paths { files[path] = FileManager.default.contents(atPath: folder.appending(path: path).path) }
        return files
    }

    @Test("a report is the page, results.json and the figures, under the notebook's name")
    func layout() throws {
        try withTemporaryFolder { folder in
            let run = try run(picture(), .stream(.stdout, "x"), picture(), options: "//| label: loss\n")
            let index = try write(run, to: folder.appending(path: "deep/Output"))
            #expect(index.path == folder.appending(path: "deep/Output/lesson/index.html").path)
            let files = files(folder.appending(path: "deep/Output"))
            #expect(
                Set(files.keys) == [
                    "lesson/index.html", "lesson/results.json", "lesson/lesson.swift", "lesson/figures/loss-1.png",
                    "lesson/figures/loss-2.png",
                ])
            #expect(files["lesson/figures/loss-2.png"] == pixel)
        }
    }

    @Test("a new report takes the place of the old one, whose other figures go; other files stay")
    func replace() throws {
        try withTemporaryFolder { folder in
            _ = try write(try run(picture(), picture()), to: folder)
            try "mine".write(to: folder.appending(path: "lesson/mine.swift"), atomically: true, encoding: .utf8)
            try "mine".write(to: folder.appending(path: "lesson/figures/notes.txt"), atomically: true, encoding: .utf8)
            _ = try write(try run(picture()), to: folder)
            #expect(
                Set(files(folder).keys) == [
                    "lesson/index.html", "lesson/results.json", "lesson/lesson.swift", "lesson/mine.swift",
                    "lesson/figures/cell-1-1.png", "lesson/figures/notes.txt",
                ])
        }
    }

    @Test("no notebook's name leads out of the output folder", arguments: ["", ".", ".."])
    func names(name: String) throws {
        try withTemporaryFolder { folder in
            var run = try run("text")
            run.notebook.name = name
            #expect(try write(run, to: folder).path == folder.appending(path: "notebook/index.html").path)
        }
    }

    @Test("where a file cannot be written the old report stays whole, and nothing half-written is left")
    func failureMidway() throws {
        try withTemporaryFolder { folder in
            _ = try write(try run(picture(), .stream(.stdout, "old")), to: folder)
            // A folder that is in the way of the second figure.
            try FileManager.default.createDirectory(
                at: folder.appending(path: "lesson/figures/cell-1-2.png/x"), withIntermediateDirectories: true)
            let before = files(folder)
            #expect {
                _ = try write(try run(picture(), picture(), .stream(.stdout, "new")), to: folder)
            } throws: { error in
                guard let failure = error as? ReportWriteFailure else { return false }
                return failure.path.hasSuffix("figures/cell-1-2.png") && failure.reason == "a folder of that name"
            }
            #expect(files(folder) == before)
        }
    }

    @Test("a name that is too long for the system is one typed error with path and reason")
    func nameTooLong() throws {
        try withTemporaryFolder { folder in
            _ = try write(try run(.stream(.stdout, "old")), to: folder)
            let before = files(folder)
            let label = String(repeating: "a", count: 300)
            #expect {
                var run = try run(picture())
                run.notebook.cells[0].label = label
                _ = try write(run, to: folder)
            } throws: { error in
                guard let failure = error as? ReportWriteFailure else { return false }
                return failure.path.hasSuffix("figures/\(label)-1.png") && failure.reason == "File name too long"
            }
            #expect(files(folder) == before)
        }
    }

    @Test("a file in the place of the output folder is one typed error")
    func fileAsFolder() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "Output")
            try "x".write(to: file, atomically: true, encoding: .utf8)
            #expect(throws: ReportWriteFailure.self) { _ = try write(try run("text"), to: file) }
            #expect(try String(contentsOf: file, encoding: .utf8) == "x")
        }
    }

    @Test("a read-only folder is one typed error and stays as it was", .enabled(if: geteuid() != 0))
    func readOnly() throws {
        try withTemporaryFolder { folder in
            let output = folder.appending(path: "lesson")
            _ = try write(try run(.stream(.stdout, "old")), to: folder)
            let before = files(folder)
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: output.path)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: output.path) }
            #expect(throws: ReportWriteFailure.self) { _ = try write(try run(.stream(.stdout, "new")), to: folder) }
            #expect(files(folder) == before)
        }
    }

    @Test("reports that are written at once leave one of them whole, and nothing else")
    func atOnce() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-report-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let runs = try (1...8).map { count in
            try run(Output.stream(.stdout, "run \(count)")) { run in
                run.cells[0].outputs += Array(repeating: picture(), count: count)
            }
        }
        try await withThrowingTaskGroup { group in
            for run in runs { group.addTask { _ = try self.write(run, to: folder) } }
            try await group.waitForAll()
        }
        let files = files(folder.appending(path: "lesson"))
        let page = String(decoding: try #require(files["index.html"]), as: UTF8.self)
        let count = try #require(page.firstMatch(of: #/run ([0-9])/#).flatMap { Int($0.1) })
        #expect(
            Set(files.keys)
                == Set(["index.html", "results.json", "lesson.swift"] + (1...count).map { "figures/cell-1-\($0).png" }))
        #expect(
            try #require(files["results.json"].map { String(decoding: $0, as: UTF8.self) }).contains("run \(count)"))
    }

    @Test("what a process that died left half-written is removed, what one that lives is writing is not")
    func leftOvers() throws {
        try withTemporaryFolder { folder in
            let figures = folder.appending(path: "lesson/figures")
            try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
            for owner in [Int32.max, getppid()] {
                try pixel.write(to: figures.appending(path: ".loss-1.png.\(owner).new"))
            }
            try pixel.write(to: folder.appending(path: "lesson/.index.html.\(Int32.max).new"))
            _ = try write(try run("text"), to: folder)
            #expect(Set(files(folder.appending(path: "lesson")).keys.filter { $0.hasPrefix(".") }).isEmpty)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: figures.path) == [".loss-1.png.\(getppid()).new"])
        }
    }

    @Test("a full disk is one typed error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "lesson"), withIntermediateDirectories: true)
            // Writing the temporary file goes to a device that is always full.
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "lesson/.index.html.\(getpid()).new").path,
                withDestinationPath: "/dev/full")
            #expect {
                _ = try write(try run("text"), to: folder)
            } throws: { error in
                guard let failure = error as? ReportWriteFailure else { return false }
                return failure.path.hasSuffix("lesson/index.html") && failure.reason == "No space left on device"
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/lesson") == [])
        }
    }
}
