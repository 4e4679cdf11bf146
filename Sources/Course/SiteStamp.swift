import Foundation
import Glibc
import Notebook
import Report

/// A file in a site that says what the site was made from, so that it is not made again from the same.
struct SiteStamp {
    private let file: URL
    private let folder: URL

    init(folder: URL) {
        self.folder = folder
        file = folder.appending(path: "inputs.json")
    }

    /// Whether the site was made from this course with this theme, and all its pages are there.
    func isCurrent(_ course: Course, _ theme: Theme) -> Bool {
        guard let stored = try? Data(contentsOf: file),
            let digests = try? JSONDecoder().decode([String: String].self, from: stored)
        else { return false }
        let pages = ["index.html", "search.js"] + course.entries.map { "\($0.path)/index.html" }
        return digests == current(course, theme)
            && pages.allSatisfy { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }
    }

    func write(_ course: Course, _ theme: Theme) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try? encoder.encode(current(course, theme)).write(to: file, options: .atomic)
    }

    func remove() {
        unlink(file.path)
    }

    /// The digests of all that the pages are made from but for the results, which have their own inputs beside them.
    private func current(_ course: Course, _ theme: Theme) -> [String: String] {
        var digests = [
            "program": LessonInputs.programIdentity(), "theme": LessonInputs.digest(theme.sources.joined()),
            course.file: LessonInputs.digest(of: course.file) ?? "",
        ]
        for entry in course.entries {
            digests[entry.notebook.file] = LessonInputs.digest(entry.notebook.lines.joined(separator: "\n"))
            // Pictures and files that the prose names, however it does: the words that are paths of files.
            let folder = URL(fileURLWithPath: entry.notebook.file).deletingLastPathComponent()
            for name in entry.notebook.namedFiles {
                let path = folder.appending(path: name).path
                if let digest = LessonInputs.digest(of: path) { digests[path] = digest }
            }
        }
        return digests
    }
}

extension Notebook {
    /// The paths of files that prose shows or links to.
    fileprivate var namedFiles: [String] {
        let shown = lines.flatMap { line in
            line.contains(".") && (line.contains("](") || line.contains("src"))
                ? line.matches(of: /\]\(<?([^)>\s]+)|src\s*=\s*["']([^"']+)/).compactMap {
                    ($0.1 ?? $0.2).map(String.init)
                }
                : []
        }
        return links.compactMap(\.file)
            + shown.filter { !$0.contains(":") && !$0.hasPrefix("#") && !$0.hasSuffix(".md") }
    }
}
