import Foundation
import Preview
import Synchronization
import Testing

@Suite("The reader's editor")
struct EditorTests {
    @Test(
        "an editor with a window is told file and line in its own way",
        arguments: [
            ("code", ["code", "--goto", "/n.md:7"]),
            ("/usr/bin/code --wait", ["/usr/bin/code", "--wait", "--goto", "/n.md:7"]),
            ("subl", ["subl", "/n.md:7"]), ("gvim", ["gvim", "+7", "/n.md"]),
            ("emacsclient", ["emacsclient", "-n", "+7", "/n.md"]), ("kate", ["kate", "--line", "7", "/n.md"]),
        ])
    func commands(editor: String, command: [String]) throws {
        let started = Started()
        try Editor(environment: ["VISUAL": editor, "EDITOR": "vi"], start: started.note).open("/n.md", line: 7)
        #expect(started.commands == [command])
    }

    @Test("an editor for the terminal is not started", arguments: ["vi", "nano", "emacs -nw", "", "unknown --gui"])
    func terminal(editor: String) {
        let started = Started()
        #expect(throws: (any Error).self) {
            try Editor(environment: ["EDITOR": editor], start: started.note).open("/n.md", line: 7)
        }
        #expect(started.commands.isEmpty)
    }

    /// What would have been started.
    private final class Started: Sendable {
        private let list = Mutex<[[String]]>([])
        var commands: [[String]] { list.withLock { $0 } }

        @Sendable func note(_ command: [String]) {
            list.withLock { $0.append(command) }
        }
    }
}
