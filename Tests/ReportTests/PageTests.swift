import Foundation
import Notebook
import Report
import Testing

@Suite("The page")
struct PageTests {
    /// A run with something of everything.
    private func rich() throws -> Run {
        try run(
            """
            ---
            title: A lesson
            author: [A, B]
            ---
            ## One
            Text with $x^2$ and `{swift} accuracy`.
            ```swift
            //| label: data
            let a = "text" // <comment>
            ```
            ## Two
            | a | b |
            |---|--:|
            | 1 | 2 |
            ## Three
            - [x] done
            ```swift
            //| label: train
            for i in 0..<3 { print(i) }
            ```
            """,
            outputs: [
                [.stream(.stdout, "\u{1B}[31mhello\n"), picture(["caption": "One"]), .metric(name: "m", value: 0.5)],
                [display("text/plain", "42"), .progress(Progress(label: "epoch", step: 1, total: 2))],
            ])
    }

    @Test("the same run gives the same bytes")
    func deterministic() throws {
        let (first, second) = (try report(rich()), try report(rich()))
        #expect(first.html == second.html)
        #expect(first.results == second.results)
    }

    @Test("the page asks nobody for anything, and says so to the browser")
    func noRequests() throws {
        let html = try report(rich()).html
        #expect(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"))
        for match in html.matches(of: #/(?:src|href|action|poster|srcset|data)="([^"]*)"/#) {
            #expect(match.1.hasPrefix("#") || match.1.hasPrefix("data:"), "\(match.1.prefix(60))")
        }
        #expect(!html.contains("@import") && !html.contains("url(") && !html.contains("<link rel=\"stylesheet\""))
    }

    @Test("no style attribute, one style sheet and one script, so that a strict policy can name them by their hash")
    func strict() throws {
        let html = try report(rich()).html
        #expect(html.components(separatedBy: "<style").count == 2)
        #expect(html.components(separatedBy: "<script").count == 2)
        #expect(html.firstMatch(of: #/<[a-z]+[^>]*\sstyle=/#) == nil)
        #expect(html.firstMatch(of: #/<[a-z]+[^>]*\son[a-z]+=/#) == nil)
    }

