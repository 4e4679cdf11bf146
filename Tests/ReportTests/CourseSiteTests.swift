import Foundation
import Notebook
import Report
import Testing

/// A course of two parts, a glossary and solutions, whose runs are made up.
struct ExampleCourse {
    private static let curve = """
        # The curve {#top}

        Seen in [](01-first.md#here) and [the first](01-first.md).

        ```swift
        //| label: curve
        //| fig-cap: A curve, as in [the glossary](glossary.md#word).
        1
        ```

        ## The end

        See @fig-curve.
        """

    var first = """
        ---
        title: First <steps>
        subtitle: What comes first
        ---
        [](02-curve.md), [](02-curve.md#fig-curve), [words](02-curve.md#the-end), [](glossary.md#word), [](#here)

        ## Here

        ```swift
        //| label: hello
        1
        ```

        [Solutions](solutions/01-first.md), [data](data.csv).
        """
    var change: (String, inout Run) -> Void = { _, _ in }
    var folder = URL(fileURLWithPath: "lessons")

    private func lesson(_ name: String, _ source: String, _ outputs: [[Output]] = []) throws -> CourseRun.Lesson {
        let notebook = try Notebook(source: source, file: folder.appending(path: "\(name).md").relativePath)
        let model = try run(source, outputs: outputs)
        var run = Run(
            notebook: notebook, seed: 1, params: [], environment: model.environment, cells: model.cells,
            inlineValues: model.inlineValues, started: model.started, seconds: model.seconds)
        change(name, &run)
        return CourseRun.Lesson(path: name, run: run)
    }

    func course() throws -> CourseRun {
        var first = try lesson(
            "01-first", first, [[.stream(.stdout, "hello there\n"), .metric(name: "answer", value: 42)]])
        first.counterpart = "solutions/01-first"
        var curve = try lesson(
            "02-curve", Self.curve,
            [[picture(["width": "30", "height": "20"]), picture(), .metric(name: "loss", value: 0.125)]])
        curve.summary = "All about a curve."
        var solution = try lesson("solutions/01-first", "# Solved\n\n[Back](../01-first.md#here)\n\n```swift\n2\n```\n")
        solution.counterpart = "01-first"
        return CourseRun(
            title: "A course", subtitle: "Two lessons", authors: ["Ada", "Grace"],
            description: "Starts with [](01-first.md) and $x^2$.", file: "lessons/course.yml", descriptionLine: 4,
            parts: [.init(title: "Beginning", lessons: [first]), .init(title: "End", lessons: [curve])],
            pages: [try lesson("glossary", "# Glossary\n\n## Word\n\nUsed in [](02-curve.md#fig-curve).\n")],
            solutions: [solution], labbook: "0.1.0")
    }

    func site() throws -> CourseSite.Rendered {
        try CourseSite(try course(), theme: standardTheme.get()).render()
    }

    /// Writes the notebooks' files and the site to a folder that is removed afterwards.
    func withSite(_ body: (URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            var example = self
            example.folder = folder.appending(path: "lessons")
            let solutions = example.folder.appending(path: "solutions")
            try FileManager.default.createDirectory(at: solutions, withIntermediateDirectories: true)
            for file in ["01-first.md", "02-curve.md", "glossary.md", "solutions/01-first.md", "data.csv"] {
                try Data("text".utf8).write(to: example.folder.appending(path: file))
            }
            let site = folder.appending(path: "site")
            _ = try CourseSite.write(try example.site(), to: site)
            try body(site)
        }
    }

    /// All pages of the site, by path.
    func pages() throws -> [String: String] {
        let site = try site()
        var pages = Dictionary(uniqueKeysWithValues: site.reports.map { ("\($0.path)/index.html", $0.report.html) })
        for file in site.files { pages[file.path] = String(decoding: file.data, as: UTF8.self) }
        return pages
    }
}

