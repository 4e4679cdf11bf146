import Foundation
import Testing

@Suite("Commands and notebooks that cannot be used")
struct UnusableTests {
    @Test(
        "each gives one line and exit code 2, and runs nothing",
        arguments: [
            (["run", "missing.md"], "missing.md: error: "),
            (["run", "."], ".: error: "),
            (["run", "empty.md"], "empty.md: error: "),
            (["run", "latin1.md"], "latin1.md:2:"),
            (["run", "unclosed.md"], "unclosed.md:3:1: error: "),
            (["run", "yaml.md"], "yaml.md:2:"),
            (["run", "option.md"], "option.md:2:"),
            (["run", "data.md"], "data.md:2: error: data set: expected one of mnist, fashion-mnist"),
            (["run", "good.md", "-P", "epochs=3"], "labbook: error: -P epochs: the notebook has no such parameter"),
            (["run", "params.md", "-P", "n=abc"], "labbook: error: -P n expects an integer, found \"abc\""),
            (["run", "params.md", "-P", "n"], "labbook: error: -P expects name=value, found \"n\""),
            (["run", "good.md", "--theme", "none"], "none: error: expected a folder with files of a theme"),
            (["run", "good.md", "--theme", "odd"], "odd/cel.mustache: error: expected a template that a report uses"),
            (["run", "good.md", "-o", "good.md"], ""),
        ])
    func unusable(arguments: [String], start: String) async throws {
        let labbook = try Labbook()
        try labbook.write("", to: "empty.md")
        try labbook.write("---\ndata: nowhere\n---\n```swift\n1\n```\n", to: "data.md")
        try Data([0x61, 0x0A, 0x62, 0xE9, 0x0A]).write(to: labbook.folder.appending(path: "latin1.md"))
        try labbook.write("text\n\n```swift\nprint(1)\n", to: "unclosed.md")
        try labbook.write("---\ntitle: [a\n---\n", to: "yaml.md")
        try labbook.write("```swift\n//| ecko: true\n1\n```\n", to: "option.md")
        try labbook.write(
            notebook("import Foundation\ntry Data().write(to: URL(fileURLWithPath: \"ran\"))"), to: "good.md")
        try labbook.write(notebook("1", frontMatter: "params:\n  n: 1"), to: "params.md")
        try labbook.write("", to: "odd/style.css")
        try labbook.write("", to: "odd/cel.mustache")
        let outcome = try await labbook.run(arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.errorLines.count == 1)
        #expect(outcome.standardError.hasPrefix(start), "\(outcome.standardError)")
        #expect(!labbook.has("ran"))
        #expect(!labbook.has("Output/good"))
    }

    @Test("an option that does not exist, a missing argument and a senseless timeout give exit code 2")
    func usage() async throws {
        let labbook = try Labbook()
        try labbook.write(notebook("1"), to: "n.md")
        for arguments in [["run"], ["run", "n.md", "--nonsense"], ["frobnicate"], ["run", "n.md", "--timeout", "-1"]] {
            #expect(try await labbook.run(arguments).exitCode == 2)
        }
    }

    @Test("without a Swift compiler on PATH one line says so")
    func noCompiler() async throws {
        let labbook = try Labbook()
        try labbook.write(notebook("1"), to: "n.md")
        let outcome = try await labbook.run(["run", "n.md"], environment: ["PATH": "/nonexistent"])
        #expect(outcome.exitCode == 2)
        #expect(outcome.standardError.hasPrefix("labbook: error: expected a Swift compiler on PATH, found none"))
        #expect(outcome.standardError.split(separator: "\n").count == 1)
    }

    @Test("where a PDF file is asked for and no browser is there, one line says so before anything runs")
    func noBrowser() async throws {
        let labbook = try Labbook()
        try labbook.write(notebook("1"), to: "n.md")
        // A folder with the compiler, and nothing else that could print.
        let compiler = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/swiftc") }
        let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
        let folder = String(try #require(compiler))
        guard browsers.allSatisfy({ !FileManager.default.fileExists(atPath: "\(folder)/\($0)") }) else { return }
        let outcome = try await labbook.run(["run", "n.md", "--pdf"], environment: ["PATH": folder])
        #expect(outcome.exitCode == 2)
        #expect(outcome.standardError.hasPrefix("labbook: error: --pdf expects Chromium or Chrome on PATH"))
        #expect(outcome.standardError.split(separator: "\n").count == 1)
        #expect(!labbook.has("Output/n/index.html"))
    }

    @Test("CRLF and a byte order mark are no hindrance, and lines and columns stay right")
    func lineEnds() async throws {
        let labbook = try Labbook()
        try labbook.write("\u{FEFF}---\r\ntitle: T\r\n---\r\n```swift\r\nlet a = 1\r\nmissing\r\n```\r\n", to: "n.md")
        #expect(
            try await labbook.run(["run", "n.md"]).errorLines == ["n.md:6:1: error: cannot find 'missing' in scope"])
    }

    @Test("ten megabytes of prose are no hindrance")
    func longProse() async throws {
        let labbook = try Labbook()
        try labbook.write(String(repeating: "word *word* word\n\n", count: 600_000) + notebook("1 + 1"), to: "n.md")
        #expect(try await labbook.run(["run", "n.md"]).exitCode == 0)
        #expect(try labbook.results(of: "n").cells[0].text == "<2>")
    }

    @Test("help and version are answered on standard output")
    func help() async throws {
        let labbook = try Labbook()
        let help = try await labbook.run(["--help"])
        #expect(help.exitCode == 0)
        #expect(help.standardOutput.contains("run"))
        #expect(try await labbook.run(["--version"]).exitCode == 0)
    }
}
