import Foundation
import Notebook
import Report
import Testing

@Suite("Pages in a browser", .serialized, .enabled(if: Chromium.installed != nil, "needs Chromium or Chrome on PATH"))
struct BrowserTests {
    /// A page with everything that could be too wide, too long or in the way of something else.
    private func page() throws -> String {
        let source = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Fixtures/report/browser/notebook.md"), encoding: .utf8)
        let long = String(repeating: "wide ", count: 100)
        let columns = (1...20).map { "\"column \($0)\"" }.joined(separator: ",")
        let cells = (1...20).map { "\($0 * 1000)" }.joined(separator: ",")
        let values = (0..<64 * 64).map { "\(($0 * 37) % 100 - 50)" }.joined(separator: ",")
        let data = #"{"columns":["epoch","loss"],"rows":[[1,0.5],[2,0.25]]}"#
        let figure = MIMEBundle(
            forms: ["image/png": .data(pixel), "application/vnd.labbook.table+json": .text(data)],
            metadata: ["width": "900", "height": "300"])
        let tensor = MIMEBundle(forms: [
            "text/plain": .text("Tensor [784, 512]\n" + long),
            "application/vnd.labbook.tensor+json":
                .text(#"{"shape":[784,512],"rows":64,"columns":64,"values":[\#(values)]}"#),
        ])
        let run = try run(
            source,
            outputs: [
                [
                    .stream(.stdout, long + "\n\u{1B}[41;97m colour \u{1B}[0m\n"), .stream(.stderr, long),
                    .display(figure), .display(tensor), .metric(name: "a long name of a metric", value: 0.123456),
                    display(
                        "application/vnd.labbook.table+json",
                        "{\"columns\":[\(columns)],\"rows\":[[\(cells)],[\(cells)]]}"
                    ),
                    .progress(Progress(label: "epoch", step: 1, total: 2, values: [.init(name: "loss", value: 1)])),
                    .progress(
                        Progress(label: "epoch", step: 2, total: 2, values: [.init(name: "loss", value: 0.5)])),
                ]
            ],
            params: [Parameter(name: "learningRate", value: .string(long))]
        ) { run in
            run.data = [DataProvenance(name: "train-images-idx3-ubyte", sha256: String(repeating: "0a", count: 32))]
            run.cells[1].status = .failed
            run.cells[1].error = CellError(
                kind: .trap,
                message: "•: shapes [5, 784] and [512, 10] do not go together: the left side has 784 columns and the "
                    + "right side 512 rows; a right side of shape [784, n] would fit",
                line: run.cells[1].line, column: 5)
            run.cells[2].status = .skipped
        }
        return try report(run).html
    }

    @Test("a click on a column's head sorts the table by its numbers, another one the other way, a third not at all")
    func sorting() throws {
        let json = #"{"columns":["name","share"],"rows":[["a","9 %"],["b","−10 %"],["c","100 %"],["d","9 %"]]}"#
        let html = try report(run(display("application/vnd.labbook.table+json", json))).html
        let outcome = try Chromium.look(at: html, widths: [1280], isDark: false)
        let sorted = outcome.views.first?.sorted.map { $0.joined() }
        #expect(sorted == ["abcd", "badc", "cadb", "abcd"])
    }

    @Test(
        "nothing is wider than a desk's or a phone's screen, nothing covers text, the console stays empty",
        arguments: [false, true])
    func layout(isDark: Bool) throws {
        let outcome = try Chromium.look(at: try page(), widths: [1280, 390], isDark: isDark)
        expectOrder(in: outcome, isDark: isDark)
        for view in outcome.views { #expect(view.buttons > 20, "copy and sort buttons") }
    }

    /// Expects of a page at both widths that it is as wide as the screen, that all its text can be seen, and that it
    /// says nothing on the console.
    private func expectOrder(
        in outcome: Chromium.Outcome, isDark: Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.console.isEmpty, "\(outcome.console)", sourceLocation: sourceLocation)
        #expect(outcome.views.map(\.width) == [1280, 390], sourceLocation: sourceLocation)
        for view in outcome.views {
            #expect(view.needed <= view.width, sourceLocation: sourceLocation)
            #expect(
                view.sticking.isEmpty, "at \(view.width): \(view.sticking)", sourceLocation: sourceLocation)
            #expect(view.covered.isEmpty, "at \(view.width): \(view.covered)", sourceLocation: sourceLocation)
            #expect(view.isDark == isDark, sourceLocation: sourceLocation)
        }
    }

    // MARK: Courses

    /// A course in which a lesson failed.
    private let failedCourse = ExampleCourse { name, run in
        guard name == "01-first" else { return }
        run.cells[0].status = .failed
        run.cells[0].error = CellError(kind: .trap, message: "out of range", line: 10)
    }

    @Test(
        "on the pages of a course nothing is too wide or covered, and the console stays empty",
        arguments: ["index.html", "01-first/index.html", "solutions/01-first/index.html", "figures.html", "print.html"])
    func course(page: String) throws {
        try failedCourse.withSite { site in
            for isDark in [false, true] {
                let outcome = try Chromium.look(at: page, in: site, widths: [1280, 390], isDark: isDark)
                expectOrder(in: outcome, isDark: isDark)
            }
        }
    }

    @Test("the search finds words of all pages from the file system, headings first, and leads to the section")
    func search() throws {
        let script = """
            addEventListener("load", async () => {
              const input = document.querySelector(".search input");
              const found = [];
              for (const query of ["curve", "hello thére", "glossary nothing", ""]) {
                input.value = query;
                input.dispatchEvent(new Event("input"));
                await new Promise((resolve) => setTimeout(resolve, 200));
                const links = [...document.querySelectorAll(".found a")];
                found.push(document.querySelector(".found").hidden ? "hidden" : [
                  document.querySelector(".found [role=status]").textContent,
                  ...links.map((link) => link.getAttribute("href") + " " + link.querySelector(".place-name").textContent),
                  ...[...document.querySelectorAll(".found mark")].map((mark) => mark.textContent),
                ].join("; "));
              }
              answer(found);
            });
            """
        try failedCourse.withSite { site in
            let (answers, console) = try Chromium.ask(script, at: "01-first/index.html", in: site)
            #expect(console.isEmpty, "\(console)")
            let found = try JSONDecoder().decode([String].self, from: try #require(answers.first))
            try #require(found.count == 4)
            #expect(found[0].hasPrefix("4 places; ../02-curve/index.html The curve; "))
            #expect(found[1] == "1 place; ../01-first/index.html#here Here; hello; there")
            #expect(found[2] == "Nothing found")
            #expect(found[3] == "hidden")
        }
    }
}
