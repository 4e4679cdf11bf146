import Foundation
import Notebook
import Report
import Testing

@Suite("Text as a terminal shows it")
struct TerminalTextTests {
    /// What the page shows of text on standard output.
    private func shown(_ text: String) throws -> String {
        let html = try article(run(.stream(.stdout, text)))
        let start = try #require(html.range(of: "<samp>"))
        let end = try #require(html.range(of: "</samp>"))
        return String(html[start.upperBound..<end.lowerBound])
    }

    @Test(
        "escape sequences become classes, and nothing of them is left",
        arguments: [
            ("plain", "plain"),
            ("\u{1B}[31mred\u{1B}[0m not", "<span class=\"t-fg-1\">red</span> not"),
            ("\u{1B}[1;4;92mall\u{1B}[m", "<span class=\"t-bold t-underline t-fg-10\">all</span>"),
            ("\u{1B}[38;5;9mred", "<span class=\"t-fg-9\">red</span>"),
            ("\u{1B}[38;5;208mfixed", "<span class=\"t-fg-ff8700\">fixed</span>"),
            ("\u{1B}[38;2;1;2;255mtrue", "<span class=\"t-fg-0102ff\">true</span>"),
            ("\u{1B}[38:2:1:2:255mtrue", "<span class=\"t-fg-0102ff\">true</span>"),
            ("\u{1B}[30;43mon", "<span class=\"t-on-0 t-bg-3\">on</span>"),
            ("\u{1B}[31;7mturned", "<span class=\"t-bg-1 t-inverse\">turned</span>"),
            ("\u{1B}[31ma\u{1B}[39mb\u{1B}[22m", "<span class=\"t-fg-1\">a</span>b"),
            ("\u{1B}[2Ja\u{1B}[?25lb", "ab"),
            ("\u{1B}]0;title\u{7}a\u{1B}]8;;http://x\u{1B}\\b", "ab"),
            ("a\u{1B}", "a"), ("a\u{1B}[", "a"), ("a\u{1B}[38;5m b", "a b"), ("a\u{1B}[999999999999mb", "ab"),
            ("\u{1B}[31m<b>&", "<span class=\"t-fg-1\">&lt;b&gt;&amp;</span>"),
        ])
    func escapes(text: String, html: String) throws {
        #expect(try shown(text) == html)
    }

    @Test(
        "carriage returns, backspaces and erasing change the line",
        arguments: [
            (" 10 %\r100 %\n", "100 %"), ("one\r\ntwo\r\n", "one\ntwo"), ("abc\rX\n", "Xbc"),
            ("abc\r\u{1B}[KX\n", "X"), ("abc\u{1B}[2Kd", "d"), ("ab\u{8}c", "ac"), ("a\n\nb", "a\n\nb"),
            ("a\u{7}b\r", "ab"),
        ])
    func carriageReturns(text: String, html: String) throws {
        #expect(try shown(text) == html)
    }

    @Test("pieces of a stream are one text, whatever they cut through")
    func pieces() throws {
        let html = try article(run(.stream(.stdout, "a\u{1B}["), .stream(.stdout, "31mb\n"), .stream(.stderr, "c")))
        #expect(html.contains("<samp>a<span class=\"t-fg-1\">b</span></samp>"))
        #expect(html.components(separatedBy: "class=\"output stream").count == 3)
    }

    @Test("a fixed colour has a rule in the page's style sheet")
    func rules() throws {
        let html = try report(run(.stream(.stdout, "\u{1B}[38;5;208mx"))).html
        #expect(html.contains(".t-fg-ff8700{color:light-dark("))
    }

    @Test("control characters, which HTML forbids, are shown as pictures")
    func controls() throws {
        #expect(try shown("a\u{0}b\u{1}c\u{7F}\u{FFFE}") == "a\u{2400}b\u{2401}c\u{2421}\u{FFFD}")
    }

    @Test("of a long text the start and the end are shown, results.json has all")
    func long() throws {
        let text = (1...10_000).map { "line \($0)\n" }.joined()
        let run = try run(.stream(.stdout, text))
        let html = try article(run)
        #expect(html.contains("line 300</samp>"))
        #expect(!html.contains("line 301\n"))
        #expect(html.contains("9500 lines not shown"))
        #expect(html.contains("<samp>line 9801\n"))
        #expect(try report(run).results.contains("line 5000\\n"))
    }

    @Test("of a long line the start is shown")
    func longLine() throws {
        let html = try shown(String(repeating: "x", count: 10_000))
        #expect(html.contains("… 6000 more characters"))
        #expect(html.count < 5_000)
    }
}
