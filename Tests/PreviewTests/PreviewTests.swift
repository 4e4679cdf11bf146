import Foundation
import Testing

@Suite(
    "labbook preview in a browser", .serialized,
    .enabled(if: Browser.installed != nil, "needs Chromium or Chrome on PATH"))
struct PreviewTests {
    /// Starts the program on a notebook and opens its page.
    func look<Value: Sendable>(
        at text: String, arguments: [String] = ["lesson.md"],
        _ work: @escaping @Sendable (LivePreview, Browser) throws -> Value
    ) async throws -> Value {
        try await onThread {
            let preview = try LivePreview(text, arguments: arguments)
            let browser = try Browser()
            try browser.open(preview.address)
            return try work(preview, browser)
        }
    }

    static func state(_ label: String, _ state: String) -> String {
        "document.querySelector('live-cell[data-cell=\"\(label)\"]').dataset.state === '\(state)'"
    }

    static let isDone = "document.querySelector('aside.live').dataset.phase === 'done'"

    @Test("a saved edit changes the page, and an error comes to its line and goes")
    func edits() async throws {
        @Sendable func text(_ code: String, prose: String = "Prose.") -> String {
            "# A lesson\n\n## One\n\n\(prose)\n\n```swift\n//| label: one\nlet x = 20\nx + 1\n```\n\n```swift\n//| label: two\n\(code)\n```\n"
        }
        try await look(at: text("x * 2")) { preview, browser in
            try browser.wait(until: Self.isDone)
            #expect(
                try browser.value(
                    "document.querySelector('[data-cell=two] samp, [data-cell=two] .value').innerText.trim()") == "40")
            // Loaded once: what is set here would not outlive another loading.
            let _: Bool = try browser.value("window.isSame = true")
            let _: Bool = try browser.value("Boolean(window.article = document.querySelector('article'))")
            func expectUntouched() throws {
                #expect(try browser.value("document.querySelector('[data-cell=one] .value').innerText.trim()") == "21")
                #expect(try browser.value("document.querySelector('article') === window.article") == true)
            }
            try preview.save(text("x * 3", prose: "Other *words*."))
            try browser.wait(until: "document.querySelector('article em').textContent === 'words'")
            try browser.wait(until: "document.querySelector('[data-cell=two] .value').innerText.trim() === '60'")

            try preview.save(text("missing + 1", prose: "Other *words*."))
            try browser.wait(until: "document.querySelector('[data-cell=two] .failure')")
            #expect(
                try browser.value("document.querySelector('[data-cell=two] .failure .message').textContent")
                    == "cannot find 'missing' in scope")
            #expect(try browser.value("document.querySelector('[data-cell=two] .line.failed').id") == "L15")
            try expectUntouched()
            try browser.wait(until: Self.state("two", "failed"))

