import Foundation
import Notebook
import Report
import Testing

@Suite("Failures in the page")
struct FailureTests {
    private let source =
        "# Lesson\n\n```swift\n//| label: one\nlet a = 1\n\tlet é = b + 1\nlet c = 2\n```\n\n```swift\nprint(c)\n```\n"

    private func failed(_ error: CellError, _ source: String? = nil, change: (inout Run) -> Void = { _ in }) throws
        -> Run
    {
        try run(source ?? self.source) { run in
            run.cells[0].status = .failed
            run.cells[0].error = error
            for index in run.cells.indices.dropFirst() {
                run.cells[index].status = .skipped
                run.cells[index].skipReason = "cell one failed"
            }
            change(&run)
        }
    }

    @Test("a failure says its kind, message and place, and shows the line with a caret under the word")
    func excerpt() throws {
        let html = try article(failed(CellError(kind: .trap, message: "out of range", line: 6, column: 11)))
        #expect(html.contains("<strong>The cell crashed</strong>"))
        #expect(html.contains("<a class=\"place\" href=\"#L6\">lessons/lesson.md:6:11</a>"))
        #expect(html.contains("<p class=\"message\">out of range</p>"))
        #expect(html.contains("<span class=\"row here\"><span class=\"number\">6</span>    let é = b + 1</span>"))
        #expect(html.contains("<span class=\"ghost\">    let é = </span><span class=\"mark\">^</span>"))
        #expect(html.contains("<span class=\"line failed\" id=\"L6\">"))
        #expect(!html.contains("```") && !html.contains("label: one"))
    }

    @Test("every diagnostic of the compiler is shown, notes of one place under one excerpt")
    func diagnostics() throws {
        func diagnostic(_ line: Int, _ severity: Diagnostic.Severity, _ message: String) -> Diagnostic {
            Diagnostic(file: "lessons/lesson.md", line: line, column: 6, severity: severity, message: message)
        }
        let html = try article(
            failed(
                CellError(
                    kind: .compile, message: "cannot find 'b' in scope", line: 6, column: 6,
                    diagnostics: [
                        diagnostic(6, .error, "cannot find 'b' in scope"), diagnostic(6, .note, "did you mean 'a'?"),
                        diagnostic(7, .error, "second"),
                    ])))
        #expect(html.contains("Does not compile"))
        #expect(html.components(separatedBy: "cannot find &#39;b&#39; in scope").count == 2)
        #expect(html.contains("did you mean &#39;a&#39;?") && html.contains("second"))
        #expect(html.components(separatedBy: "class=\"excerpt\"").count == 3)
        #expect(html.contains("<span class=\"line failed\" id=\"L7\">"))
    }

    @Test("the banner links to what failed and counts what did not run")
    func banner() throws {
        let html = try report(failed(CellError(kind: .timeout, message: "took longer than 10 s"))).html
        #expect(html.contains("This run failed."))
        #expect(html.contains("href=\"#cell:one\""))
        #expect(html.contains("1 cell was not run"))
        #expect(html.contains("<strong>Not run:</strong> cell one failed."))
        #expect(try !report(run(source)).html.contains("This run failed."))
    }

    @Test("a cell that may fail shows its error and does not fail the run")
    func expected() throws {
        let html = try report(
            run("```swift\n//| error: true\nfatalError()\n```\n") { run in
                run.cells[0].status = .failed
                run.cells[0].error = CellError(kind: .exit, message: "exit(3)")
            }
        ).html
        #expect(html.contains("class=\"failure exit expected\""))
        #expect(!html.contains("This run failed."))
    }

    @Test("a failure is shown even where cell or output are hidden")
    func hidden() throws {
        for option in ["include: false", "output: false", "echo: false"] {
            let html = try article(
                failed(
                    CellError(kind: .memory, message: "too much", line: 3), "```swift\n//| \(option)\nlet a = 1\n```\n")
            )
            #expect(html.contains("The cell used too much memory"), "\(option)")
            #expect(html.contains("id=\"cell:cell-1\""), "\(option)")
        }
    }

    @Test("places that the notebook does not have are survived", arguments: [-1, 0, 6, 13, 99, Int.max])
    func oddPlaces(line: Int) throws {
        for column in [nil, -1, 0, 1, 10_000, Int.max] {
            let error = CellError(kind: .thrown, message: "x", line: line, column: column)
            #expect(try article(failed(error)).contains("An error was thrown"))
        }
    }

    @Test("a value in prose that could not be had says so in its place and in the banner")
    func inlineValue() throws {
        let html = try report(
            run("It is `{swift} accuracy`.") { run in
                run.inlineValues = [InlineResult(error: CellError(kind: .compile, message: "cannot find 'accuracy'"))]
            }
        ).html
        #expect(html.contains("<span class=\"inline-error\" id=\"value:1\"><code>accuracy</code>"))
        #expect(html.contains("href=\"#value:1\""))
    }

    @Test("an unknown TeX command is a warning with its line and column, and is to be seen")
    func unknownCommand() throws {
        let report = try report(run("# A\n\nText $a + \\foo$ and\n\n$$\nx\n+ \\bar{\\baz}\n$$\n"))
        #expect(
            report.warnings.map(\.description) == [
                "lessons/lesson.md:3:11: warning: expected a TeX command that Labbook knows, found \\foo",
                "lessons/lesson.md:7:8: warning: expected a TeX command that Labbook knows, found \\baz",
            ])
        #expect(report.html.contains("<mtext class=\"tex-error\">\\foo</mtext>"))
    }

    @Test("an unknown TeX command in a caption or an output is a warning at its cell")
    func unknownCommandInOutput() throws {
        let report = try report(
            run(
                display("text/markdown", "$\\foo$"), display("text/latex", "$$\\bar{x} \\baz$$"),
                picture(["caption": "$\\qux$"])))
        #expect(report.warnings.map(\.line) == [1, 1, 1])
        #expect(report.warnings.map(\.message.last) == ["o", "z", "x"])
    }

    @Test("fewer results than cells are survived")
    func fewer() throws {
        let html = try report(run(source) { $0.cells.removeAll() }).html
        #expect(html.contains("<article>"))
    }
}
