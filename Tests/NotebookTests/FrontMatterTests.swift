import Notebook
import Testing

@Suite struct FrontMatterTests {
    private func read(_ yaml: String) throws -> FrontMatter {
        try notebook("---\n\(yaml)\n---\n\ntext").frontMatter
    }

    @Test(
        "a parameter has the type that YAML gives it",
        arguments: [
            ("5", .int(5)), ("-5", .int(-5)), ("+5", .int(5)), ("0x1F", .int(31)), ("0o17", .int(15)), ("007", .int(7)),
            ("1.0", .double(1)), ("1e-3", .double(0.001)), (".5", .double(0.5)), ("5.", .double(5)),
            ("-.inf", .double(-.infinity)), ("true", .bool(true)), ("FALSE", .bool(false)),
            ("yes", .string("yes")), ("no", .string("no")), ("\"5\"", .string("5")), ("'true'", .string("true")),
            ("1_000", .string("1_000")), ("12:30", .string("12:30")), ("1.2.3", .string("1.2.3")),
            ("2026-01-01", .string("2026-01-01")), ("nan", .string("nan")), ("inf", .string("inf")),
            ("e5", .string("e5")), (".e", .string(".e")), ("-", .string("-")), ("\"\"", .string("")),
            ("!!str 5", .string("5")), ("9223372036854775807", .int(.max)), ("ü ö", .string("ü ö")),
        ] as [(String, ParameterValue)])
    func types(yaml: String, expected: ParameterValue) throws {
        if yaml == "-" {
            #expect(problems("---\nparams:\n  x: -\n---").contains("3:6: error: the front matter is not valid YAML"))
        } else {
            #expect(try read("params:\n  x: \(yaml)").params == [Parameter(name: "x", value: expected)])
        }
    }

    @Test("parameters keep their order")
    func order() throws {
        #expect(
            try read("params: {b: 1, a: 2, C: 3, _d: 4, größe: 5}").params.map(\.name) == [
                "b", "a", "C", "_d", "größe",
            ])
    }

    @Test("authors may be one, several, or mappings with a name")
    func authors() throws {
        #expect(try read("author: Ada").authors == ["Ada"])
        #expect(try read("author: [Ada, Alan]").authors == ["Ada", "Alan"])
        #expect(try read("author:\n- name: Ada\n  url: x\n- Alan").authors == ["Ada", "Alan"])
        #expect(try read("author: {name: Ada}").authors == ["Ada"])
    }

    @Test("a date is kept as it is written, and a text loses the line end of its block")
    func texts() throws {
        #expect(try read("date: 2026-11-23").date == "2026-11-23")
        #expect(try read("date: 23. November 2026").date == "23. November 2026")
        #expect(try read("title: >\n  two\n  lines\n").title == "two lines")
        #expect(try read("title: 2026").title == "2026")
        #expect(try read("title: \"it's *new* and `fast`\"").title == "it’s new and fast")
        #expect(try read("title: Array<Int> *").title == "Array<Int> *")
    }

    @Test("a seed goes to the largest of 64 bits")
    func seed() throws {
        #expect(try read("seed: 18446744073709551615").seed == .max)
        #expect(try read("seed: 0").seed == 0)
        #expect(problems("---\nseed: 18446744073709551616\n---").contains("2:7: error: seed expects an integer from 0"))
        #expect(problems("---\nseed: -1\n---").contains("2:7: error: seed expects an integer from 0"))
        #expect(problems("---\nseed: 1.5\n---") == "n.md:2:7: error: seed expects an integer, found 1.5")
        #expect(problems("---\nseed: \"7\"\n---") == "n.md:2:7: error: seed expects an integer, found \"7\"")
    }

    @Test("a timeout is a positive number", arguments: ["0", "-1", ".inf", ".nan", "soon", "[1]", "true"])
    func timeout(yaml: String) throws {
        #expect(
            problems("---\ntimeout: \(yaml)\n---").hasPrefix("n.md:2:10: error: timeout expects a number of seconds"))
        #expect(try read("timeout: 0.5").timeout == 0.5)
    }

    @Test("keys without a value say nothing")
    func emptyKeys() throws {
        #expect(try read("title:\nauthor:\nparams:\nseed: ~\ndata:") == FrontMatter())
        #expect(try read("# only a comment") == FrontMatter())
        #expect(try notebook("---\n---\ntext").frontMatter == FrontMatter())
    }

    @Test("a rule at the top is no front matter")
    func rule() throws {
        let notebook = try notebook("---\n\ntext\n\n---\n")
        #expect(notebook.plainHTML() == "<hr />\n<p>text</p>\n<hr />\n")
    }

    @Test("front matter may end with dots, and its fences may have spaces behind them")
    func fences() throws {
        #expect(try notebook("---  \ntitle: x\n...\t\ntext").plainHTML() == "<p>text</p>\n")
    }

    @Test("broken YAML is named at its line and UTF-8 column")
    func broken() {
        #expect(problems("---\ntitle: x").contains("n.md:1:1: error: expected a line --- that closes the front matter"))
        #expect(
            problems("---\ntitle: ü: x\n---").hasPrefix("n.md:2:10: error: the front matter is not valid YAML: mapping")
        )
        #expect(problems("---\ntitle: x\n\tseed: 1\n---").contains("n.md:3:"))
        #expect(problems("---\nseed: 1\nseed: 2\n---").contains("\"seed\" is given more than once"))
        #expect(problems("---\ntitle: \"a\u{1}b\"\n---").contains("n.md:2:10: error"))
        #expect(
            problems("---\ntitle: *x\n---").contains("n.md:2:8: error: the front matter is not valid YAML: found undef")
        )
        #expect(
            problems("---\n- a\n---").contains("n.md:2:1: error: front matter expects lines of the form key: value"))
        #expect(problems("---\ntitle\n---").contains("found \"title\""))
    }

    @Test("an unknown key is told with the one that was meant")
    func unknown() {
        #expect(
            problems("---\nTitle: x\n---")
                == "n.md:2:1: error: unknown front matter key \"Title\", did you mean \"title\"?")
        #expect(
            problems("---\nformat: html\n---").hasSuffix(
                "expected one of title, subtitle, author, date, params, timeout, seed, data, cache"))
        #expect(problems("---\n[a]: x\n---").contains("unknown front matter key a list"))
    }

    @Test("YAML that expands or nests without end is read or refused, fast")
    func hostile() {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        var bomb = "params:\n  a: &a [x, x]\n"
        for (last, next) in zip(letters, letters.dropFirst()) {
            bomb += "  \(next): &\(next) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ", "))]\n"
        }
        #expect(problems("---\n\(bomb)---").contains("parameter z expects"))
        for opening in ["[", "{a: ", "- ", "? "] {
            let deep = String(repeating: opening, count: 100_000)
            #expect(problems("---\n\(deep)\n---").contains("not valid YAML"))
        }
    }
}
