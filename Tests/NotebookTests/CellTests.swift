import Notebook
import Testing

@Suite struct CellTests {
    private func cell(_ options: String) throws -> Cell {
        try notebook("```swift\n\(options)\nlet x = 1\n```").cells[0]
    }

    @Test("options have Quarto's names and meanings")
    func options() throws {
        #expect(try cell("//| echo: false").options.echo == .hidden)
        #expect(try cell("//| echo: true").options.echo == .shown)
        #expect(try cell("//| echo: fold").options.echo == .folded)
        #expect(try cell("//| eval: false").options.eval == false)
        #expect(try cell("//| output: false").options.output == false)
        #expect(try cell("//| include: false").options.include == false)
        #expect(try cell("//| error: true").options.error)
        #expect(try cell("//| timeout: 2.5").options.timeout == 2.5)
        #expect(try cell("//| cache: false").options.cache == false)
        #expect(try cell("//| fig-cap: A *plot*").options.figureCaption == "A *plot*")
        #expect(try cell("#| fig-alt: \"a: b\"").options.figureAlt == "a: b")
        #expect(try cell("//|label: no-space").label == "no-space")
        #expect(try cell("//| label: a\n#| echo: false").options.echo == .hidden)
        #expect(try cell("// a comment").options == CellOptions())
    }

    @Test("option lines and the blank lines around code are no part of the source")
    func source() throws {
        let cell = try notebook("```swift\n\n//| echo: false\n\n\nlet x = 1\n\nx\n  \n```").cells[0]
        #expect(cell.source == "let x = 1\n\nx")
        #expect(cell.line == 6)
        #expect(cell.indents == [0, 0, 0])
    }

    @Test("a cell without code is empty and starts below its options")
    func empty() throws {
        for source in ["```swift\n```", "```swift\n\n```", "```swift\n//| label: a\n```"] {
            let cell = try notebook(source).cells[0]
            #expect(cell.source == "")
            #expect(cell.fenceLine == 1)
        }
    }

    @Test(
        "indents tell the bytes before each line",
        arguments: [
            ("- ```swift\n  a\n    b\n  ```", [2, 2]),
            ("> ```swift\n> a\n>b\n> ```", [2, 1]),
            ("> - > ```swift\n>   > a\n>   > ```", [6]),
            ("  ```swift\n  a\n b\nc\n  ```", [2, 1, 0]),
            ("10. ```swift\n    ä\n    ```", [4]),
            ("-\t```swift\n\ta\n\t```", [1]),
        ])
    func indents(source: String, expected: [Int]) throws {
        #expect(try notebook(source).cells[0].indents == expected)
    }

    @Test("what follows a list or quote without its marker is no part of the cell's list or quote")
    func closedByContainer() {
        let message = "n.md:1:3: error: expected a line ``` that closes the fence opened here, found none"
        #expect(problems("> ```swift\n> x\n\ny") == message)
        #expect(problems("> ```swift\n> x\n```\ny\n```") == message)
        #expect(problems("- ```swift\n  x\n\ny") == message)
    }

    @Test(
        "an unclosed fence names its opening line, whatever its language",
        arguments: [
            ("text\n\n```swift\nlet x = 1\n", "n.md:3:1: error: expected a line ``` that"),
            ("~~~~python\nx\n~~~\n", "n.md:1:1: error: expected a line ~~~~ that"),
            ("````\n```\n", "n.md:1:1: error: expected a line ```` that"),
            ("```swift\n    ```\n", "n.md:1:1: error: expected a line ``` that"),
            ("```swift", "n.md:1:1: error: expected a line ``` that"),
        ])
    func unclosed(source: String, expected: String) {
        #expect(problems(source).hasPrefix(expected))
    }

    @Test("a longer fence closes", arguments: ["```swift\nx\n`````", "~~~swift\nx\n~~~~  \n", "```swift\nx\n   ```"])
    func closed(source: String) {
        #expect(problems(source) == "")
    }

    @Test("all problems are told at once, in the order of their lines")
    func all() {
        let found = problems("---\nsed: 1\n---\n```swift\n//| ech: 1\n```\n\n```swift\n//| eval: 2\n```\n\n```swift\n")
        #expect(found.split(separator: "\n").map { $0.split(separator: ":")[1] } == ["2", "5", "9", "12"])
    }

    @Test("options below code are an error, other comments are not")
    func late() {
        #expect(
            problems("```swift\nx\n//| echo: false\n```")
                == "n.md:3:1: error: expected options before the first line of code, found some behind it")
        #expect(problems("```swift\nx\n//| a drawing |\n```") == "")
    }

    @Test("labels are safe as names of files", arguments: ["a/b", "..", "a b", "-a", "ä", "a.b", "\"\"", "[a]"])
    func badLabels(label: String) {
        #expect(problems("```swift\n//| label: \(label)\n```").hasPrefix("n.md:2:12: error: label expects letters"))
    }

    @Test("a label has at most 100 letters")
    func longLabels() throws {
        let label = String(repeating: "a", count: 100)
        #expect(try cell("//| label: \(label)").label == label)
        #expect(problems("```swift\n//| label: \(label)a\n```") != "")
    }

    @Test("a label is used once; both lines are named")
    func duplicates() {
        let source = "```swift\n//| label: a\n```\n\n```swift\n//| label: a\n```"
        #expect(
            problems(source)
                == "n.md:6:12: error: expected a label of its own, found \"a\", which is the label of the cell at line 2 too"
        )
    }

    @Test(
        "a misspelt option is told with the one that was meant",
        arguments: [
            ("lable: x", "label"), ("Echo: true", "echo"), ("fig_cap: x", "fig-cap"), ("figcap: x", "fig-cap"),
            ("time-out: 3", "timeout"), ("evla: true", "eval"), ("fig.alt: x", "fig-alt"),
        ])
    func suggestions(option: String, expected: String) {
        #expect(problems("```swift\n//| \(option)\n```").hasSuffix("did you mean \"\(expected)\"?"))
    }

    @Test("columns are UTF-8 bytes")
    func columns() {
        #expect(problems("> ```swift\n> //| fig-alt: ä\n> //| label: é x\n> ```").hasPrefix("n.md:3:14: "))
        #expect(problems("- ü\n\n  ```swift\n  //| {fig-alt: äö, echo: 3}\n  ```").hasPrefix("n.md:4:29: "))
        #expect(problems("```{swift, fig-cap=\"ä\", echo=3}\n```").hasPrefix("n.md:1:31: "))
    }

    @Test("a cell right below HTML, which Markdown takes for HTML, is warned of")
    func inHTML() throws {
        let notebook = try notebook("<details>\n```swift\nx\n```\n</details>")
        #expect(notebook.cells.isEmpty)
        #expect(notebook.warnings.map(\.line) == [2])
    }
}
