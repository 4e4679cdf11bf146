import Course
import Foundation
import Notebook
import Testing

/// A folder with a course, removed at the end of its test.
private final class CourseFolder {
    let url: URL

    init(_ files: [String: String]) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "labbook-course-\(UUID().uuidString)")
        for (path, text) in files {
            let file = url.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// What is wrong with the course, without the folder's name.
    func errors() -> [String] {
        do {
            _ = try Course(folder: url.path)
            return []
        } catch {
            return error.diagnostics.map { $0.description.replacing(url.path + "/", with: "") }
        }
    }
}

@Suite("course.yml")
struct CourseReaderTests {
    private static let cell = "```swift\n//| label: plot\n1\n```\n"

    @Test("names parts, lessons, pages and solutions in their order")
    func reads() throws {
        let folder = try CourseFolder([
            "course.yml": """
            title: A course
            subtitle: below
            author: [Ada, Grace]
            description: |
              Two lines
              of *Markdown*.
            parts:
              - title: One
                lessons: [01-a.md]
              - title: Two
                lessons:
                  - file: 02-b.md
                    summary: A summary.
                    figure: fig-plot
                    metric: loss
                    alone: true
            pages: [glossary.md]
            solutions: solutions
            """,
            "01-a.md": "# A\n", "02-b.md": Self.cell, "glossary.md": "# G\n", "solutions/02-b.md": "# S\n",
            "03-draft.md": "# Not part of it\n",
        ])
        let course = try Course(folder: folder.url.path)
        #expect(course.title == "A course")
        #expect(course.subtitle == "below")
        #expect(course.authors == ["Ada", "Grace"])
        #expect(course.description == "Two lines\nof *Markdown*.")
        #expect(course.parts.map(\.title) == ["One", "Two"])
        #expect(course.entries.map(\.path) == ["01-a", "02-b", "glossary", "solutions/02-b"])
        let second = course.parts[1].lessons[0]
        #expect(second.summary == "A summary.")
        #expect(second.figure == "plot")
        #expect(second.metric?.name == "loss")
        #expect(second.runsAlone)
        #expect(second.counterpart == "solutions/02-b")
        #expect(course.solutions[0].counterpart == "02-b")
        #expect(!course.parts[0].lessons[0].runsAlone)
        #expect(course.warnings.isEmpty)
    }

    @Test("everything that is wrong is told at once, each with its line and column")
    func errors() throws {
        let folder = try CourseFolder([
            "course.yml": """
            titel: A course
            lessons:
              - 01-a.md
              - 01-a.md
              - 01-aa.md
              - ../other.md
              - file: 02-b.md
                figure: plott
                alone: maybe
                color: red
              - summary: without a file
              - [1]
            pages: 3
            solutions: answers
            """,
            "01-a.md": "# A\n", "02-b.md": Self.cell,
        ])
        #expect(
            folder.errors() == [
                "course.yml:1:1: error: the course has no such key, found \"titel\"; did you mean \"title\"?",
                "course.yml:1:1: error: the course expects the key title, found none",
                "course.yml:4:5: error: a lesson expects a file that is not part of the course yet, found 01-a.md, named "
                    + "on line 3",
                "course.yml:5:5: error: expected a notebook, found no file 01-aa.md; did you mean \"01-a.md\"?",
                "course.yml:6:5: error: a lesson expects the path of a Markdown file in the course's folder, without "
                    + "blanks, found \"../other.md\"",
                "course.yml:10:5: error: a lesson has no such key, found \"color\"; expected one of file, summary, "
                    + "figure, metric, alone",
                "course.yml:8:13: error: figure expects the label of a cell of 02-b.md, found \"plott\"; did you mean "
                    + "\"plot\"?",
                "course.yml:9:12: error: alone expects true or false, found \"maybe\"",
                "course.yml:11:5: error: a lesson expects the key file, found none",
                "course.yml:12:5: error: a lesson expects text, found a list",
                "course.yml:13:8: error: a page expects the path of a Markdown file in the course's folder, without "
                    + "blanks, found 3",
                "course.yml:14:12: error: solutions expects a folder in the course's, found no folder answers",
            ])
    }

    @Test("what is wrong in a notebook is told with the notebook's own line")
    func notebookErrors() throws {
        let folder = try CourseFolder([
            "course.yml": "title: T\nlessons: [a.md]\n", "a.md": "---\nseed: x\n---\n",
        ])
        #expect(folder.errors() == ["a.md:2:7: error: seed expects an integer, found \"x\""])
    }

    @Test("a folder without a course says how to get one; parts and lessons exclude each other")
    func unusable() throws {
        let missing = try CourseFolder(["a.md": "# A\n"])
        #expect(
            missing.errors() == [
                "course.yml: error: expected a file that describes a course, found no such file; 'labbook new course "
                    + "NAME' makes a course to start from"
            ])
        let both = try CourseFolder([
            "course.yml": "title: T\nlessons: [a.md]\nparts: [{title: P, lessons: [a.md]}]\n", "a.md": "# A\n",
        ])
        #expect(
            both.errors().first?.hasPrefix("course.yml:3:8: error: the course expects either parts or lessons") == true)
        let none = try CourseFolder(["course.yml": "title: T\nparts: []\n"])
        #expect(none.errors().first?.hasPrefix("course.yml:2:8: error: parts expects a list") == true)
    }

    @Test("a notebook among the solutions that has the name of no lesson is a warning")
    func strayingSolution() throws {
        let folder = try CourseFolder([
            "course.yml": "title: T\nlessons: [a.md]\nsolutions: s\n", "a.md": "# A\n", "s/b.md": "# B\n",
        ])
        let course = try Course(folder: folder.url.path)
        #expect(
            course.warnings.map(\.message) == [
                "expected solutions of lessons, found s/b.md, which has the name of none"
            ])
    }
}

