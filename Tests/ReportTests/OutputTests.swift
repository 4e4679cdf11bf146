import Foundation
import Notebook
import Report
import Testing

@Suite("Outputs in the page")
struct OutputTests {
    private let attack = "<script>alert(\"&\")</script><img src=x onerror=alert(1)>"

    @Test("what a cell puts out is escaped, whatever it is")
    func escaping() throws {
        let run = try run(
            .stream(.stdout, attack), .stream(.stderr, attack), display("text/plain", attack),
            .metric(name: attack, value: 1),
            .progress(Progress(label: attack, step: 1, total: 2, values: [.init(name: attack, value: 1)])),
            .display(
                MIMEBundle(forms: ["image/png": .data(pixel)], metadata: ["alt": attack, "width": "\"><script>"])),
            display(
                "application/vnd.labbook.table+json",
                #"{"columns":["<script>alert(1)</script>"],"rows":[["<script>alert(1)</script>"]]}"#))
        let html = try report(run).html
        #expect(html.components(separatedBy: "<script>").count == 2, "only the page's own script")
        #expect(!html.contains("<img src=x"))
    }

    @Test("names, messages and values from outside are escaped everywhere")
    func escapingElsewhere() throws {
        let html = try report(
            run(
                "---\ntitle: '\(attack)'\nsubtitle: '\(attack)'\nauthor: '\(attack)'\ndate: '\(attack)'\n---\n"
                    + "`{swift} a`\n```swift\nlet x = 1\n```\n",
                params: [Parameter(name: "p", value: .string(attack))]
            ) { run in
                run.inlineValues = [InlineResult(text: attack)]
                run.environment.cpu = attack
                run.environment.labbook = attack
                run.data = [DataProvenance(name: attack, sha256: attack)]
                run.cells[0].status = .failed
                run.cells[0].error = CellError(kind: .thrown, message: attack, line: 8, column: 2)
                run.cells[0].warnings = [Diagnostic(file: attack, line: 8, severity: .warning, message: attack)]
            }
        ).html
        #expect(html.components(separatedBy: "<script>").count == 2)
        #expect(!html.contains("<img src=x"))
    }

    @Test("HTML that is shown on purpose is given as it is, and comes before plain text")
    func html() throws {
        let bundle = MIMEBundle(forms: ["text/html": .text("<b id=\"own\">x</b>"), "text/plain": .text("plain")])
        let html = try article(run(.display(bundle)))
        #expect(html.contains("<div class=\"output markup\"><b id=\"own\">x</b></div>"))
        #expect(!html.contains("plain"))
    }

    @Test("Markdown is rendered, with formulas")
    func markdown() throws {
        let html = try article(run(display("text/markdown", "*a* $x^2$")))
        #expect(html.contains("<em>a</em> <math>"))
    }

    @Test("a picture is in the page, with its size, text and number")
    func figure() throws {
        let html = try article(
            run(picture(["width": "400", "height": "300", "alt": "falling"]), options: "//| fig-cap: Loss *now*\n"))
        #expect(html.contains("<img src=\"data:image/png;base64,"))
        #expect(html.contains("alt=\"falling\" width=\"400\" height=\"300\">"))
        #expect(
            html.contains(
                "<figcaption><span class=\"figure-number\">Figure 1.</span> Loss <em>now</em></figcaption>"))
    }

    @Test("figures with captions are numbered through the notebook, hidden ones not")
    func numbers() throws {
        let cell = "```swift\n1\n```\n"
        let html = try article(
            run(
                cell + "```swift\n//| output: false\n1\n```\n" + cell,
                outputs: [
                    [picture(["caption": "a"]), picture()], [picture(["caption": "hidden"])],
                    [picture(["caption": "b"])],
                ]))
        #expect(html.contains("Figure 1.</span> a"))
        #expect(html.contains("Figure 2.</span> b"))
        #expect(!html.contains("hidden"))
    }

    @Test("a picture with a dark form brings both, a scalable one its own address")
    func forms() throws {
        let both = MIMEBundle(forms: ["image/png": .data(pixel), "image/png;theme=dark": .data(pixel)])
        let html = try article(run(.display(both), display("image/svg+xml", "<svg onload=\"alert(1)\"/>")))
        #expect(html.contains("class=\"light-form\""))
        #expect(html.contains("class=\"dark-form\""))
        #expect(html.contains("src=\"data:image/svg+xml;base64,"))
        #expect(!html.contains("onload"))
    }

    @Test("columns of numbers are set to the right, broken tables fall back to text")
    func tables() throws {
        let json = #"{"columns":["name","share"],"rows":[["a","97.2 %"],["b",-3],["c",null]]}"#
        let html = try article(run(display("application/vnd.labbook.table+json", json)))
        #expect(html.contains("<th scope=\"col\">name</th><th scope=\"col\" class=\"number\">share</th>"))
        #expect(html.contains("<td>b</td><td class=\"number\">−3</td>"))
        let broken = MIMEBundle(
            forms: ["application/vnd.labbook.table+json": .text("{"), "text/plain": .text("the table")])
        #expect(try article(run(.display(broken))).contains("the table"))
    }

    @Test("progress of one label is one bar with its last numbers and the course of the first")
    func progress() throws {
        func event(_ step: Int, _ loss: Double) -> Output {
            .progress(Progress(label: "epoch", step: step, total: 3, values: [.init(name: "loss", value: loss)]))
        }
        let html = try article(
            run(
                event(1, 3), .metric(name: "loss", value: 3), event(2, .nan), event(3, 0.5),
                .metric(name: "loss", value: 0.5)))
        #expect(html.components(separatedBy: "class=\"output progress").count == 2)
        #expect(html.contains("<b>0.5</b>"))
        #expect(html.contains("loss goes from 3 to 0.5 in 3 steps"))
        #expect(html.contains("points=\"2,2 98,22\""))
        #expect(html.components(separatedBy: "class=\"output metrics").count == 2)
    }

    @Test("progress without an end, of one step or of no number is shown without a course")
    func oddProgress() throws {
        for values in [[], [Progress.Value(name: "loss", value: .infinity)], [Progress.Value(name: "loss", value: 1)]] {
            for total in [nil, 0, -1, 1, Int.max] {
                let html = try article(
                    run(.progress(Progress(label: "step", step: .max, total: total, values: values))))
                #expect(html.contains("class=\"output progress"))
                #expect(!html.contains("sparkline"))
            }
        }
    }

    @Test("metrics are cards at the top, in order, with their last value")
    func metrics() throws {
        let html = try report(
            run(
                .metric(name: "b", value: 0.1), .metric(name: "a", value: 60_000), .metric(name: "b", value: 0.974123),
                .metric(name: "c", value: .nan), .metric(name: "d", value: 1.5e-9))
        ).html
        let cards = try #require(html.range(of: "<dl class=\"cards\"[\\s\\S]*?</dl>", options: .regularExpression))
        let text = html[cards].replacing(#/<[^>]*>/#, with: " ").split(whereSeparator: \.isWhitespace)
        #expect(text.joined(separator: " ") == "b 0.97412 a 60 000 c NaN d 1.5·10⁻⁹")
    }

    @Test("options decide what is shown")
    func options() throws {
        let output = Output.stream(.stdout, "said\n")
        let plain = try article(run(output))
        #expect(plain.contains("language-swift") && plain.contains("said"))
        let quiet = try article(run(output, options: "//| echo: false\n"))
        #expect(!quiet.contains("language-swift") && quiet.contains("said"))
        let folded = try article(run(output, options: "//| echo: fold\n"))
        #expect(folded.contains("<details class=\"fold\">") && folded.contains("said"))
        let silent = try article(run(output, options: "//| output: false\n"))
        #expect(silent.contains("language-swift") && !silent.contains("said"))
        #expect(
            try article(run(output, options: "//| include: false\n")).trimmingCharacters(in: .whitespacesAndNewlines)
                .isEmpty)
        let shown = try article(run(options: "//| eval: false\n"))
        #expect(shown.contains("shown, not run") && !shown.contains("Not run:"))
    }
}
