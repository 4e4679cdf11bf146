import Foundation
import Notebook
import Report
import Testing

@Suite("results.json")
struct ResultsTests {
    private func json(_ run: Run) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(report(run).results.utf8))
        return try #require(object as? [String: Any])
    }

    @Test("it decodes to what the contract says")
    func contract() throws {
        let run = try run(
            "# Title\n\n`{swift} a` and `{swift} b`\n\n```swift\n//| label: one\n1\n```\n\n```swift\n2\n```\n",
            outputs: [
                [
                    .stream(.stderr, "oh\n"), picture(["alt": "x"]), .metric(name: "m", value: 0.5),
                    .progress(Progress(label: "epoch", step: 1, total: nil, values: [.init(name: "loss", value: 2)])),
                ]
            ],
            params: [
                Parameter(name: "z", value: .int(1)), Parameter(name: "a", value: .double(0.1)),
                Parameter(name: "s", value: .string("é\"\n")), Parameter(name: "f", value: .bool(false)),
            ]
        ) { run in
            run.cells[1].status = .failed
            run.cells[1].error = CellError(kind: .trap, message: "no", line: 11)
            run.inlineValues[1] = InlineResult(error: CellError(kind: .compile, message: "b?"))
            run.data = [DataProvenance(name: "d", sha256: "0a")]
        }
        let json = try json(run)
        #expect(json["schema"] as? Int == 1)
        #expect(json["notebook"] as? String == "lessons/lesson.md")
        #expect(json["title"] as? String == "Title")
        #expect(json["status"] as? String == "failed")
        #expect(json["started"] as? String == "2026-11-24T06:00:00Z")
        #expect(json["seconds"] as? Double == 1.5)
        #expect(json["seed"] as? Int == 42)
        #expect((json["params"] as? [String: Any])?["s"] as? String == "é\"\n")
        #expect((json["environment"] as? [String: Any])?["threads"] as? Int == 2)
        #expect((json["data"] as? [[String: String]]) == [["name": "d", "sha256": "0a"]])
        #expect((json["metrics"] as? [String: Double]) == ["m": 0.5])

        let cells = try #require(json["cells"] as? [[String: Any]])
        #expect(cells.map { $0["label"] as? String } == ["one", "cell-2"])
        #expect(cells[0]["line"] as? Int == 7)
        #expect(cells[0]["compileSeconds"] as? Double == 0.1)
        let outputs = try #require(cells[0]["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["type"] as? String } == ["stream", "display", "metric", "progress"])
        #expect(outputs[0]["name"] as? String == "stderr")
        #expect((outputs[1]["data"] as? [String: String])?["image/png"] == pixel.base64EncodedString())
        #expect(outputs[1]["figure"] as? String == "figures/one-1.png")
        #expect(outputs[3]["total"] is NSNull)
        #expect((outputs[3]["values"] as? [String: Double]) == ["loss": 2])
        let error = try #require(cells[1]["error"] as? [String: Any])
        #expect(error["kind"] as? String == "trap")
        #expect(error["line"] as? Int == 11)
        #expect(error["column"] is NSNull)

        let values = try #require(json["values"] as? [[String: Any]])
        #expect(values[0]["text"] as? String == "A")
        #expect((values[1]["error"] as? [String: Any])?["message"] as? String == "b?")
    }

    @Test("keys stand in the order of the contract, parameters and metrics in their own")
    func order() throws {
        let text = try report(
            run(
                "```swift\n1\n```\n", outputs: [[.metric(name: "z", value: 1), .metric(name: "a", value: 2)]],
                params: [Parameter(name: "y", value: .int(1)), Parameter(name: "b", value: .int(2))])
        ).results
        let keys = text.matches(of: #/(?m)^ {2,4}"([A-Za-z]+)":/#).map { String($0.1) }
        #expect(
            keys == [
                "schema", "notebook", "title", "status", "started", "seconds", "seed", "params", "y", "b",
                "environment",
                "swift", "labbook", "cpu", "threads", "os", "data", "metrics", "z", "a", "cells", "values",
            ])
    }

    @Test("numbers that JSON has no form for are strings")
    func notFinite() throws {
        let run = try run(
            .metric(name: "nan", value: .nan), .metric(name: "up", value: .infinity),
            .metric(name: "down", value: -.infinity), .metric(name: "small", value: 1e-300))
        let metrics = try #require(json(run)["metrics"] as? [String: Any])
        #expect(metrics["nan"] as? String == "NaN")
        #expect(metrics["up"] as? String == "Infinity")
        #expect(metrics["down"] as? String == "-Infinity")
        #expect(metrics["small"] as? Double == 1e-300)
    }

    @Test("any text survives", arguments: ["\u{0}\u{1}\u{1F}", "\\ \" / \u{2028}\u{2029}", "😀é\u{301}", "\r\n\t", ""])
    func text(_ text: String) throws {
        let cells = try #require(json(run(.stream(.stdout, text)))["cells"] as? [[String: Any]])
        #expect(
            (cells[0]["outputs"] as? [[String: String]])?.first?["text"]?.unicodeScalars.elementsEqual(
                text.unicodeScalars) == true)
    }
}
