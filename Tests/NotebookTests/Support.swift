import Foundation
import Notebook
import Testing

/// The diagnostics of text that is no usable notebook, one per line; empty if it is one.
func problems(_ source: String) -> String {
    do {
        _ = try Notebook(source: source, file: "n.md")
        return ""
    } catch {
        return error.description
    }
}

/// A notebook from text.
func notebook(_ source: String) throws -> Notebook {
    try Notebook(source: source, file: "n.md")
}

extension Notebook {
    /// The HTML with plain marks for what comes from outside.
    func plainHTML() -> String {
        renderHTML(
            cell: { "<cell-\($0)>" },
            inlineValue: { "<value-\($0)>" },
            math: { "<math\($0.display ? " display" : "")>\($0.tex.escapedForHTML)</math>" })
    }

    /// What was read, as text to compare and to look at.
    func dump() -> String {
        var text = "name: \(name)\ntitle: \(title)\n"
        text += "front matter: \(frontMatter)\n"
        for heading in headings {
            text += "heading \(heading.line): \(heading.level) \"\(heading.text)\" #\(heading.id)\n"
        }
        for cell in cells {
            text += "\ncell \(cell.label) fence \(cell.fenceLine)\n"
            if cell.options != CellOptions() { text += "  options: \(cell.options.dump)\n" }
            let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in lines.enumerated() {
                let indent = index < cell.indents.count ? cell.indents[index] : -1
                text += "  \(cell.line + index):\(indent + 1)| \(line)\n"
            }
        }
        if !inlineValues.isEmpty { text += "\n" }
        for value in inlineValues {
            text += "value \(value.line):\(value.column) after \(value.cellsBefore): \(value.expression)\n"
        }
        for warning in warnings { text += "\(warning)\n" }
        return text
    }
}

extension CellOptions {
    /// The options that are not what they are without being given.
    fileprivate var dump: String {
        let given = Mirror(reflecting: self).children.map { ($0.label!, "\($0.value)") }
        let usual = Mirror(reflecting: CellOptions()).children.map { ($0.label!, "\($0.value)") }
        return zip(given, usual).filter { $0 != $1 }.map { "\($0.0.0)=\($0.0.1)" }.joined(separator: ", ")
    }
}

/// Compares text with the file of that path; with RECORD=1 in the environment it writes the file and fails once.
func expectGolden(_ text: String, at url: URL, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let expected = try? String(contentsOf: url, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD"] == "1", expected != text {
        try text.write(to: url, atomically: true, encoding: .utf8)
        Issue.record("recorded \(url.lastPathComponent), look at it and run again", sourceLocation: sourceLocation)
        return
    }
    #expect(expected == text, "differs from \(url.path)", sourceLocation: sourceLocation)
}
