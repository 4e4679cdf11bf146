import ArgumentParser
import Foundation
import Report

/// The options that say how a report looks, and what becomes of it when it is written.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder with templates and style sheet that take the place of the report's own.", valueName: "folder"),
        completion: .directory)
    var theme: String?

    @Flag(help: "Prints the report to NAME.pdf, too, by Chromium or Chrome.")
    var pdf = false

    @Flag(help: "Opens the report in the browser.")
    var open = false

    /// Sees to it, before a long run, that the report can be made as it is asked for.
    func prepare() throws -> Prepared {
        Prepared(
            theme: try .named(theme),
            printer: pdf ? try Browser.find() : nil, opens: open)
    }

    /// What is needed when the run is over.
    final class Prepared {
        let theme: Theme
        private let printer: Browser?
        /// A page that is made again and again is opened once.
        private var opens: Bool

        fileprivate init(theme: Theme, printer: Browser?, opens: Bool) {
            self.theme = theme
            self.printer = printer
            self.opens = opens
        }

        /// Writes reports with the theme.
        var writer: ReportWriter { ReportWriter(theme: theme) }

        /// Prints and opens a page, as far as it is asked for, and returns the file that was printed.
        func finish(_ page: URL, name: String) throws -> URL? {
            try finish(
                page, printing: page, to: page.deletingLastPathComponent().appending(path: "\(name).pdf"))
        }

        /// Opens a page and prints another, as far as it is asked for, and returns the file that was printed.
        func finish(_ page: URL, printing whole: URL, to file: URL) throws -> URL? {
            try printer?.print(whole, to: file)
            if opens { Desktop.open(page) }
            opens = false
            return printer == nil ? nil : file
        }
    }
}

extension Theme {
    /// The theme in a folder; the standard one where none is named.
    static func named(_ folder: String?) throws -> Theme {
        try folder.map { try Theme(folder: URL(fileURLWithPath: $0, isDirectory: true)) } ?? .standard()
    }
}
