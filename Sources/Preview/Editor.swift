import Foundation

/// The reader's own editor, which is started beside the preview if it has a window of its own.
public struct Editor: Sendable {
    /// Why it did not open a file.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// How an editor is told the line.
    private enum Form {
        /// `code --goto FILE:LINE`
        case goto
        /// `subl FILE:LINE`
        case suffix
        /// `gvim +LINE FILE`
        case plus
        /// `kate --line LINE FILE`
        case option
    }

    private static let known: [String: Form] = [
        "code": .goto, "code-insiders": .goto, "codium": .goto, "cursor": .goto, "windsurf": .goto,
        "subl": .suffix, "sublime_text": .suffix, "zed": .suffix, "zeditor": .suffix, "atom": .suffix, "lapce": .suffix,
        "gvim": .plus, "mvim": .plus, "emacsclient": .plus, "gedit": .plus, "gnome-text-editor": .plus,
        "mousepad": .plus,
        "pluma": .plus, "xed": .plus,
        "kate": .option, "kwrite": .option, "idea": .option, "clion": .option, "fleet": .option,
    ]

    private let words: [String]
    private let form: Form?
    private let start: @Sendable (_ command: [String]) throws -> Void

    /// The editor that `$VISUAL` or, without it, `$EDITOR` names.
    ///
    /// - Parameter start: Starts a program that is looked for on PATH, and does not wait for it.
    public init(environment: [String: String], start: @escaping @Sendable (_ command: [String]) throws -> Void) {
        self.start = start
        let command = [environment["VISUAL"], environment["EDITOR"]].compactMap(\.self).first { !$0.isEmpty } ?? ""
        words = command.split(separator: " ").map(String.init)
        form = words.first.flatMap { Self.known[URL(fileURLWithPath: $0).lastPathComponent] }
    }

    /// Whether it has a window of its own; one for the terminal would be in the way of what stands there, so that the page
    /// has links of the form `vscode://file/PATH:LINE` instead.
    var hasWindow: Bool { form != nil }

    /// The command that shows a line of a file.
    func command(_ file: String, line: Int) -> [String] {
        switch form {
        case .goto?: words + ["--goto", "\(file):\(line)"]
        case .suffix?: words + ["\(file):\(line)"]
        case .plus?: words + (words.first?.hasSuffix("emacsclient") == true ? ["-n"] : []) + ["+\(line)", file]
        case .option?: words + ["--line", "\(line)", file]
        case nil: []
        }
    }

    /// Shows a line of a file, and does not wait for the editor.
    package func open(_ file: String, line: Int) throws {
        let path = URL(fileURLWithPath: file).path
        guard hasWindow else {
            throw Failure(description: "$VISUAL or $EDITOR expects an editor with a window of its own, found none")
        }
        do {
            try start(command(path, line: max(1, line)))
        } catch {
            throw Failure(description: "\(words[0]) could not be started: \(error.localizedDescription)")
        }
    }
}
