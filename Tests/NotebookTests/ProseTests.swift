import Foundation
import Notebook
import Testing

@Suite struct ProseTests {
    @Test("a value stands where the notebook says it does")
    func places() throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/notebook/values/notebook.md")
        let notebook = try Notebook(file: fixture.path)
        #expect(notebook.inlineValues.count == 20)
        for value in notebook.inlineValues {
            let bytes = notebook.lines[value.line - 1].utf8.dropFirst(value.column - 1)
            let rest = String(decoding: bytes, as: UTF8.self).replacing("\\|", with: "|").utf8
            // An expression may go on in the next line.
            #expect(rest.starts(with: value.expression.prefix { $0 != "+" }.utf8), "\(value)")
        }
    }

    @Test("values count the cells above them, footnotes included")
    func cellsBefore() throws {
        let cell = "\n\n```swift\nx\n```\n\n"
        let source = "`{swift} a`[^1]\(cell)[^1]: `{swift} b`\(cell)`{swift} c`"
        #expect(try notebook(source).inlineValues.map(\.cellsBefore) == [0, 1, 2])
        #expect(try notebook(source).inlineValues.map(\.expression) == ["a", "b", "c"])
        let html = try notebook(source).plainHTML()
        #expect(html.contains("<p><value-0><sup"))
        #expect(html.contains("<p><value-2></p>"))
        #expect(html.contains("<p><value-1> <a href=\"#fnref"))
    }

    @Test("values in math are values of the notebook, in their places")
    func valuesInMath() throws {
        let source =
            "`{swift} a` ü $x = `{swift} b + c`$ `{swift} d`\n\n> $$\n> y = `{swift} e`\n> $$\n\n![$`{swift} f`$](g.png)"
        let notebook = try notebook(source)
        #expect(notebook.inlineValues.map(\.expression) == ["a", "b + c", "d", "e"])
        for value in notebook.inlineValues {
            let rest = notebook.lines[value.line - 1].utf8.dropFirst(value.column - 1)
            #expect(rest.starts(with: value.expression.utf8), "\(value)")
        }
        #expect(notebook.plainHTML().hasPrefix("<p><value-0> ü <math>x = `{swift} b + c`</math> <value-2></p>"))
    }

    @Test("link definitions, footnotes and lists reach across cells")
    func across() throws {
        let html = try notebook("1. [a][r]\n\n   ```swift\n   x\n   ```\n\n2. b\n\n```swift\ny\n```\n\n[r]: /u")
            .plainHTML()
        #expect(
            html == "<ol>\n<li>\n<p><a href=\"/u\">a</a></p>\n<cell-0>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>\n<cell-1>\n"
        )
    }

    @Test(
        "links that would run a script lose their destination",
        arguments: [
            "javascript:x", "JavaScript:x", "&#106;avascript:x", "vbscript:x", "data:text/html,x",
            "data:image/svg+xml,x",
            "<java\tscript:x>", "<&#1;javascript:x>", "<java&Tab;script:x>", "< javascript:x>", "data:,x",
        ])
    func unsafe(url: String) throws {
        #expect(try notebook("[a](\(url))").plainHTML() == "<p><a href=\"\">a</a></p>\n")
        #expect(try notebook("[a][r]\n\n[r]: \(url)").plainHTML() == "<p><a href=\"\">a</a></p>\n")
    }

    @Test(
        "other links keep theirs",
        arguments: ["http://a.b/c", "/javascript:", "a/data:x", "#x", "data:image/png;base64,AA", ""])
    func safe(url: String) throws {
        #expect(try notebook("[a](\(url))").plainHTML() == "<p><a href=\"\(url)\">a</a></p>\n")
    }

    @Test("an image may be SVG data, but no script")
    func images() throws {
        #expect(try notebook("![a](data:image/svg+xml,x)").plainHTML().contains("src=\"data:image/svg+xml,x\""))
        #expect(try notebook("![a](javascript:x)").plainHTML().contains("src=\"\""))
    }

    @Test("raw HTML is the author's, text is escaped")
    func escaping() throws {
        #expect(
            try notebook("a < b & \"c\" <i onclick=\"x\">d</i>").plainHTML()
                == "<p>a &lt; b &amp; “c” <i onclick=\"x\">d</i></p>\n")
        #expect(
            try notebook("```\"><script>\n</code>\n```").plainHTML()
                == "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">&lt;/code&gt;\n</code></pre>\n")
    }

    @Test("what the closures give is put in verbatim, even with NUL, and in their order")
    func hooks() throws {
        let source =
            "# T `{swift} v` $m$\n\n![i *j*](s.png \"t\") ![k](l.png)\n\n```py\nc\n```\n\n```swift\nx\n```\n\n    d"
        let html = try notebook(source).renderHTML(
            cell: { "[cell \($0) &\0$x$]" }, inlineValue: { "[value \($0) <]" }, math: { "[math \($0.tex)]" },
            codeBlock: { "[code \($0 ?? "-") \($1)]" },
            heading: { "[heading \($0.level) \($0.text) \($0.id) \($0.line): \($1)]" },
            image: { $0.title.isEmpty ? nil : "[image \($0.source) \($0.alt) \($0.title)]" })
        #expect(
            html == """
                [heading 1 T … m t--m 1: T [value 0 <] [math m]]
                <p>[image s.png i j t] <img src="l.png" alt="k" /></p>
                [code py c
                ]
                [cell 0 &\u{FFFD}$x$]
                [code - d
                ]

                """)
    }

    @Test(
        "headings get GitHub's identifiers, each once",
        arguments: [
            ("# A title\n## A title\n# A-title 1", ["a-title", "a-title-1", "a-title-1-1"]),
            ("# Übung: 1.5 `x_y` & *more*!", ["übung-15-x_y--more"]),
            ("#\n# 🎉\n# ?", ["section", "section-1", "section-2"]),
            ("# a\n# a-1\n# a", ["a", "a-1", "a-2"]),
            ("> # in a quote\n\n- # in a list\n\nSet\next\n===", ["in-a-quote", "in-a-list", "set-ext"]),
        ])
    func slugs(source: String, expected: [String]) throws {
        #expect(try notebook(source).headings.map(\.id) == expected)
    }

    @Test("the title is that of the front matter, of the first heading of level one, or of the file")
    func title() throws {
        #expect(try notebook("---\ntitle: A\n---\n# B").title == "A")
        #expect(try notebook("## A\n# B *c* `d`\n# C").title == "B c d")
        #expect(try notebook("## A").title == "n")
    }

    @Test("a caption is Markdown of its own")
    func captions() {
        func html(_ text: String) -> String {
            Notebook.renderMarkdown(text, inline: true) { "<math>\($0.tex)</math>" }
        }
        #expect(
            html("Loss *falls*, $x_1$ [a](javascript:b)") == "Loss <em>falls</em>, <math>x_1</math> <a href=\"\">a</a>")
        #expect(html("a\n\nb") == "<p>a</p>\n<p>b</p>\n")
        #expect(html("") == "")
    }

    @Test("a callout has a class and a title", arguments: ["NOTE", "tip", "Important", "WARNING", "CAUTION"])
    func callouts(kind: String) throws {
        let html = try notebook("> [!\(kind)]\n> text\n>\n> more").plainHTML()
        let name = kind.lowercased()
        #expect(
            html == """
                <blockquote class="callout callout-\(name)">
                <p class="callout-title">\(name.capitalized)</p>
                <p>text</p>
                <p>more</p>
                </blockquote>

                """)
        #expect(try notebook("> [!\(kind)]").plainHTML().contains("</p>\n</blockquote>"))
    }

    @Test(
        "a quote that only looks like a callout stays a quote",
        arguments: ["> [!NOTE] x", "> [!FOO]\n> x", "> a\n> [!NOTE]", "> `[!NOTE]`"])
    func quotes(source: String) throws {
        #expect(try notebook(source).plainHTML().hasPrefix("<blockquote>\n<p>"))
    }

    @Test("nothing that a file can hold stops the program")
    func hostile() throws {
        let pieces = [
            ">", "> ", "- ", "*a_ ", "`", "$", "$a ", "$$ ", "$$\n", "$$ a\nb $$ c\n", "$\\text{", "\\$", "[", "![a",
            "[^a]:",
            "|a", "<", "`{swift} ", "`{swift} a` ", "# a\n", "> [!NOTE]\n", "```swift\n", "> ```swift\n",
            "```{swift, a=",
            "- ```swift\n  //| [\n", "{", "\t", "\r", "\u{FEFF}", "é", "&#0;", "[a]: b\n", "1. ", "<!--", "\u{0}",
        ]
        for piece in pieces {
            for source in [
                String(repeating: piece, count: 5000), "a\n\n" + String(repeating: piece, count: 5000) + "\n```",
            ] {
                if let notebook = try? notebook(source) { _ = notebook.plainHTML() }
            }
        }
        var state: UInt64 = 42
        for _ in 0..<300 {
            var source = ""
            for _ in 0..<120 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                source += pieces[Int(state >> 33) % pieces.count]
                if state >> 60 == 0 { source += "\n" }
            }
            if let notebook = try? notebook(source) { _ = notebook.plainHTML() }
        }
    }

    @Test("notebooks are read side by side")
    func concurrent() async throws {
        let source = "$a*b$ ~~c~~ `{swift} d`\n\n$$\n- e\n$$\n"
        let expected = try notebook(source).plainHTML()
        let all = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { try? notebook(source).plainHTML() } }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(all == [expected])
    }
}
