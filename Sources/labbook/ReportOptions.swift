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
            writer: ReportWriter(
                theme: try theme.map { try Theme(folder: URL(fileURLWithPath: $0, isDirectory: true)) } ?? .standard()),
            printer: pdf ? try Browser.find() : nil, opens: open)
    }

    /// What is needed when the run is over.
    final class Prepared {
        let writer: ReportWriter
        private let printer: Browser?
        /// A page that is made again and again is opened once.
        private var opens: Bool

        fileprivate init(writer: ReportWriter, printer: Browser?, opens: Bool) {
            self.writer = writer
            self.printer = printer
            self.opens = opens
        }

        /// Prints and opens a page, as far as it is asked for, and returns the file that was printed.
        func finish(_ page: URL, name: String) throws -> URL? {
            let file = page.deletingLastPathComponent().appending(path: "\(name).pdf")
            try printer?.print(page, to: file)
            if opens { Desktop.open(page) }
            opens = false
            return printer == nil ? nil : file
        }
    }
}
