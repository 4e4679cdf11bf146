import Foundation
import Notebook
import Testing

/// The examples of CommonMark's specification, and GitHub's, that `Tests/fetch-commonmark.sh` brings from the source of the
/// very library that notebooks are read with.
@Suite("The specification", .enabled(if: Specification.text != nil, "needs what Tests/fetch-commonmark.sh brings"))
struct CommonMarkTests {
    @Test("every example is rendered as the specification says, but for those listed with a reason")
    func examples() throws {
        let examples = Specification.examples
        #expect(examples.count == 673)
        let reasons = try Specification.differences()
        for example in examples {
            let html = (try? Notebook(source: example.markdown, file: "example.md"))?.specifiedHTML ?? "no notebook"
            let isAsSpecified = html.plain == example.html.plain
            if reasons.contains(where: { $0.examples.contains(example.number) }) {
                #expect(!isAsSpecified, "example \(example.number) is listed as different, and is not")
            } else {
                #expect(isAsSpecified, "example \(example.number), \(example.section): \(example.markdown)\n\(html)")
            }
        }
    }

    @Test("math between the words of an example is untouched by Markdown")
    func math() throws {
        let tex = #"a*b*c_d_ \\ \{x\} <y> [z](w) `q`"#
        // Where a paragraph stands alone, whatever it holds, math at its end is math.
        for example in Specification.examples where example.isParagraph {
            let source = example.markdown.dropLast() + "\n$\(tex)$\n"
            let notebook = try Notebook(source: String(source), file: "example.md")
            var found: [String] = []
            _ = notebook.renderHTML(
                cell: { _ in "" }, inlineValue: { _ in "" },
                math: {
                    found.append($0.tex)
                    return ""
                })
            #expect(found == [tex], "example \(example.number): \(source)")
        }
    }
}

extension Notebook {
    /// The HTML without the ids of headings, and with code as the specification has it.
    fileprivate var specifiedHTML: String {
        renderHTML(
            cell: { Notebook.codeBlockHTML(language: "swift", code: cells[$0].source) }, inlineValue: { _ in "" },
            math: { "$\($0.tex.escapedForHTML)$" }, heading: { "<h\($0.level)>\($1)</h\($0.level)>" })
    }
}

/// The text of the specification and its examples.
private enum Specification {
    struct Example {
        let number: Int
        let section: String
        let markdown: String
        let html: String

        /// Whether it is a single paragraph of text.
        var isParagraph: Bool {
            html.hasPrefix("<p>") && html.hasSuffix("</p>\n") && html.count(of: "<p>") == 1 && !html.contains("<code>")
                && html.count(of: "\n") == markdown.count(of: "\n") && !markdown.contains("[")
                && !markdown.contains("<")
                && !markdown.contains("`") && !markdown.contains("$")
        }
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    static let text = try? String(
        contentsOf: tests.deletingLastPathComponent().appending(path: ".build/commonmark/spec.txt"), encoding: .utf8)

    /// Between lines of 32 backquotes stands the Markdown, a line with a dot, and the HTML; → stands for a tab.
    static let examples: [Example] = {
        let fence = String(repeating: "`", count: 32)
        var examples: [Example] = []
        var section = ""
        var parts: [String]?
        for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(fence + " example") {
                parts = [""]
            } else if line == fence, let found = parts {
                let texts = found.map { $0.replacing("→", with: "\t") }
                examples.append(
                    Example(number: examples.count + 1, section: section, markdown: texts[0], html: texts[1]))
                parts = nil
            } else if parts != nil, line == "." {
                parts?.append("")
            } else if let last = parts?.indices.last {
                parts?[last] += line + "\n"
            } else if line.hasPrefix("#") {
                section = String(line.drop { "# ".contains($0) })
            }
        }
        return examples
    }()

    /// Each line of `differences.txt` has numbers of examples, a colon, and the reason.
    static func differences() throws -> [(examples: [Int], reason: String)] {
        let file = tests.appending(path: "Fixtures/commonmark/differences.txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].split(separator: " ").compactMap { Int($0) }, String(line[colon...].dropFirst()))
        }
    }
}

extension String {
    /// The HTML with the quotation marks and dashes of a typewriter in place of those of print, and with the attributes of
    /// check boxes in the specification's order.
    fileprivate var plain: String {
        [
            ("“", "&quot;"), ("”", "&quot;"), ("‘", "'"), ("’", "'"), ("—", "---"), ("–", "--"), ("…", "..."),
            (
                "<input type=\"checkbox\" checked=\"\" disabled=\"\" />",
                "<input checked=\"\" disabled=\"\" type=\"checkbox\">"
            ),
            ("<input type=\"checkbox\" disabled=\"\" />", "<input disabled=\"\" type=\"checkbox\">"),
        ].reduce(self) { $0.replacing($1.0, with: $1.1) }
    }

    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