@Suite("labbook new")
struct CourseTemplateTests {
    @Test("a new course can be read, and a new lesson is its last one, whatever stands around the list")
    func lessons() throws {
        let folder = try CourseFolder([:])
        let path = folder.url.path
        _ = try CourseTemplate.writeCourse(to: path)
        #expect(try Course(folder: path).entries.count == 4)
        let (file, line) = try CourseTemplate.writeLesson("Batch: normalisation, twice", in: path)
        #expect(file == "\(path)/03-batch-normalisation-twice.md")
        #expect(line == nil)
        let course = try Course(folder: path)
        #expect(course.parts.last?.lessons.last?.notebook.title == "Batch: normalisation, twice")
        #expect(course.pages.map(\.path) == ["glossary"])
        let text = try String(contentsOfFile: path + "/course.yml", encoding: .utf8)
        #expect(text.contains("# The figure of this cell"))

        // Behind a lesson of several lines.
        try text.replacing("      - 02-two-classes.md\n      - 03-batch-normalisation-twice.md\n", with: "")
            .write(toFile: path + "/course.yml", atomically: true, encoding: .utf8)
        _ = try CourseTemplate.writeLesson("Another", in: path)
        let lessons = try Course(folder: path).parts.last?.lessons
        #expect(lessons?.map(\.path) == ["01-a-line", "04-another"])
        #expect(lessons?.first?.figure == "fit")
    }

    @Test("a list on one line is left alone, and the line to add is told")
    func flowStyle() throws {
        let yaml = "title: T\nlessons: [a.md]\n"
        let folder = try CourseFolder(["course.yml": yaml, "a.md": "# A\n"])
        let (_, line) = try CourseTemplate.writeLesson("New", in: folder.url.path)
        #expect(line == "- 01-new.md")
        #expect(try String(contentsOf: folder.url.appending(path: "course.yml"), encoding: .utf8) == yaml)
    }

    @Test("nothing that is there is written over")
    func existing() throws {
        let folder = try CourseFolder(["course.yml": "title: T\nlessons: [a.md]\n", "a.md": "# A\n"])
        let path = folder.url.path
        #expect(throws: CourseError.self) { try CourseTemplate.writeCourse(to: path) }
        #expect(throws: CourseError.self) { try CourseTemplate.writeLesson("\(path)/a.md", in: nil) }
        #expect(try String(contentsOfFile: path + "/a.md", encoding: .utf8) == "# A\n")
    }
}
