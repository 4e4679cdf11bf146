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

    @Test("a figure with its data has them below it, some of many, and words made of them")
    func figureData() throws {
        let rows = (1...500).map { "[\($0),\(1 / Double($0))]" }.joined(separator: ",")
        let bundle = MIMEBundle(forms: [
            "image/png": .data(pixel),
            "application/vnd.labbook.table+json": .text("{\"columns\":[\"epoch\",\"loss\"],\"rows\":[\(rows)]}"),
        ])
        let html = try article(run(.display(bundle), options: "//| fig-cap: Loss\n"))
        #expect(html.contains("alt=\"loss goes from 1 to 0.002 over 500 rows, lowest 0.002 at epoch 500\""))
        #expect(html.contains("Figure 1.") && !html.contains("Table 1."))
        let data = try #require(html.range(of: "<details class=\"data-table\">"))
        #expect(html[data.upperBound...].components(separatedBy: "<tr>").count == 252)
        #expect(html.contains("250 rows not shown here"))
    }

    @Test("a caption stands in for words about a picture, without its markup")
    func captionAsAlternative() throws {
        let html = try article(run(picture(), options: "//| fig-cap: The *loss* of $x^2$ & more\n"))
        #expect(html.contains("alt=\"The loss of x2 &amp; more\""))
    }

    @Test("columns of numbers are set to the right, broken tables fall back to text")
    func tables() throws {
        let json = #"{"columns":["name","share"],"rows":[["a","97.2 %"],["b",-3],["c",null]]}"#
        let html = try article(run(display("application/vnd.labbook.table+json", json)))
        #expect(html.contains("<th scope=\"col\">name</th><th scope=\"col\" class=\"number\">share</th>"))
        #expect(html.contains("<td>b</td><td class=\"number\" data-value=\"-3.0\">−3</td>"))
        let broken = MIMEBundle(
            forms: ["application/vnd.labbook.table+json": .text("{"), "text/plain": .text("the table")])
        #expect(try article(run(.display(broken))).contains("the table"))
    }

    @Test("decimal points of a column stand below each other, and powers of ten are written as such")
    func decimals() throws {
        let json = #"{"columns":["n","m"],"rows":[["0.9878","1.2e-05"],["0.968","-3"],["0",0.5],[null,7]]}"#
        let html = try article(run(display("application/vnd.labbook.table+json", json)))
        func padded(_ text: String, _ padding: String) -> String {
            "\(text)<span class=\"pad\" aria-hidden=\"true\">\(padding)</span></td>"
        }
        #expect(html.contains(">0.9878</td>"))
        #expect(html.contains(padded("0.968", "0")) && html.contains(padded("0", ".0000")))
        #expect(
            html.contains(">1.2·10⁻⁵</td>") && html.contains(padded("−3", ".0")) && html.contains(padded("7", ".0")))
    }

    @Test("shares in per cent have their decimal points below each other, and their signs too")
    func shares() throws {
        let json = #"{"columns":["n","m"],"rows":[["97.25 %","1 %"],["100 %","2"],[null,"3 %"]]}"#
        let html = try article(run(display("application/vnd.labbook.table+json", json)))
        #expect(html.contains(">97.25 %</td>"))
        #expect(html.contains(">100<span class=\"pad\" aria-hidden=\"true\">.00</span> %</td>"))
        #expect(html.contains(">1 %</td>"), "a column of several units is as it was written")
    }

    @Test("a figure that has a form for phones shows it there, light and dark; another wide one scrolls")
    func narrow() throws {
        let types = ["image/png", "image/png;theme=dark"].flatMap { [$0, $0 + ";width=narrow"] }
        let bundle = MIMEBundle(
            forms: Dictionary(uniqueKeysWithValues: types.map { ($0, .data(pixel)) }),
            metadata: ["width": "640", "height": "380", "narrowWidth": "360", "narrowHeight": "300"])
        let html = try article(run(.display(bundle)))
        let source = #/<source media="screen and \(max-width: 40rem\)" srcset="data:[^" ]* [0-9.]+x">/#
        #expect(html.matches(of: source).count == 2)
        #expect(html.matches(of: #/<img class="(light|dark)-form" [^>]* width="640" height="380">/#).count == 2)
        #expect(html.contains("<div class=\"plate has-dark\">"))
        let wide = MIMEBundle(forms: ["image/png": .data(pixel)], metadata: ["width": "640", "height": "380"])
        #expect(try article(run(.display(wide))).contains("<div class=\"plate wide\"><img src="))
    }

    @Test("the small plot of a loop shows its loss, not the number of the epoch")
    func sparkline() throws {
        let steps = (1...3).map { step in
            Output.progress(
                Progress(
                    label: "step", step: step, total: 3,
                    values: [.init(name: "epoch", value: Double(step)), .init(name: "loss", value: 1 / Double(step))]))
        }
        let html = try article(run("```swift\nlet x = 1\n```\n", outputs: [steps]))
        #expect(html.contains("aria-label=\"loss goes from 1 to 0.33333 in 3 steps\""))
    }

    @Test("tables can be sorted by numbers that are written with signs, blanks and per cents; cut ones can not")
    func sortable() throws {
        let json =
            #"{"columns":["n","m"],"rows":[["97.2 %",-3],["1,234.5",60000],["0,5",0.5],["∞",null],["−2",1e300]]}"#
        let html = try article(run(display("application/vnd.labbook.table+json", json)))
        #expect(html.contains("<figure class=\"output table sortable\""))
        let values = html.matches(of: #/data-value="([^"]*)">([^<]*)/#).map { "\($0.1) \($0.2)" }
        #expect(
            values == [
                "97.2 97.2 %", "-3.0 −3", "1234.5 1,234.5", "0.5 0,5", "Infinity ∞", "-2.0 −2", "1e+300 1·10³⁰⁰",
            ])
        let long = "{\"columns\":[\"a\"],\"rows\":[" + Array(repeating: "[1]", count: 501).joined(separator: ",") + "]}"
        #expect(try !article(run(display("application/vnd.labbook.table+json", long))).contains("sortable"))
    }

    /// The dots of a heat map's picture, as indices of its palette, and the palette with its opacities.
    private func dots(_ html: String) throws -> (rows: [[UInt8]], colors: [[UInt8]]) {
        let address = try #require(html.firstMatch(of: #/<img src="data:image/png;base64,([^"]*)"/#)).1
        let png = [UInt8](try #require(Data(base64Encoded: String(address))))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        func chunk(_ name: String) -> [UInt8] {
            let start = png.indices.first { png[$0...].starts(with: name.utf8) } ?? 0
            let length = png[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
            return Array(png[start + 4..<start + 4 + length])
        }
        let width = Int(chunk("IHDR")[3])
        let rows = chunk("IDAT").dropFirst(7).dropLast(4)
        let (palette, opacities) = (chunk("PLTE"), chunk("tRNS"))
        return (
            stride(from: rows.startIndex, to: rows.endIndex, by: width + 1).map { Array(rows[$0 + 1...$0 + width]) },
            opacities.indices.map { Array(palette[3 * $0..<3 * $0 + 3]) + [opacities[$0]] }
        )
    }

    @Test("a tensor has a heat map beside its text: positive blue, negative orange, zero clear, NaN grey")
    func heatMap() throws {
        let json = #"{"shape":[2,3],"rows":2,"columns":3,"values":[0,1,-2,null,2,0.5]}"#
        let html = try article(
            run(
                .display(
                    MIMEBundle(forms: [
                        "text/plain": .text("Tensor [2, 3]"), "application/vnd.labbook.tensor+json": .text(json),
                    ]))))
        #expect(html.contains("<samp>Tensor [2, 3]</samp>"))
        #expect(html.contains("alt=\"Heat map of 2 × 3 numbers, −2 to 2, 1 not finite\" width=\"42\" height=\"28\""))
        let (rows, colors) = try dots(html)
        let blue: [UInt8] = [0x1F, 0x77, 0xC8], orange: [UInt8] = [0xDD, 0x74, 0x14]
        let shown = rows.map { $0.map { colors[Int($0)] } }
        #expect(
            shown == [
                [blue + [0], blue + [127], orange + [255]],
                [[0x80, 0x80, 0x80, 0xA0], blue + [255], blue + [63]],
            ])
    }

    @Test(
        "a form of a tensor that is not one is passed over",
        arguments: [
            "{", "{}", #"{"shape":[2],"rows":1,"columns":2,"values":[1]}"#,
            #"{"shape":[0],"rows":0,"columns":0,"values":[]}"#,
            #"{"shape":[2],"rows":1,"columns":2,"values":[null,null]}"#,
            #"{"shape":[65],"rows":65,"columns":1,"values":[1]}"#,
            #"{"shape":[1],"rows":-1,"columns":-1,"values":[1]}"#,
        ])
    func brokenHeatMap(json: String) throws {
        let bundle = MIMEBundle(
            forms: ["text/plain": .text("plain"), "application/vnd.labbook.tensor+json": .text(json)])
        let html = try article(run(.display(bundle)))
        #expect(html.contains("<samp>plain</samp>") && !html.contains("<img"))
    }

    @Test("part of a tensor is said to be a part; one number everywhere, and extremes, are drawn")
    func oddHeatMaps() throws {
        for values in ["3,3,3,3", "0,0,0,0", "-1e308,1e308,0,1", "1e-320,0,0,0"] {
            let json = #"{"shape":[784,512],"rows":2,"columns":2,"values":[\#(values)]}"#
            let bundle = MIMEBundle(
                forms: ["text/plain": .text("plain"), "application/vnd.labbook.tensor+json": .text(json)])
            #expect(try article(run(.display(bundle))).contains("<br>the first 2 × 2 numbers</p>"))
        }
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
