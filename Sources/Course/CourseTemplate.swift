import Foundation
import Glibc
import Notebook

/// What `labbook new` starts from: the files in the folder Templates, in which `{{title}}` is a title.
public enum CourseTemplate {
    private static let folder = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Templates")

    /// Writes a small course that runs into a folder, which must be new or empty.
    ///
    /// - Returns: The files, from the folder.
    /// - Throws: `CourseError` where there is something already, or nothing can be written.
    public static func writeCourse(to folder: String) throws -> [String] {
        let here = try? FileManager.default.contentsOfDirectory(atPath: folder)
        guard here?.isEmpty ?? !FileManager.default.fileExists(atPath: folder) else {
            throw CourseError("\(folder): error: expected a new folder, or an empty one, found one with files")
        }
        let templates = self.folder.appending(path: "course")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: templates.path).sorted().filter {
            $0.hasSuffix(".md") || $0.hasSuffix(".yml")
        }
        let name = URL(fileURLWithPath: folder).lastPathComponent
        for path in paths {
            try write(templates.appending(path: path), title: title(of: name), to: "\(folder)/\(path)")
        }
        return paths
    }

    /// Writes a lesson and, in a folder with a course, names it at the end of `course.yml`.
    ///
    /// - Parameters:
    ///   - name: The lesson's title, `Batch normalisation`, or the path of its file.
    ///   - folder: The course's folder, if there is a course.
    /// - Returns: The file, and the line that is to be added to `course.yml` by hand, where it could not be found out
    ///   where it belongs.
    /// - Throws: `CourseError` where there is such a file already, or it cannot be written.
    public static func writeLesson(_ name: String, in folder: String?) throws -> (file: String, line: String?) {
        let isPath = name.hasSuffix(".md") || name.contains("/")
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        let base = last.hasSuffix(".md") ? String(last.dropLast(3)) : last
        let slug = isPath ? base : self.slug(of: base)
        guard !slug.isEmpty else {
            throw CourseError("labbook: error: expected a name for the lesson, found \"\(name)\"")
        }
        let parent =
            isPath && name.contains("/")
            ? String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]) : folder ?? "."
        let file = parent + "/" + (isPath || folder == nil ? slug : try number(in: parent) + slug) + ".md"
        let shown = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CourseError("\(shown): error: expected no such file yet, found one")
        }
        try write(
            self.folder.appending(path: "lesson.md"), title: isPath ? title(of: base) : base, to: file)
        guard let folder, parent == folder else { return (shown, nil) }
        let name = URL(fileURLWithPath: file).lastPathComponent
        return (shown, try CourseListing(folder: folder).append(name) ? nil : "- \(name)")
    }

    private static func write(_ template: URL, title: String, to file: String) throws {
        do {
            let text = try String(contentsOf: template, encoding: .utf8).replacing("{{title}}", with: quoted(title))
            let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        } catch let error as CocoaError {
            throw CourseError("\(file): error: expected to write a file here, found: \(error.localizedDescription)")
        }
    }

    /// The number of the next lesson with a hyphen behind it, `12-`.
    private static func number(in folder: String) throws -> String {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let numbers = files.compactMap { $0.prefixMatch(of: /(\d+)-.*\.md/).flatMap { Int($0.1) } }
        let next = "\((numbers.max() ?? 0) + 1)"
        return (next.count < 2 ? "0" : "") + next + "-"
    }

    /// A title as the name of a file: "Batch normalisation" as `batch-normalisation`.
    private static func slug(of title: String) -> String {
        title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    /// The name of a file as a title: `03-batch-normalisation` as "Batch normalisation".
    private static func title(of name: String) -> String {
        let words = name.trimmingPrefix(/\d+-/).split { "-_ ".contains($0) }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// A title as YAML reads it.
    private static func quoted(_ title: String) -> String {
        let isPlain = title.wholeMatch(of: /[\p{L}][\p{L}\p{N} ,.()-]*/) != nil && Double(title) == nil
        let words = ["true", "false", "null", "yes", "no", "on", "off"]
        if isPlain, !words.contains(title.lowercased()) { return title }
        return "\"" + title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// The list of lessons in a `course.yml`, to which a line can be added without changing any other.
struct CourseListing {
    let folder: String
    private var file: String { folder + "/" + Course.fileName }

    /// Adds a lesson behind the last one; false where the file is not written one lesson to a line.
    func append(_ name: String) throws -> Bool {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let tree = try? YAMLTree(text: text, file: file), let last = lastLesson(in: tree)
        else { return false }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = last.line - 1
        guard lines.indices.contains(start), let dash = lines[start].firstIndex(of: "-"),
            lines[start][..<dash].allSatisfy({ $0 == " " }), lines[start].utf8.count > last.column
        else { return false }
        let lead = lines[start][...dash]
        // A lesson with more than a file goes on as long as lines stand further in than its hyphen.
        var end = start + 1
        while end < lines.count, let first = lines[end].firstIndex(where: { $0 != " " }),
            lines[end][..<first].count >= lead.count
        {
            end += 1
        }
        lines.insert("\(lead) \(name)", at: end)
        let changed = lines.joined(separator: "\n")
        // What was added must be read as the last lesson.
        guard let tree = try? YAMLTree(text: changed, file: file), let added = lastLesson(in: tree),
            case .text(name) = added.content
        else { return false }
        do {
            try Data(changed.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw CourseError("\(file): error: expected to add \(name) here, found: \(error.localizedDescription)")
        }
        return true
    }

    private func lastLesson(in tree: YAMLTree) -> YAMLTree? {
        func value(_ key: String, of tree: YAMLTree) -> YAMLTree? {
            guard case .mapping(let entries) = tree.content else { return nil }
            return entries.first { if case .text(key) = $0.key.content { true } else { false } }?.value
        }
        func last(_ tree: YAMLTree?) -> YAMLTree? {
            if case .list(let elements)? = tree?.content { elements.last } else { nil }
        }
        if let lessons = value("lessons", of: tree) { return last(lessons) }
        return last(value("parts", of: tree)).flatMap { last(value("lessons", of: $0)) }
    }
}
