import Foundation
import Notebook
import Testing

@Suite struct FileTests {
    /// What reading a file with these bytes complains of; empty if nothing.
    private func problems(_ bytes: [UInt8], name: String = "n.md") throws -> String {
        let folder = URL.temporaryDirectory.appending(path: "notebook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: name)
        try Data(bytes).write(to: file)
        do {
            _ = try Notebook(file: file.path)
            return ""
        } catch {
            return error.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test("a missing file is named")
    func missing() {
        let error = #expect(throws: NotebookError.self) { try Notebook(file: "/nowhere/x.md") }
        #expect(error?.description == "/nowhere/x.md: error: expected a notebook, found no such file")
    }

    @Test("a folder is no notebook")
    func folder() {
        let path = FileManager.default.temporaryDirectory.path
        let error = #expect(throws: NotebookError.self) { try Notebook(file: path) }
        #expect(error?.description == "\(path): error: expected a notebook, found a folder")
    }

    @Test("a path through a file says what is wrong")
    func notAFolder() throws {
        let error = #expect(throws: NotebookError.self) { try Notebook(file: #filePath + "/x.md") }
        #expect(error?.description.hasSuffix("expected a file that can be read, found: Not a directory") == true)
    }

    @Test("an empty file says what a notebook holds", arguments: ["", " \n\t\r\n", "\u{FEFF}\n"])
    func empty(text: String) throws {
        let found = try problems(Array(text.utf8))
        #expect(found.hasPrefix("n.md: error: expected Markdown with Swift cells"))
        #expect(found.hasSuffix("found an empty file"))
    }

    @Test("bytes that are not UTF-8 are named with their place")
    func encoding() throws {
        #expect(
            try problems(Array("ä\r\nbö".utf8) + [0xFF, 0x61])
                == "n.md:2:4: error: expected UTF-8 text, found the byte 0xFF at offset 7")
        #expect(
            try problems(Array("\u{FEFF}a".utf8) + [0xC3])
                == "n.md:1:2: error: expected UTF-8 text, found the byte 0xC3 at offset 4")
        for surrogateOrOverlong: [UInt8] in [[0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80]] {
            #expect(try problems([0x0A] + surrogateOrOverlong).hasPrefix("n.md:2:1: error: expected UTF-8 text"))
        }
        #expect(
            try problems([0xFF, 0xFE, 0x61, 0]) == "n.md: error: expected UTF-8, found UTF-16; save the file as UTF-8")
        #expect(try problems([0x61, 0]) == "n.md:1:2: error: expected UTF-8 text, found a NUL byte at offset 1")
    }

    @Test("CRLF, CR and a byte order mark keep lines and columns right")
    func lineEnds() throws {
        let unix = "---\nseed: x\n---\n\n- a\n  ```swift\n  //| echo: 1\n  ```\n"
        let expected = try problems(Array(unix.utf8))
        #expect(expected.contains("n.md:2:7: error: seed"))
        #expect(expected.contains("n.md:7:13: error: echo"))
        for end in ["\r\n", "\r"] {
            #expect(try problems(Array(("\u{FEFF}" + unix.replacing("\n", with: end)).utf8)) == expected)
        }
    }

    @Test("the name is the file's, and never means a folder")
    func names() throws {
        #expect(try Notebook(source: "x", file: "a/b.c.md").name == "b.c")
        #expect(try Notebook(source: "x", file: "README").name == "README")
        for file in [".md", "..md", "...md", ""] {
            #expect(try Notebook(source: "x", file: file).name == "notebook")
        }
    }

    @Test("lines are kept as they are, without their ends")
    func lines() throws {
        #expect(try notebook("a\r\n  b \n\nc").lines == ["a", "  b ", "", "c"])
        #expect(try notebook("a\n").lines == ["a"])
        #expect(try notebook("a\u{2028}b\u{85}c\u{0B}d").lines.count == 1)
    }
}
