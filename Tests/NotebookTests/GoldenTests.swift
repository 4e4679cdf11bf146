import Foundation
import Notebook
import Testing

/// Each folder in Tests/Fixtures/notebook holds a notebook.md, and what is read from it: `read.txt`, `page.html`, or
/// `errors.txt` for one that cannot be used.
@Suite struct GoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/notebook")

    static let cases =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
        .filter { !$0.hasPrefix(".") }.sorted() ?? []

    @Test("what is read from a notebook is what was recorded", arguments: cases)
    func golden(name: String) throws {
        let folder = GoldenTests.folder.appending(path: name)
        let source = try String(contentsOf: folder.appending(path: "notebook.md"), encoding: .utf8)
        do {
            let notebook = try Notebook(source: source, file: "notebook.md")
            try expectGolden(notebook.dump(), at: folder.appending(path: "read.txt"))
            try expectGolden(notebook.plainHTML(), at: folder.appending(path: "page.html"))
        } catch let error as NotebookError {
            try expectGolden(error.description + "\n", at: folder.appending(path: "errors.txt"))
        }
    }

    @Test("there are recorded notebooks")
    func some() {
        #expect(GoldenTests.cases.count >= 8)
    }
}
