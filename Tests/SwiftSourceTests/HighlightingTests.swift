import SwiftSource
import Testing

@Suite("Highlighting")
struct HighlightingTests {
    private func texts(_ source: String, _ kind: HighlightedSpan.Kind) -> [String] {
        highlightedSpans(of: source).filter { $0.kind == kind }.map(\.text)
    }

    @Test(
        "the spans joined are the source",
        arguments: [
            "", " ", "\n\n", "let x = 1", "let s = \"a \\(b + \"c\") d\"\n", "// end", "/* open", "\"open", "}}} ((( `",
            "let é = \"日本語 😀\" // ünïcode\n", "\r\nlet x = 1\r\n", "#if DEBUG\nprint(1)\n#endif", "\u{0}\u{1}",
            "let x = 1\u{FEFF}", "func f<T>(_ t: T) where T: P {}",
        ])
    func joined(source: String) {
        #expect(highlightedSpans(of: source).map(\.text).joined() == source)
    }

    @Test("keywords, numbers, strings and comments are told apart")
    func literals() {
        let source = "let x = 0.5 // rate\nlet s = \"loss\"; let n = 1_000"
        #expect(texts(source, .keyword) == ["let", "let", "let"])
        #expect(texts(source, .number) == ["0.5", "1_000"])
        #expect(texts(source, .comment) == ["// rate"])
        #expect(texts(source, .string) == ["\"loss\""])
    }

    @Test("a called name is a call, a capitalised one a type, their labels are labels")
    func calls() {
        let source = "let m = Dense(inputSize: 784).callAsFunction(x)\nlet y = relu(m)\nprint(y.shape)"
        #expect(texts(source, .type) == ["Dense"])
        #expect(texts(source, .call) == ["callAsFunction", "relu", "print"])
        #expect(texts(source, .label) == ["inputSize"])
    }

    @Test("capitalised variables are no types; what is called, specialised or has members is one")
    func capitalised() {
        let source = """
            net.W1 -= rate * X1
            let (A, B) = (net.W2.shape, Weights.self)
            let MNIST = [Float](repeating: Float.pi, count: 3)
            let d = [W: A]; let e = [String: Int]()
            let table = Array<Int>(); let f = Foo.Bar(x: W, y: .Zero, z: LIMIT)
            let model: Sequential = W(x)
            """
        #expect(
            texts(source, .type) == [
                "Weights", "Float", "Float", "String", "Int", "Array", "Int", "Foo", "Bar", "Sequential",
            ])
        #expect(texts(source, .call) == ["W"])
    }

    @Test("the name of a declared type is a type, of a function a call")
    func declarations() {
        #expect(texts("struct Point: Codable {}", .type) == ["Point", "Codable"])
        #expect(texts("func step(_ x: Float) -> Float { x }", .call) == ["step"])
        #expect(texts("@MainActor func step() {}", .attribute).joined().contains("MainActor"))
        #expect(texts("/// Adds.\nfunc add() {}", .documentation) == ["/// Adds."])
    }

    @Test("deep nesting is survived")
    func nesting() {
        let source = String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000)
        #expect(highlightedSpans(of: source).map(\.text).joined() == source)
    }
}
