public import Foundation
internal import Mustache

/// The look of a report: a folder of templates, one style sheet and one script, which anyone can copy and change.
public struct Theme: Sendable {
    /// What is wrong with a theme's folder.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// The file, and the place in it where it is known, what was expected and what was found.
        public var description: String
    }

    /// The templates that a theme consists of, each a file `NAME.mustache`.
    public static let templateNames = [
        "page", "contents", "cell", "excerpt", "diagnostic", "error", "shapes", "stream", "value", "markup", "figure",
        "table",
        "progress", "metrics", "provenance",
    ]

    let style: String
    let script: String
    private let library: MustacheLibrary

    /// Reads a theme from a folder.
    ///
    /// - Throws: `Theme.Failure` where a file is missing or a template is not one.
    public init(folder: URL) throws {
        func text(_ name: String) throws -> String {
            let file = folder.appending(path: name)
            do {
                return try String(contentsOf: file, encoding: .utf8)
            } catch {
                throw Failure(
                    description: "\(file.path): error: expected a file of the theme, found none that is readable text")
            }
        }
        var library = MustacheLibrary()
        for name in Theme.templateNames {
            do {
                try library.register(try text("\(name).mustache"), named: name)
            } catch let error as MustacheTemplate.ParserError {
                let place = "\(error.context.lineNumber):\(error.context.columnNumber)"
                throw Failure(
                    description: "\(folder.appending(path: "\(name).mustache").path):\(place): error: "
                        + "expected a Mustache template, found \(error.error)")
            }
        }
        self.library = library
        style = try text("style.css")
        script = try text("script.js")
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
        guard let text = library.render(value, withTemplate: name) else {
            throw Failure(description: "\(name).mustache: error: expected a template of the theme, found none")
        }
        return text
    }
}
