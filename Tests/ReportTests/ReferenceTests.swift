import Foundation
import Notebook
import Report
import Testing

@Suite("References in the page")
struct ReferenceTests {
    private func captioned(_ label: String, _ caption: String = "fig-cap: A caption") -> String {
        "```swift\n//| label: \(label)\n//| \(caption)\n1\n```\n"
    }

    private let table = display("application/vnd.labbook.table+json", #"{"columns":["a"],"rows":[[1]]}"#)

    @Test("figures, tables, equations and sections are counted each by itself, in the order of the file")
    func numbers() throws {
        let html = try article(
            run(
                "@fig-late @tbl-one @eq-sum @sec-two @fig-early\n\n## One\n"
                    + captioned("early") + "$$a$$ {#eq-first}\n\n$$b$$ {#eq-sum}\n\n## Two {#sec-two}\n"
                    + captioned("tbl-one", "tbl-cap: T") + captioned("fig-late"),
                outputs: [[picture()], [table], [picture()]]))
        for (id, text) in [
            ("fig-late", "Figure\u{A0}2"), ("tbl-one", "Table\u{A0}1"), ("eq-sum", "Equation\u{A0}2"),
            ("sec-two", "Section\u{A0}2"), ("fig-early", "Figure\u{A0}1"),
        ] {
            #expect(html.contains("<a class=\"reference\" href=\"#\(id)\">\(text)</a>"), "\(id)")
            #expect(html.components(separatedBy: " id=\"\(id)\"").count == 2, "\(id)")
        }
        #expect(html.contains("<span class=\"section-number\">2</span> Two<a"))
    }

    @Test("images and tables in prose are numbered together with those of cells")
    func proseAndCells() throws {
        let html = try article(
            run(
                captioned("a") + "![Pict *b*](data:image/png;base64,AA==){#fig-b}\n\n" + captioned("c")
                    + "| x |\n|---|\n| 1 |\n\n: Tab $d$ {#tbl-d}\n\n@fig-c @tbl-d\n",
                outputs: [[picture()], [picture()]]))
        #expect(html.contains("Figure 2.</span> Pict <em>b</em></figcaption>"))
        #expect(html.contains("alt=\"Pict b\""))
        #expect(html.contains("href=\"#fig-c\">Figure\u{A0}3</a>"))
        #expect(html.contains("<figcaption><span class=\"figure-number\">Table 1.</span> Tab <math>"))
        #expect(!html.contains("{#"))
    }

    @Test("brackets ask for the number alone, or for words of one's own")
    func forms() throws {
        let source = "[-@fig-a] [Abb. @fig-a; @fig-b] [@fig-a] [see](x @fig-a) **@fig-a**, [@fig-a\n"
        let html = try article(
            run(source + captioned("a") + captioned("b"), outputs: [[picture()], [picture()]]))
        let link = "<a class=\"reference\" href=\"#fig-a\">"
        #expect(html.contains("<p>\(link)1</a> \(link)Abb.\u{A0}1</a>; "))
        #expect(html.contains("<strong>\(link)Figure\u{A0}1</a></strong>, [\(link)Figure\u{A0}1</a></p>"))
    }

    @Test("what only looks like a reference stays as it is")
    func noReferences() throws {
        let report = try report(
            run("me@fig-a.com `@fig-a` \\@fig-a @doe2020 @fig- @figure-a $@fig-a$ <b title=\"@fig-a\">x</b>\n"))
        #expect(report.warnings.filter { $0.message.contains("figure") }.isEmpty)
        #expect(!report.html.contains("class=\"reference\""))
    }

    @Test("a reference that leads nowhere is a warning with its place, and visible")
    func unresolved() throws {
        let report = try report(
            run(
                "text\n\nas @fig-lss says, @eq-no\n" + captioned("loss", "fig-cap: See @tbl-x") + "@fig-bare\n"
                    + "```swift\n//| label: bare\n1\n```\n", outputs: [[picture()], [picture()]]))
        #expect(
            report.warnings.map(\.description) == [
                "lessons/lesson.md:3:4: warning: expected the label of a figure, found @fig-lss; did you mean \"fig-loss\"?",
                "lessons/lesson.md:3:19: warning: expected the label of an equation, found @eq-no; the notebook has none",
                "lessons/lesson.md:4: warning: expected the label of a table, found @tbl-x; the notebook has none",
                "lessons/lesson.md:9:1: warning: expected a figure with a caption (fig-cap), found @fig-bare, which has none",
            ])
        #expect(report.html.contains("<code>@fig-lss</code> <span class=\"reason\">no such figure</span>"))
    }

    @Test("a reference to a cell that did not run says so and is no warning")
    func skipped() throws {
        let report = try report(
            run(captioned("a") + "@fig-a\n") { $0.cells[0].status = .skipped })
        #expect(report.warnings.isEmpty)
        #expect(report.html.contains("<code>@fig-a</code> <span class=\"reason\">not run</span>"))
    }

    @Test("a label that two things have is a warning, the first has the id, and ids stay unique")
    func doubles() throws {
        let run = try run(
            captioned("fig-a") + "![B](data:image/png;base64,AA==){#fig-a}\n\n$$a$$ {#eq-e}\n\n$$b$$ {#eq-e}\n\n"
                + "## S {#sec-s}\n## S {#sec-s}\n## Fig a\n@fig-a\n",
            outputs: [[picture(), picture(["caption": "second"])]])
        #expect(run.notebook.warnings.map(\.line) == [6, 10])
        let html = try report(run).html
        let ids = html.matches(of: #/\sid="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        #expect(ids.contains("fig-a-2") && ids.contains("section-fig-a") && ids.contains("sec-s-1"))
    }

    @Test("a second captioned figure of a cell has a number at its label")
    func several() throws {
        let html = try article(
            run(
                captioned("plots") + "@fig-plots and @fig-plots-2\n",
                outputs: [[picture(), picture(["caption": "second"])]]))
        #expect(html.contains("href=\"#fig-plots\">Figure\u{A0}1</a> and"))
        #expect(html.contains("href=\"#fig-plots-2\">Figure\u{A0}2</a>"))
    }

    @Test("many brackets and at signs are read in reasonable time, and nothing is lost")
    func hostile() throws {
        let text = String(repeating: "[@fig-a;", count: 2_000) + String(repeating: "@", count: 2_000)
        let html = try article(run(text + "\n"))
        #expect(html.components(separatedBy: "no such figure").count == 2_001)
    }
}
