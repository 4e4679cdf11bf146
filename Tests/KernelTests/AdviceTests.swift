import Kernel
import Notebook
import Testing

@Suite("What is said to who does not know Swift well")
struct AdviceTests {
    @Test(
        "Python's way of writing gets Swift's, and the compiler's other guesses about the line are left out",
        arguments: [
            (
                "let y = X@W", 10, "consecutive statements on a line must be separated by ';'",
                "the product of two matrices is a • b, or matmul(a, b)"
            ),
            (
                "let y = X @ W", 10, "consecutive statements on a line must be separated by ';'",
                "the product of two matrices is a • b, or matmul(a, b)"
            ),
            (
                "def f(x):", 1, "cannot find 'def' in scope",
                "functions are declared as in func f(_ x: Float) -> Float { x + 1 }"
            ),
            (
                "print(f\"{x}\")", 7, "cannot find 'f' in scope; did you mean 'x'?",
                "values go into text as in \"loss \\(x)\""
            ),
            ("# sum", 2, "extraneous whitespace between '#' and macro name is not permitted", "comments begin with //"),
            ("print(x[0:5])", 10, "expected ',' separator", "0:5 is written 0..<5"),
            ("if a and b {", 6, "expected '{' after 'if' condition", "it is written &&"),
            ("import numpy as np", 8, "no such module 'numpy'", "tensors and plots are there without it"),
        ])
    func python(line: String, column: Int, message: String, advice: String) throws {
        let said = [error(message, column: column), note("here"), error("a guess", column: column + 1)]
        let advised = said.advised(for: [line])
        #expect(advised.count == 1)
        #expect(advised[0].message.hasPrefix("expected "))
        #expect(advised[0].message.hasSuffix("; " + advice))
        #expect(advised[0].column == column)
    }

    @Test(
        "a message keeps its words and gets advice behind them",
        arguments: [
            ("for i in range(10):", 10, "cannot find 'range' in scope", "Swift writes 0..<10, or 0...10 with its end"),
            (
                "while i < 3:", 12, "expected '{' after 'while' condition",
                "Swift puts what belongs together in braces, { and }, not behind a colon"
            ),
            ("let now = Date()", 11, "cannot find 'Date' in scope", "it comes with import Foundation"),
            (
                "print(sqrt(2.0))", 12, "cannot convert value of type 'Double' to expected argument type 'Tensor'",
                "sqrt of a number comes with import Foundation"
            ),
            (
                "let m: Float = x.mean()", 18, "cannot convert value of type 'Tensor' to specified type 'Float'",
                "item() gives the number of a tensor that has only one"
            ),
            ("x.relu()", 3, "value of type 'Tensor' has no member 'relu'", "it is a function: relu(x)"),
            ("x.T", 3, "value of type 'Tensor' has no member 'T'", "Labbook writes transposed()"),
            (
                "let y = f()", 9, "'async' call in a function that does not support concurrency",
                "write await before it; a function around it must be async"
            ),
            (
                "x * n", 3, "binary operator '*' cannot be applied to operands of type 'Tensor' and 'Int'",
                "Swift converts no number by itself, so write Float(…) around the Int"
            ),
            (
                "n / x", 3, "binary operator '/' cannot be applied to operands of type 'Int' and 'Double'",
                "Swift converts no number by itself, so write Double(…) around the Int"
            ),
        ])
    func advice(line: String, column: Int, message: String, advice: String) {
        let advised = [error(message, column: column)].advised(for: [line])
        #expect(advised.map(\.message) == ["\(message); \(advice)"])
    }

    @Test(
        "a misspelt or foreign keyword is one error, also where what it would have declared is used",
        arguments: ["lett", "const"])
    func keywords(word: String) {
        let said = [
            error("consecutive statements on a line must be separated by ';'", column: 6),
            error("cannot find '\(word)' in scope"), error("cannot find 'x' in scope; did you mean 'w'?", column: 7),
            error("cannot find 'x' in scope", line: 2, column: 7), note("did you mean 'w'?"), note("did you mean 'b'?"),
            error("cannot find 'y' in scope", line: 2, column: 9),
        ]
        #expect(
            said.advised(for: ["\(word) x = 3", "print(x, y)"]).map(\.message) == [
                "expected a statement of Swift, found \(word); did you mean \"let\"?", "cannot find 'y' in scope",
            ])
    }

    @Test("a name inside of a line is no keyword")
    func noKeyword() {
        let said = [error("cannot find 'lst' in scope", column: 10)]
        #expect(said.advised(for: ["for i in lst where i > 0 {"]) == said)
    }

    @Test("of several names that may have been meant the nearest is suggested")
    func nearest() {
        let said = [error("cannot find 'los' in scope"), note("did you mean 'losses'?"), note("did you mean 'loss'?")]
        #expect(
            said.advised(for: ["print(los)"]).map(\.message) == ["cannot find 'los' in scope; did you mean 'loss'?"])
    }

    @Test("a name that resembles what was written is suggested, one that does not is not")
    func suggestions() {
        let near = "cannot find 'wieghts' in scope; did you mean 'weights'?"
        #expect(
            [error(near), note("'weights' declared here")].advised(for: ["print(wieghts)"]).map(\.message) == [
                near, "'weights' declared here",
            ])
        let far = [error("cannot find 'Dote' in scope; did you mean 'DataUse'?"), note("'DataUse' declared here")]
        #expect(far.advised(for: ["print(Dote())"]).map(\.message) == ["cannot find 'Dote' in scope"])
        #expect(
            [error("cannot find 'x' in scope; did you mean 'f'?")].advised(for: ["x"])[0].message
                == "cannot find 'x' in scope")
    }

    @Test("what follows from another error is not told, and all is in the order of the lines with its notes")
    func order() {
        let said = [
            error("wrong", line: 2, column: 5), note("because of this"),
            error("circular reference", line: 1, column: 1),
            error("also wrong", line: 2, column: 3),
            error("consecutive statements on a line must be separated by ';'", line: 2, column: 4),
        ]
        #expect(
            said.advised(for: ["let a", "let b = c"]).map(\.message) == ["also wrong", "wrong", "because of this"])
        #expect([error("circular reference")].advised(for: ["let a"]).count == 1)
    }

    private func error(_ message: String, line: Int = 1, column: Int = 1) -> Diagnostic {
        Diagnostic(file: "n.md", line: line, column: column, message: message)
    }

    private func note(_ message: String) -> Diagnostic {
        Diagnostic(file: "n.md", line: 1, column: 1, severity: .note, message: message)
    }
}
