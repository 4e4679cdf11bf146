import Foundation
import Kernel
import Notebook
import Report

extension Course {
    /// The course with a run of each of its notebooks, whose results lie in the folder of a site.
    func gathered(in folder: URL, _ run: (Entry) -> Run) -> CourseRun {
        func lesson(_ entry: Entry) -> CourseRun.Lesson {
            let program = "\(entry.notebook.name).swift"
            let hasProgram = FileManager.default.fileExists(
                atPath: entry.place(in: folder).appending(path: program).path)
            return CourseRun.Lesson(
                path: entry.path, run: run(entry), summary: entry.summary, figure: entry.figure,
                metric: entry.metric?.name, counterpart: entry.counterpart, program: hasProgram ? program : nil)
        }
        return CourseRun(
            title: title, subtitle: subtitle, authors: authors, description: description,
            file: file, descriptionLine: descriptionLine,
            parts: parts.map { CourseRun.Part(title: $0.title, lessons: $0.lessons.map(lesson)) },
            pages: pages.map(lesson), solutions: solutions.map(lesson), labbook: labbookVersion)
    }
}

extension Course.Entry {
    /// The folder of its page in a site.
    func place(in folder: URL) -> URL {
        folder.appending(path: path, directoryHint: .isDirectory)
    }

    /// The run whose results lie beside its page; nil if there is none of the notebook as it is.
    func storedRun(in folder: URL) -> Run? {
        let file = place(in: folder).appending(path: "results.json")
        return (try? Data(contentsOf: file)).flatMap { try? Run(results: $0, notebook: notebook) }
    }
}
