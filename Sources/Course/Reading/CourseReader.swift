import Foundation
public import Notebook

extension Course {
    /// The name of the file that describes a course.
    public static let fileName = "course.yml"

    /// Reads the course in a folder, with all its notebooks.
    ///
    /// - Throws: `NotebookError` with everything that makes the course unusable.
    public init(folder: String) throws(NotebookError) {
        let file = folder == "." ? Self.fileName : folder + (folder.hasSuffix("/") ? "" : "/") + Self.fileName
        guard let data = FileManager.default.contents(atPath: file) else {
            let found = FileManager.default.fileExists(atPath: folder) ? "no such file" : "no folder \(folder)"
            let hint = "; 'labbook new course NAME' makes a course to start from"
            throw NotebookError([
                Diagnostic(file: file, message: "expected a file that describes a course, found \(found)" + hint)
            ])
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            let message = "expected UTF-8 text of at most a megabyte, found something else"
            throw NotebookError([Diagnostic(file: file, message: message)])
        }
        var reader = CourseReader(file: file, folder: folder)
        self = reader.course(try YAMLTree(text: text, file: file))
        if reader.diagnostics.contains(where: { $0.severity == .error }) { throw NotebookError(reader.diagnostics) }
        warnings = reader.diagnostics + entries.flatMap(\.notebook.warnings)
    }
}

/// Reads the parts of `course.yml`, and keeps what it finds wrong.
private struct CourseReader {
    let file: String
    let folder: String
    private(set) var diagnostics: [Diagnostic] = []
    /// The lines on which notebooks are named, by path.
    private var named: [String: Int] = [:]

    init(file: String, folder: String) {
        self.file = file
        self.folder = folder
    }

    mutating func course(_ tree: YAMLTree) -> Course {
        var course = Course(file: file, folder: folder, title: "")
        let keys = ["title", "subtitle", "author", "description", "parts", "lessons", "pages", "solutions"]
        let values = mapping(tree, "the course", keys)
        if let title = values["title"] {
            course.title = text(title, "title") ?? ""
        } else {
            fail(tree, "the course expects the key title", found: "none")
        }
        course.subtitle = values["subtitle"].flatMap { text($0, "subtitle") }
        course.authors = values["author"].map { list($0) }?.compactMap { text($0, "author") } ?? []
        course.description = values["description"].flatMap { text($0, "description") }
        course.descriptionLine = values["description"]?.line
        switch (values["parts"], values["lessons"]) {
        case (let parts?, nil): course.parts = elements(parts, "parts").map { part($0) }
        case (nil, let lessons?):
            course.parts = [Course.Part(title: nil, lessons: elements(lessons, "lessons").compactMap { lesson($0) })]
        case (let parts?, _?): fail(parts, "the course expects either parts or lessons", found: "both")
        case (nil, nil): fail(tree, "the course expects the key parts, or lessons", found: "none")
        }
        course.pages = values["pages"].map { list($0) }?.compactMap { notebook($0, "a page") } ?? []
        if let solutions = values["solutions"] { addSolutions(from: solutions, to: &course) }
        return course
    }

    private mutating func part(_ tree: YAMLTree) -> Course.Part {
        let values = mapping(tree, "a part", ["title", "lessons"])
        let title = values["title"].flatMap { text($0, "title") }
        if values["title"] == nil { fail(tree, "a part expects the key title", found: "none") }
        guard let lessons = values["lessons"] else {
            fail(tree, "a part expects the key lessons", found: "none")
            return Course.Part(title: title, lessons: [])
        }
        return Course.Part(title: title, lessons: elements(lessons, "lessons").compactMap { lesson($0) })
    }

    /// A lesson: the name of its file, or a mapping with more.
    private mutating func lesson(_ tree: YAMLTree) -> Course.Entry? {
        guard case .mapping = tree.content else { return notebook(tree, "a lesson") }
        let values = mapping(tree, "a lesson", ["file", "summary", "figure", "metric", "alone"])
        guard let file = values["file"] else {
            fail(tree, "a lesson expects the key file", found: "none")
            return nil
        }
        guard var entry = notebook(file, "a lesson's file") else { return nil }
        entry.summary = values["summary"].flatMap { text($0, "summary") }
        if let tree = values["metric"] { entry.metric = text(tree, "metric").map { ($0, tree.line, tree.column) } }
        if let tree = values["figure"], let label = text(tree, "figure") {
            // "fig-loss" names the figure of the cell "loss", as in references.
            let labels = entry.notebook.cells.map(\.label)
            entry.figure = [label, label.hasPrefix("fig-") ? String(label.dropFirst(4)) : label]
                .first(where: labels.contains)
            if entry.figure == nil {
                let hint = labels.isEmpty ? "" : "; " + Suggestion.text(for: label, among: labels)
                fail(tree, "figure expects the label of a cell of \(entry.path).md", found: tree.found + hint)
            }
        }
        if let tree = values["alone"], let word = text(tree, "alone") {
            if !["true", "false"].contains(word) { fail(tree, "alone expects true or false", found: tree.found) }
            entry.runsAlone = word == "true"
        }
        return entry
    }