            try preview.save(text("x * 4", prose: "Other *words*."))
            try browser.wait(until: "document.querySelector('[data-cell=two] .value').innerText.trim() === '80'")
            #expect(try browser.value("document.querySelectorAll('.failure, .banner').length") == 0)
            try expectUntouched()
            #expect(try browser.value("window.isSame") == true)
            #expect(browser.console.isEmpty, "\(browser.console)")
        }
    }

    @Test("cells keep what they show when the text around them becomes another")
    func surroundings() async throws {
        let cell = "```swift\n//| label: kept\n6 * 7\n```"
        let listed = "1. A step:\n\n   " + cell.replacing("\n", with: "\n   ")
        try await look(at: cell) { preview, browser in
            try browser.wait(until: Self.isDone)
            let texts = [
                "Text.\n\n\(listed)", listed, "1. Another list.\n\nText.\n\n\(listed)",
                "## Kept\n\n> \(cell.replacing("\n", with: "\n> "))",
                "---\ntitle: Text\n---\n\(cell)",
            ]
            for (number, text) in texts.enumerated() {
                try preview.save("\(text)\n\nVersion *\(number)*.\n")
                try browser.wait(until: "document.querySelector('article em').textContent === '\(number)'")
                #expect(
                    try browser.value("document.querySelector('[data-cell=kept] .value')?.innerText.trim() ?? ''")
                        == "42")
                #expect(try browser.value("document.querySelectorAll('live-cell').length") == 1)
            }
        }
    }

    @Test("a notebook that cannot be read is told above the page, which stays, and heals when it is saved again")
    func unreadable() async throws {
        try await look(at: "# A lesson\n\n```swift\n6 * 7\n```\n") { preview, browser in
            try browser.wait(until: Self.isDone)
            try preview.save("---\nseed: abc\n---\n# A lesson\n\n```swift\n6 * 7\n```\n")
            try browser.wait(until: "document.querySelector('.live-problems .message')?.textContent.includes('seed')")
            #expect(try browser.value("document.querySelector('.value').innerText.trim()") == "42")
            try preview.save("---\nseed: 5\n---\n# A lesson\n\n```swift\n6 * 8\n```\n")
            try browser.wait(until: "document.querySelector('.value').innerText.trim() === '48'")
            #expect(try browser.value("document.querySelectorAll('.live-problems').length") == 0)
        }
    }

    /// A cell that goes a step for each byte that comes through a pipe.
    private static let stepwise = """
        # Training

        ```swift
        //| label: train
        import Foundation
        let gate = open("gate", O_RDONLY)
        for step in 1...40 {
            var byte: UInt8 = 0
            read(gate, &byte, 1)
            progress("step", step, of: 40, ["loss": 1 / Float(step)])
        }
        print("trained")
        ```
        """

    @Test("the loss plot grows while a cell trains, with a bar and the time left, and gives way to the report's own")
    func training() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "gate").path
        try #require(mkfifo(path, 0o600) == 0)
        try await onThread {
            let preview = try LivePreview(Self.stepwise, in: folder)
            let browser = try Browser()
            try browser.open(preview.address)
            let gate = open(path, O_RDWR)
            defer { close(gate) }
            func go(_ steps: Int) { for _ in 0..<steps { write(gate, ".", 1) } }
            try browser.wait(until: Self.state("train", "running"))
            let points = "document.querySelector('.live-now polyline').getAttribute('points').split(' ').length"
            for (steps, sum) in [(2, 2), (5, 7), (20, 27)] {
                go(steps)
                try browser.wait(until: "\(points) === \(sum)")
            }
            #expect(try browser.value("document.querySelector('.live-now progress').value") == 27)
            try browser.wait(until: "document.querySelector('.live-now .left').textContent.includes('left')")
            #expect(try browser.value("document.querySelector('.live-now .steps').textContent") == "step 27 of 40")
            go(13)
            try browser.wait(until: Self.isDone)
            #expect(try browser.value("document.querySelectorAll('.live-now').length") == 0)
            #expect(
                try browser.value("document.querySelector('[data-cell=train] .progress').innerText", as: String.self)
                    .contains("40/40"))
            #expect(browser.console.isEmpty, "\(browser.console)")
        }
    }

    @Test("what a reader looks at stays where it is: scroll position, folds, focus")
    func place() async throws {
        let paragraphs = (1...40).map { "Paragraph \($0), which is there to be scrolled past.\n\n" }.joined()
        @Sendable func text(_ top: String) -> String {
            "# Long\n\n\(top)\n\n```swift\n//| label: top\nfor number in 1...\(top.count) { print(number) }\n```\n\n\(paragraphs)"
                + "```swift\n//| label: folded\n//| echo: fold\n\"unchanged\"\n```\n\n<details><summary>More</summary>Hidden.</details>\n\n\(paragraphs)"
        }
        try await look(at: text("short")) { preview, browser in
            try browser.wait(until: Self.isDone)
            let _: Bool = try browser.value(
                """
                (() => {
                  document.querySelector("[data-cell=folded] details").open = true;
                  document.querySelector("article > details").open = true;
                  document.querySelector("article > details").scrollIntoView({ behavior: "instant" });
                  document.querySelector("article > details summary").focus({ preventScroll: true });
                  return true;
                })()
                """)
            let top = "document.querySelector('article > details').getBoundingClientRect().top"
            let before: Double = try browser.value(top)
            try preview.save(text("a much longer text at the top\n\nof two paragraphs"))
            try browser.wait(until: "document.querySelector('[data-cell=top] samp').innerText.includes('40')")
            try browser.wait(until: Self.isDone)
            #expect(abs(try browser.value(top) - before) <= 2)
            #expect(try browser.value("scrollY") > 500)
            #expect(try browser.value("document.querySelector('[data-cell=folded] details').open") == true)
            #expect(try browser.value("document.querySelector('article > details').open") == true)
            #expect(try browser.value("document.activeElement.textContent") == "More")
        }
    }

    @Test(
        "after the run the page is the report, byte for byte but for the live part, and what was put in place is it, too"
    )
    func equality() async throws {
        @Sendable func text(_ factor: Int) -> String {
            """
            ---
            title: All kinds of things
            params:
              steps: 5
            ---
            Text with a value, `{swift} params.steps * \(factor)`, and @fig-line.

            ## A section

            ```swift
            //| label: line
            //| fig-cap: A line.
            for step in 1...params.steps { progress("step", step, of: params.steps, ["loss": 1 / Float(step)]) }
            metric("factor", \(factor))
            LinePlot([1, 2, Float(\(factor))], title: "Line", x: "x", y: "y")
            ```

            ## Another

            ```swift
            //| label: table
            print("\\u{1B}[31mred\\u{1B}[0m")
            Table(columns: ["a", "b"], rows: [[1, 2], [3, \(factor)]])
            ```

            ## A third

            ```swift
            //| error: true
            [1, 2][\(factor)]
            ```
            """
        }
        try await look(at: text(4)) { preview, browser in
            try browser.wait(until: Self.isDone)
            try preview.save(text(7))
            try browser.wait(until: "document.querySelector('.inline-value')?.textContent === '35'")
            try browser.wait(until: Self.isDone)
            let file = preview.folder.url.appending(path: "Output/lesson/index.html")
            // The report is written when the page already shows it.
            var report = ""
            let deadline = ContinuousClock.now + .seconds(30)
            while !report.contains(">35<"), ContinuousClock.now < deadline {
                report = try String(contentsOf: file, encoding: .utf8)
            }
            #expect(withoutLivePart(try preview.page()) == report)

            // What the browser shows is what it would show of the report, without what scripts added to both.
            let plain = """
                ((root) => {
                  for (const cell of root.querySelectorAll("live-cell")) cell.replaceWith(...cell.childNodes);
                  for (const it of root.querySelectorAll(".copy, [data-live]")) it.remove();
                  for (const it of root.querySelectorAll(".sort")) it.replaceWith(...it.childNodes);
                  for (const it of root.querySelectorAll("[tabindex]:not(pre)")) it.removeAttribute("tabindex");
                  // Scripts may have taken it away and set it again, behind the others.
                  for (const it of root.querySelectorAll("[tabindex]")) {
                    const value = it.getAttribute("tabindex");
                    it.removeAttribute("tabindex");
                    it.setAttribute("tabindex", value);
                  }
                  for (const it of root.querySelectorAll("[aria-current]")) it.removeAttribute("aria-current");
                  root.normalize();
                  return root;
                })
                """
            let encoded = Data(report.utf8).base64EncodedString()
            let isSame = """
                (() => {
                  const bytes = Uint8Array.from(atob("\(encoded)"), (it) => it.charCodeAt(0));
                  const report = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "text/html");
                  return ["header.title", ".page", "footer.provenance"].map((part) => {
                    const both = [document, report].map((it) => \(plain)(it.querySelector(part).cloneNode(true)));
                    if (both[0].isEqualNode(both[1])) return "same";
                    const [shown, wanted] = both.map((it) => it.outerHTML);
                    let index = 0;
                    while (shown[index] === wanted[index]) index++;
                    return `${shown.slice(index - 60, index + 60)} instead of ${wanted.slice(index - 60, index + 60)}`;
                  });
                })()
                """
            for part: String in try browser.value(isSame, as: [String].self) { #expect(part == "same") }

            // The program's own run gives the same, but for times.
            preview.interrupt()
            #expect(preview.waitForEnd() == 0)
            let run = Process()
            run.executableURL = preview.program
            run.arguments = ["run", "lesson.md"]
            run.currentDirectoryURL = preview.folder.url
            run.standardOutput = FileHandle.nullDevice
            run.standardError = FileHandle.nullDevice
            try run.run()
            run.waitUntilExit()
            let other = withoutTimes(try String(contentsOf: file, encoding: .utf8)).split(separator: "\n")
            for (line, wanted) in zip(withoutTimes(report).split(separator: "\n"), other) { #expect(line == wanted) }
        }
    }

    @Test("text that a cell writes is on the page while it runs, and an edit below it does not end it")
    func whileRunning() async throws {
        @Sendable func text(_ last: String) -> String {
            "```swift\n//| label: slow\nimport Foundation\nprint(\"begun\")\nwhile !FileManager.default.fileExists(atPath: \"go\") { usleep(1000) }\n```\n\n"
                + "```swift\n//| label: last\n\(last)\n```\n"
        }
        try await look(at: text("\"first\"")) { preview, browser in
            try browser.wait(until: "document.querySelector('[data-cell=slow] samp').innerText.includes('begun')")
            try preview.save(text("missing"))
            try browser.wait(until: "document.querySelector('[data-cell=last] .failure')")
            #expect(try browser.value(Self.state("slow", "running")) == true)
            try preview.save(text("\"second\""))
            try browser.wait(until: "!document.querySelector('[data-cell=last] .failure')")
            #expect(try browser.value(Self.state("slow", "running")) == true)
            try preview.folder.write("", to: "go")
            try browser.wait(until: "document.querySelector('[data-cell=last] .value').innerText.includes('second')")
            try browser.wait(until: Self.isDone)
        }
    }

    @Test("nothing is wider than the screen, light and dark, on a desk and a phone", arguments: [false, true])
    func layout(isDark: Bool) async throws {
        try await look(at: "---\nparams: {rate: 0.1}\n---\n# Wide\n\n```swift\n//| label: a\nparams.rate\n```\n") {
            _, browser in
            for (width, height) in [(1280, 900), (390, 844)] {
                try browser.resize(width: width, height: height, isDark: isDark)
                try browser.wait(until: Self.isDone)
                try browser.wait(until: "innerWidth === \(width)")
                #expect(try browser.value("document.documentElement.scrollWidth") <= width)
                let outside: [String] = try browser.value(
                    """
                    [...document.querySelectorAll(".live *")].filter((it) => it.checkVisibility()
                      && it.getBoundingClientRect().width && it.getBoundingClientRect().right > innerWidth).map((it) => it.outerHTML)
                    """)
                #expect(outside.isEmpty, "\(outside)")
            }
            #expect(browser.console.isEmpty, "\(browser.console)")
        }
    }
}

/// A report without what depends on when and how fast it was run.
private func withoutTimes(_ html: String) -> String {
    html.replacing(/(&lt; )?\d[\d.,]* (ms|s|min|h)\b/, with: "T")
        .replacing(/\d{4}-\d\d-\d\d[T ][\d:]+( UTC|Z)/, with: "D")
        .replacing(/(width|x)="[\d.]+"/, with: "L")
}