@Suite("The site of a course")
struct CourseSiteTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/course")

    @Test("the home page, course.json and the search index are as recorded")
    func golden() throws {
        let pages = try ExampleCourse().pages()
        let home = try #require(pages["index.html"])
        let start = try #require(home.range(of: "<body")?.lowerBound)
        let end = try #require(home.range(of: "<script>")?.lowerBound)
        try expectGolden(String(home[start..<end]), at: Self.fixtures.appending(path: "home.html"))
        for name in ["course.json", "search.js"] {
            try expectGolden(try #require(pages[name]), at: Self.fixtures.appending(path: name))
        }
    }

    @Test("links between lessons lead to pages, and those without a text say to what")
    func links() throws {
        let pages = try ExampleCourse().pages()
        let first = try #require(pages["01-first/index.html"])
        for link in [
            "<a href=\"../02-curve/index.html\">The curve</a>",
            "<a href=\"../02-curve/index.html#fig-curve\">Figure\u{A0}1 of The curve</a>",
            "<a href=\"../02-curve/index.html#the-end\">words</a>",
            "<a href=\"../glossary/index.html#word\">Word (Glossary)</a>", "<a href=\"#here\">Here</a>",
            "<a href=\"../solutions/01-first/index.html\">Solutions</a>",
        ] { #expect(first.contains(link), "\(link)") }
        let solution = try #require(pages["solutions/01-first/index.html"])
        #expect(solution.contains("<a href=\"../../01-first/index.html#here\">Back</a>"))
        #expect(try #require(pages["index.html"]).contains("<a href=\"01-first/index.html\">First &lt;steps&gt;</a>"))
    }

    @Test("a link that leads nowhere is an error with its line and column, before the run and after it")
    func brokenLinks() throws {
        var example = ExampleCourse()
        example.first = """
            Text [](02-curve.md) and [a](03-none.md), [b](02-curvy.md).

            [c](02-curve.md#fig-curv)
            and [d](../02-curve.md), [e](nothing.csv), [f](#nowhere).
            """
        let expected = [
            "lessons/01-first.md:1:30: error: expected a lesson or page of the course, found 03-none.md, which is none",
            "lessons/01-first.md:1:47: error: expected a lesson or page of the course, found 02-curvy.md, which is none; "
                + "did you mean \"02-curve.md\"?",
            "lessons/01-first.md:3:5: error: expected a place in 02-curve.md, found #fig-curv, which is neither a "
                + "heading nor a label there; did you mean \"fig-curve\"?",
            "lessons/01-first.md:4:9: error: expected a lesson or page of the course, found ../02-curve.md, which is none; "
                + "did you mean \"02-curve.md\"?",
            "lessons/01-first.md:4:30: error: expected a file, found nothing.csv, which is not there",
            "lessons/01-first.md:4:48: error: expected a place in this notebook, found #nowhere, which is neither a "
                + "heading nor a label there",
        ]
        let site = CourseSite(try example.course(), theme: try standardTheme.get())
        #expect(site.brokenLinks().map(\.description).prefix(expected.count) == expected[...])
        let diagnostics = try site.render().diagnostics.filter { $0.file == "lessons/01-first.md" }
        #expect(diagnostics.map(\.description) == expected)
    }

    @Test("a link to a figure of a cell that did not run is not broken")
    func notRun() throws {
        var example = ExampleCourse()
        example.first = "[](02-curve.md#fig-curve)\n"
        example.change = { name, run in
            guard name == "02-curve" else { return }
            run.cells[0].status = .failed
            run.cells[0].outputs = []
            run.cells[0].error = CellError(kind: .trap, message: "index out of range", line: 7)
        }
        let site = try example.site()
        #expect(!site.diagnostics.contains { $0.message.contains("fig-curve") })
        let home = try #require(try example.pages()["index.html"])
        #expect(home.contains("<a href=\"02-curve/index.html#cell:curve\">The curve: <code>curve</code>, line 7</a>"))
        #expect(home.contains("<span class=\"state\">1 cell failed</span>"))
        #expect(try #require(try example.pages()["01-first/index.html"]).contains("failed-mark"))
    }

    @Test("no page has an id twice, and every address in the site leads to something that is there")
    func noBrokenAddresses() throws {
        try ExampleCourse().withSite { site in
            let check = try SiteCheck(of: site)
            #expect(check.pages.count == 8)
            #expect(check.problems == [])
            #expect(check.addresses > 100)
        }
    }

    @Test("the same course gives the same site, byte for byte")
    func deterministic() throws {
        #expect(try ExampleCourse().pages() == ExampleCourse().pages())
    }

    @Test("a run that was read back from results.json gives the same page and the same results.json")
    func recordedRun() throws {
        let source = """
            ---
            params: {rate: 0.5, name: x, on: true, steps: 3}
            ---
            ```swift
            //| label: a
            1
            ```
            ```swift
            2
            ```
            A value `{swift} 1 + 1` and one `{swift} missing`.
            """
        let table = #"{"columns":["split","images"],"rows":[["train",60000]]}"#
        let run = try run(
            source,
            outputs: [
                [
                    .stream(.stdout, "hello\n"), .stream(.stderr, "careful\n"), picture(["width": "1", "height": "1"]),
                    display("application/vnd.labbook.table+json", table, ["caption": "Splits"]),
                    display("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
                    .metric(name: "loss", value: .nan), .metric(name: "top", value: -.infinity),
                    .metric(name: "accuracy", value: 0.9741),
                    .progress(
                        Progress(
                            label: "epoch", step: 1, total: nil,
                            values: [.init(name: "loss", value: 2), .init(name: "accuracy", value: .nan)])),
                ]
            ],
            params: [
                Parameter(name: "rate", value: .double(2)), Parameter(name: "name", value: .string("1e3")),
                Parameter(name: "on", value: .bool(false)), Parameter(name: "steps", value: .int(4)),
            ]
        ) { run in
            run.data = [DataProvenance(name: "train-images-idx3-ubyte", sha256: "0a")]
            run.cells[0].warnings = [
                Diagnostic(file: "lessons/lesson.md", line: 6, column: 1, severity: .warning, message: "unused")
            ]
            run.cells[0].reason = "it is new"
            run.cells[1].missingSnapshot = "a thread was left"
            run.cells[1].status = .failed
            run.cells[1].error = CellError(
                kind: .compile, message: "no", line: 9, column: 1,
                diagnostics: [Diagnostic(file: "lessons/lesson.md", line: 9, column: 1, message: "no")])
            run.inlineValues[1] = InlineResult(error: CellError(kind: .compile, message: "cannot find 'missing'"))
        }
        let report = try report(run)
        let read = try Run(results: Data(report.results.utf8), notebook: run.notebook)
        #expect(try ReportTests.report(read).results == report.results)
        #expect(try ReportTests.report(read).html == report.html)
        #expect(read.params == run.params)
    }

    @Test("results of another text of the notebook are refused")
    func otherText() throws {
        let report = try report(try run("```swift\n1\n```\n"))
        let other = try Notebook(source: "```swift\n1\n```\n\n```swift\n2\n```\n", file: "lessons/lesson.md")
        #expect(throws: RecordMismatch.self) { try Run(results: Data(report.results.utf8), notebook: other) }
    }
}

/// Looks at all pages of a site for ids that are given twice and addresses that lead nowhere.
struct SiteCheck {
    /// The pages, by path in the site.
    private(set) var pages: [String: String] = [:]
    /// How many addresses were looked at.
    private(set) var addresses = 0
    /// What is wrong.
    private(set) var problems: [String] = []

    init(of folder: URL) throws {
        let files = Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path))
        var ids: [String: Set<String>] = [:]
        for path in files where path.hasSuffix(".html") {
            let html = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            // What is no HTML, and pictures, which are long.
            pages[path] = html.replacing(/<(script|style)>[\s\S]*?<\/\1>/, with: "")
                .replacing(/data:[a-z+\/]+;base64,[A-Za-z0-9+\/=]*/, with: "data:,")
            let all = pages[path]!.matches(of: #/ id="([^"]*)"/#).map { String($0.1) }
            ids[path] = Set(all)
            problems += Dictionary(grouping: all) { $0 }.filter { $1.count > 1 }.keys.map { "\(path): id \($0) twice" }
        }
        for (path, html) in pages.sorted(by: { $0.key < $1.key }) {
            for match in html.matches(of: #/ (?:href|src)="([^"]*)"/#) {
                let address = String(match.1).replacing("&amp;", with: "&")
                if address.hasPrefix("data:") { continue }
                addresses += 1
                let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map {
                    $0.removingPercentEncoding ?? ""
                }
                let target = parts[0].isEmpty ? path : Self.resolve(parts[0], from: path)
                if !files.contains(target) {
                    problems.append("\(path): \(address) is not there")
                } else if parts.count > 1, !parts[1].isEmpty, ids[target]?.contains(parts[1]) == false {
                    problems.append("\(path): \(address) has no such place")
                }
            }
        }
    }

    private static func resolve(_ address: String, from page: String) -> String {
        var components = page.split(separator: "/").dropLast()
        for component in address.split(separator: "/") {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return components.joined(separator: "/")
    }
}
