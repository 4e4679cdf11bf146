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

@Suite("Shapes that do not fit")
struct ShapeTests {
    /// The boxes of both shapes, those that do not fit between asterisks.
    private func shapes(_ message: String) throws -> [String] {
        let html = try article(
            run { run in
                run.cells[0].status = .failed
                run.cells[0].error = CellError(kind: .trap, message: message, line: 2, column: 1)
            })
        return html.matches(of: #/<p><span class="name">([a-z]+)<.*?<span class="axes"[^>]*>(.*)<\/span><\/p>/#).map {
            let boxes = $0.2.matches(of: #/<span class="axis( odd)?( none)?">([^<]*)/#).map { box in
                box.1 != nil ? "*\(box.3)*" : box.2 != nil ? "-" : String(box.3)
            }
            return "\($0.1) \(boxes.joined(separator: " "))"
        }
    }

    @Test(
        "the tensor core's sentences become two rows of boxes",
        arguments: [
            (
                "•: shapes [5, 784] and [512, 10] do not go together: the left side has 784 columns and the right side "
                    + "512 rows; a right side of shape [784, n] would fit", ["left 5 *784* -", "right - *512* 10"]
            ),
            (
                "•: shapes [5, 784] and [2, 3, 4] do not go together: the right side must be a matrix [784, n] or a "
                    + "vector [784]", ["left 5 *784* -", "right 2 *3* 4"]
            ),
            (
                "Dense: input of shape [5, 28] does not fit weights [784, 10]; [n, 784] would fit",
                ["input 5 *28* -", "weights - *784* 10"]
            ),
            (
                "+: shapes [8, 3] and [4] do not go together: 3 against 4; counted from the last axis, sizes must be "
                    + "equal or 1", ["left 8 *3*", "right - *4*"]
            ),
            (
                "-=: shape [3] can not take up shape [2, 3]; the right side must broadcast to the left",
                ["left - 3", "right *2* 3"]
            ),
            (
                "meanSquaredError: shapes [5, 10] and [5] do not go together; the target must have shape [5, 10]",
                ["first 5 *10*", "second - *5*"]
            ),
            (
                "SGD: tensor 1 of shape [10] can not take a gradient of shape [1, 10]; they must be the same",
                ["first - 10", "gradient *1* 10"]
            ),
        ])
    func sentences(message: String, expected: [String]) throws {
        #expect(try shapes(message) == expected)
    }

    @Test(
        "other sentences have no boxes",
        arguments: [
            "x[3]: index 3 is outside 0..<2 for shape [2, 3]", "argmax: shape [0] has no numbers along axis 0",
            "transposed: axes [0, 0] do not name each axis of shape [2, 3] once; it has the axes [0, 1]",
            "reshaped: shape [2, 3] has 6 numbers, which do not fill [4]", "", "Index out of range", "a: [1] [2]",
            "softmaxCrossEntropy: logits of shape [5, 10] and 4 labels do not go together; logits must have shape [4, classes]",
        ])
    func others(message: String) throws {
        #expect(try shapes(message).isEmpty)
    }

    @Test("values in math become a part of the formula; what is wrong behind them is told at its place")
    func valuesInMath() throws {
        let source = "Here $a = `{swift} one` \\cdot `{swift} two`$, $`{swift} three`\\foo$.\n"
        let texts = ["0.5", "-1.5e-05", "97 %"]
        let full = try report(run(source) { $0.inlineValues = texts.map { InlineResult(text: $0) } })
        #expect(full.html.contains("<mn>0.5</mn>") && full.html.contains("<mn>1.5</mn>"))
        #expect(full.html.contains("<msup><mn>10</mn>") && full.html.contains("<mtext>97\u{A0}%</mtext>"))
        #expect(full.warnings.map(\.column) == [column(of: "\\foo", in: source)])
        let missing = try report(run(source) { $0.inlineValues = texts.map { _ in InlineResult() } })
        #expect(missing.html.contains("<mtext>?</mtext>"))
        #expect(missing.html.contains("id=\"value:2\"><code>two</code> <span class=\"reason\">not run</span></span>"))
    }

    private func column(of text: String, in line: String) -> Int? {
        line.range(of: text).map { line.utf8.distance(from: line.startIndex, to: $0.lowerBound) + 1 }
    }
}
