import Foundation
import Glibc
import Notebook
import Report

/// A file in a site that says what the site was made from, so that it is not made again from the same.
struct SiteStamp {
    private let file: URL
    private let pages: [URL]
    /// The digests of what the pages are made from, taken before anything runs: what is changed meanwhile is made again.
    private let inputs: [String: String]

    init(folder: URL, _ course: Course, _ theme: Theme) {
        file = folder.appending(path: "inputs.json")
        pages = (["index.html", "search.js"] + course.entries.map { "\($0.path)/index.html" }).map {
            folder.appending(path: $0)
        }
        inputs = Self.inputs(course, theme)
    }

    /// Whether the site was made from what there is now, and all its pages are there.
    var isCurrent: Bool {
        guard let stored = try? Data(contentsOf: file),
            let digests = try? JSONDecoder().decode([String: String].self, from: stored)
        else { return false }
        return digests == inputs && pages.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    func write() {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try? encoder.encode(inputs).write(to: file, options: .atomic)
    }

    func remove() {
        unlink(file.path)
    }

    /// The digests of all that the pages are made from but for the results, which have their own inputs beside them.
    private static func inputs(_ course: Course, _ theme: Theme) -> [String: String] {
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
