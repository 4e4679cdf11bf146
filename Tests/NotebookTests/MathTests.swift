import Notebook
import Testing

@Suite struct MathTests {
    /// Pandoc's rules, a line each: what is written, and what of it is math.
    static let rules: [(String, [String])] = [
        ("$x$", ["x"]),
        ("$a*b*c$ and $d_1_e$", ["a*b*c", "d_1_e"]),
        (#"$a \\ b$"#, [#"a \\ b"#]),
        (#"$\{1, 2\}$"#, [#"\{1, 2\}"#]),
        ("($x$), $y$.", ["x", "y"]),
        ("a$x$b", ["x"]),
        ("$20,000 and USD$30,000", []),
        ("it costs $5 or $10", []),
        ("$ x$", []),
        ("$x $", []),
        ("$x$1", []),
        ("$x$$y$", ["x", "y"]),
        (#"\$x$"#, []),
        (#"$\$5$"#, [#"\$5"#]),
        (#"\\$x$"#, ["x"]),
        ("`$x$`", []),
        ("`` ` `` $x$ `$y$`", ["x"]),
        ("$`x`$", ["`x`"]),
        ("<b title=\"$x$\">$y$</b>", ["y"]),
        ("[$x$](http://a/$y$)", ["x"]),
        ("http://a.org/$x$ and www.a.org/$y$", []),
        ("<http://a.org/$x$>", []),
        ("**$x$**", ["x"]),
        ("*a $x*y$ b*", ["x*y"]),
        ("$[a](b)$", ["[a](b)"]),
        ("$x\ny$", ["x\ny"]),
        ("$x\n\ny$", []),
        ("$x\n$", []),
        (#"$\text{if $a$}$"#, [#"\text{if $a$}"#]),
        (#"$\text{open$"#, [#"\text{open"#]),
        ("$<b>$", ["<b>"]),
        ("$a & b &amp; c$", ["a & b &amp; c"]),
        ("$x", []),
        ("$", []),
        ("$$", []),
        ("$$$$", []),
        ("$$x$$", ["D x"]),
        ("$$ x $$", ["D x"]),
        ("$$ $$", []),
        ("$$$x$$$", []),
        ("a $$x$$ b $y$", ["D x", "y"]),
        ("$$\nx\n$$", ["D x"]),
        ("$$x\n- y\n+ z\n=== w$$", ["D x\n- y\n+ z\n=== w"]),
        ("$$\n# x\n> y\n$$", ["D # x\n> y"]),
        ("a\n$$\n- x\n$$\nb", ["D - x"]),
        ("a $$ x\ny $$ b", ["D x\ny"]),
        ("a $$ x\n$$ b\nc $$", ["D x"]),
        ("$$\nx\n\ny\n$$", []),
        (#"$$ 5\$ $$"#, [#"D 5\$"#]),
        ("> $$\n> x\n> $$", ["D x"]),
        ("> $$\n> x\n\n$$", []),
        ("- $$\n  x\n  $$", ["D x"]),
        ("- $$\n  x\n\ny", []),
        ("| $x$ | $y_1$ |\n|---|---|\n| $z$ | w |", ["x", "y_1", "z"]),
        ("# $x$", ["x"]),
        ("    $x$", []),
        ("```\n$x$\n```", []),
        ("```\n$$\nx\n$$\n```", []),
        ("<div>\n$x$\n</div>", []),
        ("[^1]\n\n[^1]: $x$", ["x"]),
        ("$$x$$ {#eq-loss}", ["D x #eq-loss"]),
        ("$$\nx\n$$ {#eq-loss}\n\ny", ["D x #eq-loss"]),
        ("$$x$$ {#other}", ["D x"]),
        ("$ü$ $→$", ["ü", "→"]),
    ]

    @Test("math is what pandoc takes for math", arguments: rules)
    func rule(source: String, expected: [String]) throws {
        var found: [String] = []
        _ = try notebook(source).math { found.append($0) }
        #expect(found == expected)
    }

    @Test("what is not math stays in the text")
    func kept() throws {
        #expect(try notebook("$5 to $10 $$$ $$").plainHTML() == "<p>$5 to $10 $$$ $$</p>\n")
        let open = try notebook("> $$\n> a < b\n> c\n\n$$").plainHTML()
        #expect(open == "<blockquote>\n<p>$$\na &lt; b\nc</p>\n</blockquote>\n<p>$$</p>\n")
    }

    @Test("math knows where its TeX starts, in UTF-8 bytes")
    func places() throws {
        let source = """
            ---
            title: x
            ---
            ü $a$ and
              > $b$

            > 1. é $c$
            >    $$  d $$

            - $$
              e
              $$
            - $$f
              g$$

            # ## $h$ ##

            | ä | $i$ |
            |---|-----|

            [r]: /x
            $j
            k$ $l$
            """
        let notebook = try notebook(source)
        var spans: [MathSpan] = []
        _ = notebook.math(each: { spans.append($0) })
        #expect(spans.map(\.tex) == ["a", "b", "c", "d", "e", "f\ng", "h", "i", "j\nk", "l"])
        for span in spans {
            let rest = notebook.lines[span.line - 1].utf8.dropFirst(span.column - 1)
            #expect(rest.starts(with: span.tex.prefix { $0 != "\n" }.utf8), "\(span)")
        }
        #expect(spans[0].column == 5)
        #expect(spans[9].line == 23)
    }

    @Test("a document cannot forge the place of math, of a cell or of a value")
    func forging() throws {
        let html = try notebook("$x$ &lt;math&gt;y \u{1}0\u{2} \u{FFFC} \u{E000}").plainHTML()
        #expect(html == "<p><math>x</math> &lt;math&gt;y \u{1}0\u{2} \u{FFFC} \u{E000}</p>\n")
    }

    @Test(
        "no line begins with the punctuation marks behind a formula",
        arguments: [
            ("is $x$. Then", "is <span class=\"unbroken\"><math>x</math>.</span> Then"),
            ("(of $x$), so", "(of <span class=\"unbroken\"><math>x</math>),</span> so"),
            ("\"by $x$\"?", "“by <span class=\"unbroken\"><math>x</math>”?</span>"),
            (
                "$x$ . $y$-th *$z$*!",
                "<math>x</math> . <span class=\"unbroken\"><math>y</math>-</span>th <em><math>z</math></em>!"
            ),
            ("so $$x$$.", "so <math display>x</math>."),
        ])
    func punctuation(_ text: String, _ html: String) throws {
        #expect(try notebook(text).plainHTML() == "<p>\(html)</p>\n")
    }

    @Test("math in the text for an image is text")
    func inImage() throws {
        let html = try notebook("![loss $L_1$](a.png)").plainHTML()
        #expect(html == "<p><img src=\"a.png\" alt=\"loss L_1\" /></p>\n")
    }
}

extension Notebook {
    /// Calls a closure with each piece of math, in short.
    fileprivate func math(_ each: (String) -> Void) -> String {
        math(each: { each(($0.display ? "D " : "") + $0.tex + ($0.label.map { " #\($0)" } ?? "")) })
    }

    fileprivate func math(each: (MathSpan) -> Void) -> String {
        renderHTML(
            cell: { _ in "" }, inlineValue: { _ in "" },
            math: {
                each($0)
                return ""
            })
    }
}
