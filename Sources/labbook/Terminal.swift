import Foundation
import Glibc
import Notebook
import Synchronization

/// Standard error, as a terminal where it is one: messages that stay and one line below them that moves.
final class Terminal: Sendable {
    /// Whether standard error is a terminal, on which a line can move.
    let isInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    private let usesColor: Bool
    private let statusLine = Mutex("")

    init() {
        let noColor = ProcessInfo.processInfo.environment["NO_COLOR"] ?? ""
        usesColor = isInteractive && noColor.isEmpty
    }

    /// Shows what is going on now, in place of what was shown before.
    func show(_ text: String) {
        guard isInteractive else { return }
        statusLine.withLock { line in
            line = String(text.prefix(max(20, width - 1)))
            write("\r\u{1B}[2K" + line)
        }
    }

    /// Takes the moving line away.
    func clear() {
        show("")
    }

    /// Prints a diagnostic with the line it speaks of and a caret under the column.
    func print(_ diagnostic: Diagnostic, lines: [String]) {
        var text = emphasize(diagnostic)
        if let number = diagnostic.line, lines.indices.contains(number - 1) {
            let line = lines[number - 1]
            text += "\n\(line)"
            if let column = diagnostic.column {
                // Tabs stay tabs, so that the caret stands where the column is.
                let before = String(decoding: line.utf8.prefix(column - 1), as: UTF8.self)
                text += "\n" + before.map { $0 == "\t" ? "\t" : " " }.joined() + color("^", "1;32")
            }
        }
        printLine(text)
    }

    /// Prints a line that stays, above the moving one.
    func printLine(_ text: String) {
        statusLine.withLock { line in
            write((line.isEmpty ? "" : "\r\u{1B}[2K") + text + "\n" + line)
        }
    }

    /// Prints a line on standard error.
    static func printError(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    private func emphasize(_ diagnostic: Diagnostic) -> String {
        guard usesColor else { return diagnostic.description }
        let word = ": \(diagnostic.severity.rawValue): "
        let parts = diagnostic.description.split(separator: word, maxSplits: 1)
        guard parts.count == 2 else { return diagnostic.description }
        let hue = diagnostic.severity == .error ? "1;31" : "1;33"
        return "\(color(String(parts[0]), "1")): \(color(diagnostic.severity.rawValue, hue)): \(parts[1])"
    }

    private func color(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    private var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