    /// The notebook that a path in the course's folder names.
    private mutating func notebook(_ tree: YAMLTree, _ name: String) -> Course.Entry? {
        guard let path = text(tree, name) else { return nil }
        let components = path.split(separator: "/", omittingEmptySubsequences: false)
        let isClean = !path.contains { $0.isWhitespace || "#?%\"'<>&\\".contains($0) }
        guard path.hasSuffix(".md"), isClean, !components.contains(where: { ["", ".", "..", ".md"].contains($0) })
        else {
            fail(
                tree, "\(name) expects the path of a Markdown file in the course's folder, without blanks",
                found: tree.found)
            return nil
        }
        if let line = named[path] {
            fail(
                tree, "\(name) expects a file that is not part of the course yet",
                found: "\(path), named on line \(line)")
            return nil
        }
        named[path] = tree.line
        return entry(path, at: tree)
    }

    private mutating func entry(_ path: String, at tree: YAMLTree) -> Course.Entry? {
        let file = folder == "." ? path : folder + (folder.hasSuffix("/") ? "" : "/") + path
        guard FileManager.default.fileExists(atPath: file) else {
            let here = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            let nearest = Suggestion.nearest(to: path, among: here.filter { $0.hasSuffix(".md") })
            let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
            fail(tree, "expected a notebook", found: "no file \(path)" + hint)
            return nil
        }
        do {
            return Course.Entry(path: String(path.dropLast(".md".count)), notebook: try Notebook(file: file))
        } catch {
            diagnostics += error.diagnostics
            return nil
        }
    }

    /// Looks in a folder for a notebook of the name of each lesson.
    private mutating func addSolutions(from tree: YAMLTree, to course: inout Course) {
        guard let name = text(tree, "solutions") else { return }
        let path = folder + "/" + name
        guard !name.contains(".."), !name.hasPrefix("/"),
            let files = try? FileManager.default.contentsOfDirectory(atPath: path)
        else {
            fail(tree, "solutions expects a folder in the course's", found: "no folder \(name)")
            return
        }
        var left = Set(files.filter { $0.hasSuffix(".md") })
        for part in course.parts.indices {
            for index in course.parts[part].lessons.indices {
                let lesson = course.parts[part].lessons[index]
                let file = lesson.notebook.name + ".md"
                guard left.remove(file) != nil, var solution = entry("\(name)/\(file)", at: tree) else { continue }
                solution.counterpart = lesson.path
                course.parts[part].lessons[index].counterpart = solution.path
                course.solutions.append(solution)
            }
        }
        // Where a lesson could not be read, its solutions seem to stray.
        for file in left.sorted() where !diagnostics.contains(where: { $0.severity == .error }) {
            diagnostics.append(
                Diagnostic(
                    file: self.file, line: tree.line, column: tree.column, severity: .warning,
                    message: "expected solutions of lessons, found \(name)/\(file), which has the name of none"))
        }
    }

    // MARK: Parts of YAML

    private mutating func mapping(_ tree: YAMLTree, _ name: String, _ keys: [String]) -> [String: YAMLTree] {
        guard case .mapping(let entries) = tree.content else {
            fail(tree, "\(name) expects lines of the form key: value", found: tree.found)
            return [:]
        }
        var values: [String: YAMLTree] = [:]
        for (key, value) in entries {
            guard case .text(let word) = key.content, keys.contains(word) else {
                let word = if case .text(let word) = key.content { word } else { "" }
                fail(key, "\(name) has no such key", found: "\(key.found); \(Suggestion.text(for: word, among: keys))")
                continue
            }
            // A key without a value says nothing.
            if case .nothing = value.content { continue }
            values[word] = value
        }
        return values
    }

    /// The elements of a list, of which there must be one at least.
    private mutating func elements(_ tree: YAMLTree, _ name: String) -> [YAMLTree] {
        guard case .list(let elements) = tree.content, !elements.isEmpty else {
            fail(tree, "\(name) expects a list, each element on a line that starts with -", found: tree.found)
            return []
        }
        return elements
    }

    /// The elements of a list, or the one thing that stands in its place.
    private func list(_ tree: YAMLTree) -> [YAMLTree] {
        if case .list(let elements) = tree.content { return elements }
        return [tree]
    }

    private mutating func text(_ tree: YAMLTree, _ name: String) -> String? {
        guard case .text(let text) = tree.content else {
            fail(tree, "\(name) expects text", found: tree.found)
            return nil
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private mutating func fail(_ tree: YAMLTree, _ expectation: String, found: String) {
        diagnostics.append(
            Diagnostic(file: file, line: tree.line, column: tree.column, message: "\(expectation), found \(found)"))
    }
}
