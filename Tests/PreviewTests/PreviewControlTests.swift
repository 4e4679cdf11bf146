import Foundation
import Testing

/// Stopping, running again and ending: by the panel on the page, and from the terminal.
extension PreviewTests {
    @Test("the panel stops a cell, runs from a cell, runs all in a new kernel, and sets parameters")
    func panel() async throws {
        let text = """
            ---
            params:
              steps: 2
            ---
            ```swift
            //| label: count
            import Foundation
            let log = open("log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            write(log, "a", 1)
            params.steps
            ```

            ```swift
            //| label: wait
            write(log, "b", 1)
            while FileManager.default.fileExists(atPath: "hold") { usleep(1000) }
            ```

            ```swift
            //| label: last
            write(log, "c", 1)
            "end"
            ```
            """
        try await look(at: text) { preview, browser in
            func click(_ selector: String) throws {
                let _: Bool = try browser.value("(document.querySelector('\(selector)').click(), true)")
            }
            func log() throws -> String {
                try String(contentsOf: preview.folder.url.appending(path: "log"), encoding: .utf8)
            }
            let buttons = ".live .buttons button"
            try browser.wait(until: Self.isDone)
            #expect(try log() == "abc")
            try preview.folder.write("", to: "hold")
            try click(".live [aria-label=\"Run from wait\"]")
            try browser.wait(until: Self.state("wait", "running"))
            try click("\(buttons):nth-child(1)")
            try browser.wait(until: Self.state("wait", "failed"))
            try browser.wait(until: Self.state("last", "skipped"))
            #expect(try log() == "abcb")

            try FileManager.default.removeItem(at: preview.folder.url.appending(path: "hold"))
            try click(".live [aria-label=\"Run from wait\"]")
            try browser.wait(until: Self.isDone)
            #expect(try log() == "abcbbc")
            try click("\(buttons):nth-child(3)")
            let deadline = ContinuousClock.now + .seconds(30)
            while try log() != "abcbbcabc", ContinuousClock.now < deadline { sched_yield() }
            #expect(try log() == "abcbbcabc")
            try browser.wait(until: Self.isDone)

            let set = """
                ((value) => {
                  const field = document.querySelector(".params input");
                  field.value = value;
                  field.dispatchEvent(new Event("change"));
                  return true;
                })
                """
            let _: Bool = try browser.value("\(set)('7')")
            try browser.wait(until: "document.querySelector('[data-cell=count] .value').innerText.trim() === '7'")
            let _: Bool = try browser.value("\(set)('7.5')")
            try browser.wait(until: "document.querySelector('.complaint').textContent.includes('expects an integer')")
        }
    }

    private static let endless = "```swift\n//| label: endless\nimport Foundation\nwhile true { usleep(1000) }\n```\n"

    @Test("Ctrl-C stops the cell that runs, once more ends the program")
    func interrupts() async throws {
        try await look(at: Self.endless) { preview, browser in
            try browser.wait(until: Self.state("endless", "running"))
            preview.interrupt()
            try browser.wait(until: Self.state("endless", "failed"))
            preview.interrupt()
            #expect(preview.waitForEnd() == 0)
            try browser.wait(until: "document.querySelector('aside.live').classList.contains('apart')")
        }
    }

    @Test("a closed terminal, or being told to, ends the program whatever runs", arguments: [SIGHUP, SIGTERM])
    func ended(signal: Int32) async throws {
        try await look(at: Self.endless) { preview, browser in
            try browser.wait(until: Self.state("endless", "running"))
            preview.interrupt(by: signal)
            #expect(preview.waitForEnd() == 0)
        }
    }
}
