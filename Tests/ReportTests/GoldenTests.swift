import Foundation
import Notebook
import Report
import Testing

/// Each folder in Tests/Fixtures/report holds a notebook.md and what a run of it gives: `article.html`, `results.json`,
/// `program.swift`.
@Suite("Recorded reports")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/report")

    private func source(_ name: String) throws -> String {
        try String(contentsOf: GoldenTests.folder.appending(path: "\(name)/notebook.md"), encoding: .utf8)
    }

    private func compare(_ run: Run, with name: String) throws {
        let folder = GoldenTests.folder.appending(path: name)
        try expectGolden(article(run), at: folder.appending(path: "article.html"))
        try expectGolden(report(run).results, at: folder.appending(path: "results.json"))
        try expectGolden(report(run).program, at: folder.appending(path: "program.swift"))
    }

    @Test("a run with every kind of output")
    func outputs() throws {
        func epoch(_ step: Int, _ loss: Double) -> Output {
            .progress(Progress(label: "epoch", step: step, total: 3, values: [.init(name: "loss", value: loss)]))
        }
        let table = #"{"columns":["split","images","share"],"rows":[["train",60000,"85.7 %"],["test",10000,"14.3 %"]]}"#
        let run = try run(
            source("outputs"),
            outputs: [
                [
                    .stream(.stdout, "hello \u{1B}[1myou\u{1B}[0m\n 50 %\r100 %\n"), .stream(.stderr, "careful\n"),
                    display("text/plain", "[1, 2, 3]"), display("text/html", "<b>bold</b>"),
                    display("text/markdown", "*Markdown* with $x_1$"),
                ],
                [
                    epoch(1, 2), epoch(2, 1), epoch(3, 0.5), picture(["width": "1", "height": "1"]),
                    .metric(name: "accuracy", value: 0.9741), .metric(name: "diverged", value: .nan),
                ],
                [],
                [display("application/vnd.labbook.table+json", table, ["caption": "The *splits*"])],
            ],
            params: [Parameter(name: "epochs", value: .int(3))]
        ) { run in
            run.cells[3].status = .cached
            run.cells[0].warnings = [
                Diagnostic(
                    file: "lessons/lesson.md", line: 14, column: 6, severity: .warning, message: "'greet' is long")
            ]
        }
        try compare(run, with: "outputs")
    }

    @Test("a run in which a cell traps, one does not compile, and one is skipped")
    func failed() throws {
        let file = "lessons/lesson.md"
        let run = try run(source("failed")) { run in
            run.cells[0].status = .failed
            run.cells[0].error = CellError(
                kind: .trap, message: "matrix product: [2, 3] • [2, 3] does not fit", line: 6, column: 11)
            run.cells[1].status = .failed
            run.cells[1].error = CellError(
                kind: .compile, message: "value of type 'Parameters' has no member 'lernRate'", line: 12, column: 19,
                diagnostics: [
                    Diagnostic(
                        file: file, line: 12, column: 19,
                        message: "value of type 'Parameters' has no member 'lernRate'"),
                    Diagnostic(
                        file: file, line: 12, column: 19, severity: .note, message: "did you mean 'learningRate'?"),
                ])
            run.cells[2].status = .skipped
            run.cells[2].skipReason = "it uses rate of the cell typo, which does not compile"
            run.inlineValues = [InlineResult(error: CellError(kind: .compile, message: "cannot find 'rate' in scope"))]
        }
        try compare(run, with: "failed")
    }
}
