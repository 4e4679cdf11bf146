import Foundation
import Glibc
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// `course.json`, as far as the tests look at it.
private struct CourseResults: Decodable {
    struct Lesson: Decodable {
        struct Failure: Decodable {
            var cell: String
            var kind: String
            var line: Int
        }
        var name, status: String
        var metrics: [String: Double]
        var failures: [Failure]
    }
    struct Part: Decodable {
        var title: String?
        var lessons: [Lesson]
    }
    var status: String
    var parts: [Part]
    var solutions: [Lesson]
    var lessons: [Lesson] { parts.flatMap(\.lessons) }
}

extension Labbook {
    /// Writes a course of lessons, each given as its cells.
    fileprivate func write(course lessons: [(name: String, text: String)], more: String = "") throws {
        try write(
            "title: T\n" + more + "lessons:\n" + lessons.map { "  - \($0.name).md\n" }.joined(), to: "course.yml")
        for (name, text) in lessons { try write(text, to: "\(name).md") }
    }

    fileprivate var course: CourseResults {
        get throws {
            let data = try Data(contentsOf: folder.appending(path: "Output/course/course.json"))
            return try JSONDecoder().decode(CourseResults.self, from: data)
        }
    }

    fileprivate func page(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: "Output/course/\(path)"), encoding: .utf8)
    }

    /// How often each lesson ran that appends a letter to its file.
    fileprivate func runs(_ names: String...) -> [Int] {
        names.map { (try? Data(contentsOf: folder.appending(path: "\($0).runs")))?.count ?? 0 }
    }
}

/// A cell that notes in a file of the lesson's own that it ran.
private func counting(_ name: String) -> String {
    """
    import Foundation
    let file = open("\(name).runs", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    write(file, "r", 1)
    close(file)
    """
}

@Suite("labbook course")
struct CourseCommandTests {
    @Test("a second run runs only what changed; a failed lesson runs again")
    func changes() async throws {
        let labbook = try Labbook()
        try labbook.write(
            course: [
                ("a", notebook(counting("a"), "metric(\"m\", 1)")),
                (
                    "b",
                    notebook(
                        counting("b"),
                        "import Foundation\nprint((try? String(contentsOfFile: \"in.txt\", encoding: .utf8)) ?? \"\")")
                ),
                ("c", notebook(counting("c"), "let none: Int? = nil\nnone!")),
            ])
        try labbook.write("one", to: "in.txt")
        #expect(try await labbook.run(["course"]).exitCode == 1)
        #expect(labbook.runs("a", "b", "c") == [1, 1, 1])

        #expect(try await labbook.run(["course", "."]).exitCode == 1)
        #expect(labbook.runs("a", "b", "c") == [1, 1, 2])

        // A file that a cell names, and the text of a lesson.
        try labbook.write("two", to: "in.txt")
        try labbook.write(notebook(counting("c"), "\"mended\""), to: "c.md")
        let mended = try await labbook.run(["course"])
        #expect(mended.exitCode == 0, "\(mended.standardError)")
        #expect(mended.standardOutput == "Output/course/index.html\n")
        #expect(labbook.runs("a", "b", "c") == [1, 2, 3])
        #expect(try labbook.page("b/index.html").contains("two"))
        #expect(try labbook.course.status == "ok")

        // Nothing changed: not even a page is written.
        let page = labbook.folder.appending(path: "Output/course/a/index.html").path
        let before = try FileManager.default.attributesOfItem(atPath: page)[.systemFileNumber] as? Int
        let unchanged = try await labbook.run(["course"])
        #expect(unchanged.exitCode == 0)
        #expect(unchanged.standardOutput == "Output/course/index.html\n")
        #expect(try FileManager.default.attributesOfItem(atPath: page)[.systemFileNumber] as? Int == before)

        // A title in course.yml makes the pages anew and runs nothing; a page that is gone is made again.
        try labbook.write("title: Another\nlessons: [a.md, b.md, c.md]\n", to: "course.yml")
        #expect(try await labbook.run(["course"]).exitCode == 0)
        #expect(try labbook.page("a/index.html").contains("Another"))
        try FileManager.default.removeItem(atPath: page)
        #expect(try await labbook.run(["course"]).exitCode == 0)
        #expect(labbook.runs("a", "b", "c") == [2, 2, 3])
    }

