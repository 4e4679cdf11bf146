import ArgumentParser
import Course
import Foundation
import Notebook

/// `labbook new`: starts a course, or a lesson of one.
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Starts a course or a lesson that runs.",
        subcommands: [NewCourse.self, NewLesson.self])
}

struct NewCourse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "course", abstract: "Makes a folder with a small course: two lessons, a glossary, a solution.")

    @Argument(help: ArgumentHelp("The folder, which must be new or empty.", valueName: "folder"))
    var folder: String

    func run() throws {
        try reportingErrors {
            for path in try CourseTemplate.writeCourse(to: folder) { print("\(folder)/\(path)") }
            Terminal.printError("'labbook course \(folder)' makes its site.")
        }
    }
}

struct NewLesson: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lesson", abstract: "Makes a lesson and, where there is a course, names it in course.yml.",
        discussion: """
            In a folder with course.yml, or one whose folder Notebooks has it, "Batch normalisation" becomes \
            12-batch-normalisation.md, the last lesson of the course. A path, such as drafts/idea.md, stays what it is.
            """)

    @Argument(help: ArgumentHelp("The lesson's title, or the path of its file.", valueName: "name"))
    var name: String

    func run() throws {
        try reportingErrors {
            let folder = [".", "Notebooks"].first {
                FileManager.default.fileExists(atPath: "\($0)/\(Course.fileName)")
            }
            let (file, line) = try CourseTemplate.writeLesson(name, in: folder)
            print(file)
            if let line { Terminal.printError("Add it to the lessons in \(Course.fileName): \(line)") }
        }
    }
}

extension ParsableCommand {
    fileprivate func reportingErrors(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let error as CourseError {
            Terminal.printError(error.description)
            throw ExitCode.unusable
        }
    }
}