    @Test("no two elements have the same id, and every link in the page leads somewhere")
    func ids() throws {
        let html = try report(rich()).html
        let ids = html.matches(of: #/\sid="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        for match in html.matches(of: #/href="#([^"]+)"/#) { #expect(ids.contains(String(match.1)), "\(match.1)") }
    }

    @Test("no heading takes an id that the page or a footnote has")
    func idsOfHeadings() throws {
        let html = try report(
            run("## Text\n## Colours dark\n## Fn 1\n## Page:text\n## L12\n## Cell:a\n\nnote[^1]\n\n[^1]: note\n")
        ).html
        let ids = html.matches(of: #/\sid="([^"]*)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
    }

    @Test("elements are closed in the order in which they were opened")
    func nesting() throws {
        let void: Set<Substring> = [
            "meta", "link", "img", "input", "br", "hr", "path", "circle", "rect", "polyline", "mspace",
        ]
        let html = try report(rich()).html
        let body = html.replacing(#/<(style|script)>[\s\S]*?<\/(style|script)>/#, with: "")
        var open: [Substring] = []
        for tag in body.matches(of: #/<(\/?)([a-z0-9]+)[^>]*>/#) where !void.contains(tag.2) {
            if tag.1.isEmpty {
                open.append(tag.2)
            } else {
                #expect(open.popLast() == tag.2)
            }
        }
        #expect(open.isEmpty)
    }

    @Test("every picture has a text")
    func alternatives() throws {
        for match in try report(rich()).html.matches(of: #/<img[^>]*>/#) { #expect(match.0.contains(" alt=\"")) }
    }

    @Test("columns of tables are aligned, empty header cells are none, and check boxes are named")
    func tablesAndTasks() throws {
        let html = try article(run("| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [x] one\n- [ ] two\n"))
        #expect(html.contains("<th class=\"center\">a</th>") && html.contains("<td class=\"right\">2</td>"))
        #expect(try article(run("| | b |\n|---|--:|\n| 1 | 2 |\n")).contains("<td></td>\n<th class=\"right\">b</th>"))
        #expect(html.contains("aria-label=\"done\"") && html.contains("aria-label=\"to do\""))
    }

    @Test("control characters in prose are not taken for the places of cells")
    func controlCharacters() throws {
        let html = try article(run("a \u{1}0\u{2} \u{1}7\u{2} \u{1}\n\n- x\n\n  ```swift\n  let only = 1\n  ```\n"))
        #expect(html.contains("id=\"cell:cell-1\""))
    }

    @Test("three headings make a contents list, two do not")
    func contents() throws {
        #expect(try report(rich()).html.contains("<nav class=\"contents\""))
        #expect(try !report(run("## One\n## Two\n")).html.contains("<nav class=\"contents\""))
    }

    @Test("a title that is the first heading stands on the page once")
    func title() throws {
        let html = try report(run("# The *one* title\n\nText\n")).html
        #expect(html.components(separatedBy: "<h1").count == 2)
        #expect(html.contains("<title>The one title</title>"))
        #expect(try report(run("---\ntitle: Front\n---\n# Heading\n")).html.components(separatedBy: "<h1").count == 3)
    }

    @Test("the foot tells seed, parameters, data, programs, machine and times")
    func provenance() throws {
        let html = try report(
            run("```swift\n1\n```\n", params: [Parameter(name: "epochs", value: .int(5))]) { run in
                run.data = [DataProvenance(name: "train-images", sha256: "abc123")]
                run.seed = .max
            }
        ).html
        for fact in [
            "18446744073709551615", "<code>epochs</code> = 5", "train-images", "abc123", "Labbook 0.1.0, Swift 6.3.1",
            "Example CPU, 2 threads, Debian GNU/Linux 12", "2026-11-24 06:00 UTC", "1.5 s", "250 ms",
        ] {
            #expect(html.contains(fact), "\(fact)")
        }
    }

    @Test("pictures of the notebook's folder are in the page, others become links with a warning")
    func pictures() throws {
        try withTemporaryFolder { folder in
            try pixel.write(to: folder.appending(path: "my pixel.png"))
            var run = try run(
                "![one](my%20pixel.png) ![two](missing.png) ![three](https://example.org/a.png) ![four](javascript:x)\n"
            )
            run.notebook.file = folder.appending(path: "lesson.md").path
            let report = try report(run)
            #expect(
                report.html.contains("<img src=\"data:image/png;base64,\(pixel.base64EncodedString())\" alt=\"one\""))
            #expect(report.html.contains("picture not found: <code>missing.png</code>"))
            #expect(report.html.contains(">four <span class=\"reason\">picture without an address"))
            #expect(!report.html.contains("src=\"\""))
            #expect(report.html.contains("<a href=\"https://example.org/a.png\">three</a>"))
            #expect(report.warnings.map(\.line) == [1, 1])
        }
    }

    @Test("pictures in the author's HTML are in the page, what it would have to ask for is not, with a warning")
    func rawHTML() throws {
        try withTemporaryFolder { folder in
            try pixel.write(to: folder.appending(path: "pixel.png"))
            var run = try run(
                """
                <div style="color: red"><img width=9 src='pixel.png' alt=x>

                Text <IMG SRC=pixel.png> <img src=no.png> <a href="https://example.org">a</a> `<img src="code.png">`

                <!-- <img src="no.png"> -->
                <video src="https://example.org/v.mp4"></video>
                """)
            run.notebook.file = folder.appending(path: "lesson.md").path
            let report = try report(run)
            let address = "data:image/png;base64,\(pixel.base64EncodedString())"
            #expect(report.html.contains("<div style=\"color: red\"><img width=9 src=\"\(address)\" alt=x>"))
            #expect(report.html.contains("<IMG SRC=\"\(address)\">"))
            #expect(report.html.contains("<a href=\"https://example.org\">a</a>"))
            #expect(report.html.contains("<!-- <img src=\"no.png\"> -->") && report.html.contains("<video data-src="))
            #expect(report.warnings.map(\.line) == [3, 6])
        }
    }

    @Test("a theme with a broken or an unknown template, or with nothing in it, is refused by name")
    func brokenTheme() throws {
        try withTemporaryFolder { folder in
            let theme = folder.appending(path: "theme")
            try FileManager.default.copyItem(at: Theme.standardFolder, to: theme)
            _ = try Theme(folder: theme)
            try "{{#open}}".write(to: theme.appending(path: "cell.mustache"), atomically: true, encoding: .utf8)
            #expect { try Theme(folder: theme) } throws: { "\($0)".contains("cell.mustache:1:") }
            try FileManager.default.moveItem(
                at: theme.appending(path: "cell.mustache"), to: theme.appending(path: "cel.mustache"))
            #expect { try Theme(folder: theme) } throws: {
                "\($0)".contains("cel.mustache: error: ") && "\($0)".contains("did you mean \"cell.mustache\"?")
            }
            #expect { try Theme(folder: folder) } throws: {
                "\($0)".contains("expected a folder with files of a theme")
            }
            #expect(throws: Theme.Failure.self) { try Theme(folder: folder.appending(path: "none")) }
        }
    }

    @Test("the theme's manual has a line for each template")
    func manual() throws {
        let text = try String(contentsOf: Theme.standardFolder.appending(path: "README.md"), encoding: .utf8)
        let names = text.matches(of: #/(?m)^\| `([a-z-]+)` \|/#).map { String($0.1) }
        #expect(names.sorted() == Theme.templateNames.sorted())
    }

    @Test("a theme needs only the files that it changes")
    func partialTheme() throws {
        try withTemporaryFolder { folder in
            try "body { color: teal }".write(
                to: folder.appending(path: "style.css"), atomically: true, encoding: .utf8)
            let html = try ReportWriter(theme: Theme(folder: folder)).render(run("text")).html
            #expect(html.contains("<style>\nbody { color: teal }") && html.contains("<article>"))
        }
    }

    @Test("a theme of one's own decides the page")
    func ownTheme() throws {
        try withTemporaryFolder { folder in
            let folder = folder.appending(path: "theme")
            try FileManager.default.copyItem(at: Theme.standardFolder, to: folder)
            try "<h1>{{title}}</h1>{{{body}}}".write(
                to: folder.appending(path: "page.mustache"), atomically: true, encoding: .utf8)
            let html = try ReportWriter(theme: Theme(folder: folder)).render(run("# A & B\n\ntext")).html
            #expect(html == "<h1>A &amp; B</h1>\n<p>text</p>\n" || html == "<h1>A &amp; B</h1><p>text</p>\n")
        }
    }
}