    @Test("lessons that fail stop no other, are marked, and the last lines name their cells with file and line")
    func failures() async throws {
        let labbook = try Labbook()
        try labbook.write(
            course: [
                ("a", notebook("//| label: trap\nlet list = [1]\nlist[3]", "\"not run\"")),
                ("b", notebook("//| label: wrong\nmissing")),
                // The process of `labbook run` itself is killed, as the system does when memory runs out.
                ("c", notebook("import Foundation\nkill(getppid(), SIGKILL)\nsleep(100)")),
                ("d", notebook("metric(\"m\", 7)")),
            ], more: "description: See [](d.md)\n")
        let outcome = try await labbook.run(["course"])
        #expect(outcome.exitCode == 1)
        let last = outcome.standardError.split(separator: "\n").suffix(3)
        #expect(
            last.map(String.init) == [
                "a.md:4:5: error: cell trap: Index out of range",
                "b.md:3:1: error: cell wrong: cannot find 'missing' in scope",
                "c.md:2: error: cell cell-1: Labbook was ended by signal 9",
            ])
        let course = try labbook.course
        #expect(course.lessons.map(\.status) == ["failed", "failed", "failed", "ok"])
        #expect(course.lessons[0].failures.map(\.cell) == ["trap"])
        #expect(course.lessons[3].metrics == ["m": 7])
        let home = try labbook.page("index.html")
        #expect(home.matches(of: /<span class="state">1 cell failed<\/span>/).count == 3)
        #expect(home.contains("href=\"a/index.html#cell:trap\""))
    }

    @Test("what is wrong in course.yml and broken links are told before anything runs")
    func unusable() async throws {
        let labbook = try Labbook()
        try labbook.write(course: [("a", "[x](b.md#no)\n\n" + notebook(counting("a"))), ("b", "# B\n")])
        let links = try await labbook.run(["course"])
        #expect(links.exitCode == 2)
        #expect(
            links.standardError
                == """
                a.md:1:5: error: expected a place in b.md, found #no, which is neither a heading nor a label there
                [x](b.md#no)
                    ^

                """)
        try labbook.write("title: T\nlessons: [a.md]\nthem: dark\n", to: "course.yml")
        let keys = try await labbook.run(["course"])
        #expect(keys.exitCode == 2)
        #expect(keys.errorLines.count == 1 && keys.errorLines[0].hasPrefix("course.yml:3:1: error: "))
        #expect(labbook.runs("a") == [0])
        #expect(!labbook.has("Output"))
        for arguments in [["--jobs", "0"], ["--timeout", "-1"], ["none"]] {
            #expect(try await labbook.run(["course"] + arguments).exitCode == 2)
        }
    }

    @Test("two lessons run at once where --jobs allows it, and one that measures time runs alone")
    func jobs() async throws {
        let labbook = try Labbook()
        // Opening a named pipe waits for the other end: these two come to an end only together.
        func meeting(_ mode: String) -> String {
            notebook("import Foundation\nlet pipe = open(\"pipe\", \(mode))\nmetric(\"met\", pipe >= 0 ? 1 : 0)")
        }
        // Fails if another lesson stands in its way.
        let alone = notebook(
            "import Foundation\nlet free = mkdir(\"busy\", 0o700) == 0\nusleep(20_000)\nrmdir(\"busy\")\nprecondition(free)"
        )
        try labbook.write(meeting("O_WRONLY"), to: "a.md")
        try labbook.write(meeting("O_RDONLY"), to: "b.md")
        try labbook.write(alone, to: "c.md")
        try labbook.write(alone, to: "d.md")
        try labbook.write(
            """
            title: T
            lessons: [{file: c.md, alone: true}, a.md, {file: d.md, alone: true}, b.md]
            """, to: "course.yml")
        try #require(mkfifo(labbook.folder.appending(path: "pipe").path, 0o600) == 0)
        let outcome = try await labbook.run(["course", "--jobs", "2", "--timeout", "100"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(try labbook.course.lessons.compactMap { $0.metrics["met"] } == [1, 1])
    }

    @Test("a new course and a new lesson in it run, and the site has a page for each")
    func newCourse() async throws {
        let labbook = try Labbook()
        #expect(try await labbook.run(["new", "course", "mine"]).exitCode == 0)
        #expect(try await labbook.run(["new", "course", "mine"]).exitCode == 2)
        try labbook.write("title: Other\nlessons:\n  - 01-x.md\n", to: "course.yml")
        #expect(try await labbook.run(["new", "lesson", "My \"own\" idea"]).standardOutput == "01-my-own-idea.md\n")
        try FileManager.default.moveItem(
            at: labbook.folder.appending(path: "01-my-own-idea.md"),
            to: labbook.folder.appending(path: "mine/03-idea.md"))
        let yaml = try String(contentsOf: labbook.folder.appending(path: "mine/course.yml"), encoding: .utf8)
        try labbook.write(
            yaml.replacing("- 02-two-classes.md", with: "- 02-two-classes.md\n      - 03-idea.md"),
            to: "mine/course.yml")
        let outcome = try await labbook.run(["course", "mine", "-o", "site", "--json"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(outcome.standardError.isEmpty, "\(outcome.standardError)")
        let course = try JSONDecoder().decode(CourseResults.self, from: Data(outcome.standardOutput.utf8))
        #expect(course.lessons.map(\.name) == ["01-a-line", "02-two-classes", "03-idea"])
        #expect(try #require(course.lessons[1].metrics["accuracy"]) > 0.95)
        #expect(abs(try #require(course.lessons[0].metrics["slope"]) - 3) < 0.3)
        for path in [
            "index.html", "01-a-line/01-a-line.md", "01-a-line/figures/fit-1.png", "glossary/index.html",
            "solutions/01-a-line/index.html", "search.js", "figures.html", "metrics.html", "print.html",
        ] {
            #expect(labbook.has("site/\(path)"), "\(path)")
        }
    }

    @Test(
        "Ctrl-C ends the lessons that run, starts no other, keeps what there was, and leaves no process",
        arguments: [Subprocess.Signal.interrupt, .kill])
    func interruption(signal: Subprocess.Signal) async throws {
        let labbook = try Labbook()
        let endless = notebook(
            "import Foundation\nlet pipe = open(\"alive\", O_WRONLY)\nwrite(pipe, \"r\", 1)\nwhile true { sleep(1000) }"
        )
        try labbook.write(course: [("a", endless), ("b", endless), ("c", notebook(counting("c")))])
        let path = labbook.folder.appending(path: "alive").path
        try #require(mkfifo(path, 0o600) == 0)
        let both = open(path, O_RDWR)
        let outcome = try await Subprocess.run(
            .path(FilePath(try Labbook.program)), arguments: ["course", "--jobs", "2"],
            workingDirectory: FilePath(labbook.folder.path), input: .none, output: .discarded, error: .discarded
        ) { execution in
            for _ in 0..<2 { try #require(await InterruptionTests.readByte(from: both) == 1) }
            try execution.send(signal: signal)
        }
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        close(both)
        _ = fcntl(reader, F_SETFL, 0)
        // The end of the pipe is seen when the last process that holds it is gone.
        #expect(await InterruptionTests.readByte(from: reader) == 0)
        close(reader)
        #expect(labbook.runs("c") == [0])
        guard signal == .interrupt else { return }
        #expect(outcome.terminationStatus == .exited(1))
        let course = try labbook.course
        #expect(course.lessons.map(\.status) == ["failed", "failed", "failed"])
        #expect(course.lessons.map { $0.failures.map(\.kind) } == [["killed"], ["killed"], ["killed"]])
        #expect(try labbook.page("c/index.html").contains("interrupted before the lesson was run"))
    }
}
