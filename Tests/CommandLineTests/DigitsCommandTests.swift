import Foundation
import Testing

/// `labbook digits` on synthetic digits and on files of the test's own.
@Suite("labbook digits")
struct DigitsCommandTests {
    let labbook = try! Labbook()

    private func digits(_ arguments: String...) async throws -> Labbook.Outcome {
        try await labbook.run(["digits"] + arguments, environment: ["XDG_CACHE_HOME": labbook.folder.path + "/cache"])
    }

    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: labbook.folder.path + "/" + folder)) ?? []).sorted()
    }

    @Test("digits are exported by range, with an index and a page, and are called synthetic where they are")
    func export() async throws {
        let outcome = try await digits("--set", "synthetic", "--range", "10..<13", "--html", "-o", "out")
        #expect(outcome.exitCode == 0)
        #expect(outcome.standardOutput == "out\n")
        #expect(
            outcome.standardError
                == "wrote 3 pictures, digits.csv, digits.json, digits.html of Synthetic digits (not MNIST)\n")
        let pictures = names("out").filter { $0.hasSuffix(".png") }
        #expect(pictures.count == 3 && pictures.allSatisfy { $0.hasPrefix("synthetic-0001") })
        let page = try String(contentsOf: labbook.folder.appending(path: "out/digits.html"), encoding: .utf8)
        #expect(page.contains("<h1>Synthetic digits (not MNIST), synthetic</h1>"))
        let again = try await digits("--set", "synthetic", "--range", "10..<13", "-o", "out")
        #expect(again.standardError.hasSuffix("; 5 files were replaced\n"))
    }

    @Test("a file of another origin is not replaced without --force")
    func force() async throws {
        try labbook.write("mine", to: "out/digits.csv")
        let refused = try await digits("--set", "synthetic", "--range", "0", "-o", "out")
        #expect(refused.exitCode == 2 && refused.errorLines.count == 1)
        #expect(refused.standardError.contains("out/digits.csv: is there already and was not written by labbook"))
        #expect(names("out") == ["digits.csv"])
        #expect(try await digits("--set", "synthetic", "--range", "0", "-o", "out", "--force").exitCode == 0)
        #expect(names("out").count == 3)
    }

    @Test("a folder of one's own needs no slash in its name")
    func ownFolder() async throws {
        _ = try await digits("--set", "synthetic", "--range", "0", "-o", "out")
        let picture = try #require(names("out").first { $0.hasSuffix(".png") })
        let class3 = labbook.folder.appending(path: "own/3")
        try FileManager.default.createDirectory(at: class3, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: labbook.folder.appending(path: "out/" + picture), to: class3.appending(path: "a.png"))
        let outcome = try await digits("--set", "own", "-o", "again")
        #expect(outcome.standardError == "wrote 1 picture, digits.csv, digits.json of own\n")
    }

    @Test("a dry run writes nothing, and --json counts")
    func dryRun() async throws {
        let outcome = try await digits(
            "--set", "synthetic", "--label", "7", "--random", "5", "--seed", "1", "--dry-run", "--json")
        #expect(
            outcome.standardOutput
                == "{\"dryRun\": true, \"pictures\": 5, \"indexFiles\": [\"digits.csv\", \"digits.json\"], \"replaced\": 0}\n"
        )
        #expect(!labbook.has("Output"))
    }

    @Test("a sheet holds what there is room for, and says what it leaves out")
    func sheet() async throws {
        let outcome = try await digits(
            "--set", "synthetic", "--grid", "5x4", "--theme", "dark", "--captions", "index", "-o", "out")
        #expect(outcome.exitCode == 0)
        #expect(outcome.standardError.hasPrefix("the first 20 of 1000 chosen digits are on the sheet\n"))
        #expect(names("out") == ["digits.csv", "digits.json", "sheet.png"])
    }

    @Test("mistakes are chosen by a file of predictions, the surest first")
    func wrong() async throws {
        try labbook.write("4,0,0,0,0\n9,1,1,1,1\n4,2,2,2,2\n", to: "own.csv")
        try labbook.write("index,prediction,confidence\n0,9,0.5\n1,9,0.9\n2,9,0.75\n", to: "predictions.csv")
        let outcome = try await digits(
            "--set", "own.csv", "--confused", "4,9", "--predictions", "predictions.csv", "-o", "out")
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let index = try String(contentsOf: labbook.folder.appending(path: "out/digits.csv"), encoding: .utf8)
        #expect(
            index.split(separator: "\n").dropFirst() == [
                "own-00002-label-4.png,2,own,4,9,0.75", "own-00000-label-4.png,0,own,4,9,0.5",
            ])
    }

    @Test("mistakes of a model that a cell saved are chosen, and a file that is no model is refused in a line")
    func savedModel() async throws {
        let (_, results) = try await labbook.run(
            notebook: """
                ```swift
                import Lab

                let digits = SyntheticDigits.load(count: 1000, seed: 5)
                let model = Sequential { Dense(inputSize: 784, outputSize: 10) }
                _ = fit(model, to: digits, epochs: 1, optimizer: Adam())
                try model.save(to: "model.safetensors")
                metric("mistakes", zip(digits.labels, model.predict(digits.inputs)).filter { $0 != $1 }.count)
                ```
                """)
        let mistakes = Int(try #require(results.metrics["mistakes"]))
        #expect(mistakes > 0)
        let outcome = try await digits(
            "--set", "synthetic", "--seed", "5", "--wrong", "--model", "model.safetensors", "--json", "-o", "wrong")
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("\"pictures\": \(mistakes),"))
        let refused = try await digits("--set", "synthetic", "--model", "notebook.md", "-o", "none")
        #expect(refused.exitCode == 2 && refused.errorLines.count == 1)
        #expect(refused.standardError.contains("notebook.md: expected a safetensors header"))
    }

    @Test("digits that were exported on a sheet are found in it again, as IDX that can be read")
    func importing() async throws {
        _ = try await digits(
            "--set", "synthetic", "--range", "0..<6", "--grid", "3x2", "--captions", "none", "-o", "sheet")
        _ = try await digits("--set", "synthetic", "--range", "3", "--scale", "9", "--smooth", "--invert", "-o", "one")
        let picture = try #require(names("one").first { $0.hasSuffix(".png") })
        let found = try await digits("import", "one/" + picture, "--labels", "7", "--idx", "-o", "idx")
        #expect(found.exitCode == 0)
        #expect(found.standardError.hasPrefix("one/\(picture): found 1 digit; wrote "))
        #expect(names("idx").count == 2)
        #expect(try await digits("--set", "./idx", "-o", "back").exitCode == 0)
        #expect(names("back").contains { $0.hasSuffix("-00000-label-7.png") })
    }

    @Test("a cell exports digits, divides data, and finds digits in a picture")
    func cells() async throws {
        let (outcome, results) = try await labbook.run(
            notebook: notebook(
                """
                let (train, test) = SyntheticDigits.load(count: 20, seed: 2).split(test: 0.25, seed: 1)
                try test.export(to: "digits", title: SyntheticDigits.title, predictions: test.labels, page: true)
                """,
                """
                try test[0..<1].export(to: "one", style: DigitStyle(scale: 10, scaling: .smooth));
                print(try scanDigits(from: "one/digit-00000-label-\\(test.labels[0]).png").shape)
                """))
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(results.cells.map(\.text) == ["<5 pictures, digits.csv, digits.json, digits.html>", "[1, 784]\n"])
        #expect(names("digits").count == 8)
    }

    @Test("the doctor says what is there and what mends what is not")
    func doctor() async throws {
        let outcome = try await labbook.run(
            ["doctor"], environment: ["LABBOOK_DATA": "", "XDG_CACHE_HOME": labbook.folder.path])
        #expect(outcome.exitCode == 0, "\(outcome.standardOutput)")
        let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("ok       Swift           6."))
        #expect(
            outcome.standardOutput.contains(
                "absent   mnist           not here\n                         → labbook data fetch mnist"))
        let broken = try await labbook.run(["doctor", "--json"], environment: ["PATH": "/nowhere"])
        #expect(broken.exitCode == 2)
        #expect(broken.standardOutput.contains("\"remedy\" : \"sudo apt-get install curl\""))
    }

    @Test(
        "what cannot be used is one line and exit code 2",
        arguments: [
            (
                ["--set", "cifar"],
                "labbook: error: data set: expected one of mnist, fashion-mnist, found \"cifar\"; `labbook data fetch FILE.yml` adds what a file describes"
            ),
            (["--set", "missing.csv"], "labbook: error: missing.csv: cannot be read: No such file or directory"),
            (
                ["--set", "synthetic", "--range", "0..<2000"],
                "labbook: error: Synthetic digits (not MNIST), synthetic: expected a range in 0..<1000, found 0..<2000"
            ),
            (
                ["--set", "synthetic", "--split", "train"],
                "labbook: error: Synthetic digits (not MNIST): expected a split that is one of synthetic, all; found \"train\""
            ),
            (["--set", "synthetic", "--wrong"], "Error: --wrong needs --model FILE or --predictions FILE"),
            (["--set", "synthetic", "--smooth"], "Error: --smooth needs a --scale of 2 or more"),
            (["--set", "synthetic", "--theme", "dark"], "Error: --theme is for sheets: it needs --grid"),
            (
                ["--set", "synthetic", "--grid", "2x2", "--invert"],
                "Error: --invert is for single files: a sheet is dark or light by its --theme"
            ),
            (["--set", "synthetic", "--scale", "0"], "Error: --scale expects a number from 1 to 64, found 0"),
            (["--set", "synthetic", "--range", "5..<2"], "Error: The value '5..<2' is invalid for '--range <range>'"),
            (
                ["--set", "synthetic", "--confused", "4"],
                "Error: The value '4' is invalid for '--confused <class,class>'"
            ),
            (["--set", "synthetic", "--grid", "0x4"], "Error: The value '0x4' is invalid for '--grid <columns×rows>'"),
            (["import", "missing.png"], "labbook: error: missing.png: cannot be read: No such file or directory"),
            (
                ["import", "text.png"],
                "labbook: error: text.png: not a PNG file that can be used: it does not begin as a PNG file does"
            ),
            (["import", "text.png", "--labels", "x"], "Error: --labels expects digits such as 31415, found \"x\""),
        ])
    func unusable(_ arguments: [String], _ line: String) async throws {
        try labbook.write("no picture", to: "text.png")
        let outcome = try await labbook.run(["digits"] + arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.standardError.split(separator: "\n").first.map(String.init) == line)
        #expect(names("") == ["text.png"])
    }
}
