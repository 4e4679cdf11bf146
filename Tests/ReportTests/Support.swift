import Foundation
import Notebook
import Report
import Testing

/// Writers share one theme, which is only read once.
let standardTheme = Result { try Theme.standard() }

/// A run of a notebook from text, whose cells gave these outputs in order; cells beyond them gave none.
func run(
    _ source: String, outputs: [[Output]] = [], params: [Parameter] = [],
    change: (inout Run) -> Void = { _ in }
) throws -> Run {
    let notebook = try Notebook(source: source, file: "lessons/lesson.md")
    let cells = notebook.cells.enumerated().map { index, cell in
        CellResult(
            label: cell.label, line: cell.line, status: cell.options.eval ? .ok : .skipped,
            seconds: 0.25 * Double(index + 1), compileSeconds: 0.1, outputs: index < outputs.count ? outputs[index] : []
        )
    }
    var run = Run(
        notebook: notebook, seed: 42, params: params,
        environment: RunEnvironment(
            swift: "6.3.1", labbook: "0.1.0", cpu: "Example CPU", threads: 2, os: "Debian GNU/Linux 12"),
        cells: cells, inlineValues: notebook.inlineValues.map { InlineResult(text: $0.expression.uppercased()) },
        started: Date(timeIntervalSince1970: 1_795_500_000), seconds: 1.5)
    change(&run)
    return run
}

/// A run of one cell with these outputs.
func run(_ outputs: Output..., options: String = "", change: (inout Run) -> Void = { _ in }) throws -> Run {
    try run("```swift\n\(options)let x = 1\n```\n", outputs: [outputs], change: change)
}

/// The report of a run.
func report(_ run: Run) throws -> RenderedReport {
    try ReportWriter(theme: standardTheme.get()).render(run)
}

/// The article of a page: what came of the notebook, without title, head and foot.
func article(_ run: Run) throws -> String {
    let html = try report(run).html
    let start = try #require(html.range(of: "<article>\n"))
    let end = try #require(html.range(of: "</article>", range: start.upperBound..<html.endIndex))
    return String(html[start.upperBound..<end.lowerBound])
}

/// A value shown in one form.
func display(_ type: String, _ text: String, _ metadata: [String: String] = [:]) -> Output {
    .display(MIMEBundle(forms: [type: .text(text)], metadata: metadata))
}

/// A grey picture of one pixel.
let pixel = Data(
    base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")!

/// A picture as an output.
func picture(_ metadata: [String: String] = [:]) -> Output {
    .display(MIMEBundle(forms: ["image/png": .data(pixel)], metadata: metadata))
}

/// A folder of its own for a test, removed at its end.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
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
