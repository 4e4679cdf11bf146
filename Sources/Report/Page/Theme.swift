public import Foundation
internal import Mustache
internal import Notebook

/// The look of a report: a folder of templates, one style sheet and one script, which anyone can copy and change.
public struct Theme: Sendable {
    /// What is wrong with a theme's folder.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The file, and the place in it where it is known, what was expected and what was found.
        public var description: String
    }

    /// The templates that a theme consists of, each a file `NAME.mustache`.
    public static let templateNames = [
        "page", "head", "switch", "contents", "cell", "excerpt", "diagnostic", "error", "shapes", "stream", "value",
        "markup", "figure",
        "table", "progress", "metrics", "provenance",
        "course-bar", "course-contents", "course-end", "course-foot", "course-home", "course-card", "course-figures",
        "course-metrics", "course-print",
    ]

    let style: String
    let script: String
    /// What the pages of a course have besides.
    let courseStyle: String
    let courseScript: String
    /// The text of all its files, by which one theme is told from another.
    package let sources: [String]
    private let library: MustacheLibrary

    /// Reads a theme from a folder, which needs to hold only the files that it changes; the others are the standard
    /// theme's, so that a copy also serves a later version with more of them.
    ///
    /// - Throws: `Theme.Failure` where there is nothing of a theme, a template that is not known, or one that is none.
    public init(folder: URL) throws {
        let found = Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        try Theme.checkNames(found, in: folder)
        var sources: [String] = []
        func text(_ name: String) throws -> String {
            let file = (found.contains(name) ? folder : Theme.standardFolder).appending(path: name)
            do {
                sources.append(try String(contentsOf: file, encoding: .utf8))
                return sources[sources.count - 1]
            } catch {
                throw Failure(
                    description:
                        "\(file.relativePath): error: expected a file of the theme, found none that is readable text")
            }
        }
        var library = MustacheLibrary()
        for name in Theme.templateNames {
            do {
                try library.register(try text("\(name).mustache"), named: name)
            } catch let error as MustacheTemplate.ParserError {
                let place = "\(error.context.lineNumber):\(error.context.columnNumber)"
                throw Failure(
                    description: "\(folder.appending(path: "\(name).mustache").relativePath):\(place): error: "
                        + "expected a Mustache template, found \(error.error)")
            }
        }
        self.library = library
        style = try text("style.css")
        script = try text("script.js")
        courseStyle = try text("course.css")
        courseScript = try text("course.js")
        self.sources = sources
    }

    private static let files =
        templateNames.map { "\($0).mustache" }
        + ["style.css", "script.js", "course.css", "course.js"]

    private static func checkNames(_ found: Set<String>, in folder: URL) throws {
        guard !found.isDisjoint(with: files) else {
            throw Failure(
                description:
                    "\(folder.relativePath): error: expected a folder with files of a theme, such as style.css, found "
                    + "none")
        }
        for name in found.sorted() where name.hasSuffix(".mustache") && !files.contains(name) {
            throw Failure(
                description:
                    "\(folder.appending(path: name).relativePath): error: expected a template that a report uses, "
                    + "found \(name); \(Suggestion.text(for: name, among: files))")
        }
    }

    /// The theme that comes with Labbook.
    ///
    /// - Throws: `Theme.Failure` where the program was moved away from its resources.
    public static func standard() throws -> Theme {
        try Theme(folder: standardFolder)
    }

    /// The folder of the theme that comes with Labbook, for who wants to start from a copy.
    public static var standardFolder: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Theme")
    }

    /// The text of a template for a value, whose properties are the template's names.
    func render(_ name: String, _ value: Any) throws -> String {
        guard let text = library.render(NamedValues.of(value), withTemplate: name) else {
            throw Failure(description: "\(name).mustache: error: expected a template of the theme, found none")
        }
        return text
    }
}

/// The properties of a value by their names, so that a template finds each without going through all of them.
struct NamedValues: MustacheParent {
    private let values: [String: Any]

    private init(of value: Any) {
        let named = Mirror(reflecting: value).children.compactMap { child in
            // What is nil has no name here.
            child.label.flatMap { name in unwrapped(child.value).map { (name, $0) } }
        }
        values = Dictionary(named) { first, _ in first }
    }

    /// The value as a template reads it fast: itself, if it says on its own what it has.
    static func of(_ value: Any) -> Any { value is any MustacheParent ? value : NamedValues(of: value) }

    func child(named name: String) -> Any? { values[name] }
}

/// What a value is without the optional around it.
private func unwrapped(_ value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    return mirror.displayStyle == .optional ? mirror.children.first?.value : value
}
