import SwiftSource
import Testing

@Suite("What a cell's text says")
struct CellSyntaxTests {
    @Test("declarations at the top level are seen with the kind a scoped import takes")
    func declarations() {
        let syntax = CellSyntax(
            """
            let (a, b) = (1, 2)
            var `class` = 3
            func f() { let inner = 1; _ = inner }
            struct S {}
            actor A {}
            enum E { case one }
            typealias T = Int
            guard let g = Int("1") else { fatalError() }
            """)
        #expect(syntax.declarations.map(\.name) == ["a", "b", "class", "f", "S", "A", "E", "T", "g"])
        #expect(
            syntax.declarations.map(\.kind.rawValue)
                == ["var", "var", "var", "func", "struct", "class", "enum", "typealias", "var"])
    }

    @Test(
        "what a guard binds anew is seen by later cells",
        arguments: [
            (
                "guard let a = f(), a > 1, case .some(let (b, _)) = g(a) else { throw E() }",
                "let (a, b) = try { guard let a = f(), a > 1, case .some(let (b, _)) = g(a) else { throw E() }; return (a, b) }()"
            ),
            (
                "guard var n = Int(text) else { fatalError() } // a number",
                "var (n) = { guard var n = Int(text) else { fatalError() }; _ = { (_: inout _) in }(&n); return (n) }() // a number"
            ),
            (
                "guard let a = f(), case (var b, let (c, d))? = g(), var e = h() else { fatalError() }",
                "var (a, b, c, d, e) = { guard let a = f(), case (var b, let (c, d))? = g(), var e = h() else { fatalError() }"
                    + "; _ = { (_: inout _, _: inout _) in }(&b, &e); return (a, b, c, d, e) }()"
            ),
        ])
    func guards(source: String, rewritten: String) {
        #expect(Self.rewrite(source) == rewritten)
        #expect(!CellSyntax(source).declaredNames.isEmpty)
    }

    @Test(
        "a name to which a guard gives a new meaning keeps the old one in later cells",
        arguments: ["guard let model else { fatalError() }", "guard let a = f(), let b = b?.c else { fatalError() }"])
    func shadowingGuards(source: String) {
        #expect(Self.rewrite(source) == source)
        #expect(CellSyntax(source).declarations.isEmpty)
    }

    @Test("private names stay in their cell, private(set) ones do not")
    func privateNames() {
        #expect(CellSyntax("private let a = 1\nfileprivate func f() {}\nprivate(set) var b = 2").declaredNames == ["b"])
    }

    @Test("imports are kept as they are written")
    func imports() {
        #expect(
            CellSyntax("import Foundation // for sqrt\nimport struct Lab.Table").imports == [
                "import Foundation", "import struct Lab.Table",
            ])
    }

    @Test(
        "a later cell depends on what an earlier one declares or may change",
        arguments: [
            ("let x = 1", "print(x)", true),
            ("let x = 1", "print(y)", false),
            ("x = 2", "print(x)", true),
            ("x.weights[0] += 1", "print(x)", true),
            ("list.append(1)", "print(list)", true),
            ("swap(&a, &b)", "print(b)", true),
            ("fit(model)", "evaluate(model)", true),
            ("let z = x + 1", "print(x)", false),
            ("print(x)", "print(x)", false),
            ("x == 2", "print(x)", false),
            ("let x = 1", "let x = 2\nprint(x)", false),
            ("missing(Tensor.zeros([1]))", "Tensor.zeros([2])", false),
            ("extension Int { var doubled: Int { self * 2 } }", "print(3.doubled)", true),
        ])
    func dependence(earlier: String, later: String, depends: Bool) {
        var broken = BrokenNames()
        broken.note(sound: CellSyntax("var x = 0, model = 0, list = 0, a = 0, b = 0"))
        broken.note(broken: CellSyntax(earlier), name: "earlier")
        #expect(broken.cause(for: CellSyntax(later)) == (depends ? "earlier" : nil))
    }

    @Test("a sound declaration gives a broken name a meaning again")
    func soundAgain() {
        var broken = BrokenNames()
        broken.note(broken: CellSyntax("let x = 1\nlet y = 2"), name: "first")
        broken.note(sound: CellSyntax("let x = 3"))
        #expect(broken.cause(for: CellSyntax("x")) == nil)
        #expect(broken.cause(for: CellSyntax("y")) == "first")
    }

    @Test(
        "the last expression is displayed unless it assigns or ends in a semicolon",
        arguments: [
            ("1 + 2", "_display(1 + 2)"),
            ("let x = 1\nx // comment", "let x = 1\n_display(x) // comment"),
            ("x = 3", "x = 3"),
            ("x + 1;", "x + 1;"),
            ("let x = 1", "let x = 1"),
            ("try f()", "_display(try f())"),
            ("[1, 2]\n    .map { $0 + 1 }\n", "_display([1, 2]\n    .map { $0 + 1 })\n"),
            ("if x { 1 } else { 2 }", "if x { 1 } else { 2 }"),
        ])
    func lastExpression(source: String, rewritten: String) {
        #expect(Self.rewrite(source) == rewritten)
    }

    @Test(
        "what awaits at the top level is waited for",
        arguments: [
            ("let v = try await f()", "let v = try _wait { try await f() }"),
            ("let (a, b) = (await f(), 2)", "let (a, b) = _wait { (await f(), 2) }"),
            ("await f()", "_display(_wait { await f() })"),
            ("for await x in xs { print(x) }", "_wait { for await x in xs { print(x) } }"),
            (
                "guard try await f() else { fatalError() }",
                "guard try (_wait { try await f() }) else { fatalError() }"
            ),
            (
                "guard let x = await f() else { fatalError() }",
                "let (x) = _wait { guard let x = await f() else { fatalError() }; return (x) }"
            ),
            ("do { try await f() } catch { print(error) }", "_wait { do { try await f() } catch { print(error) } }"),
            ("func g() async { await f() }", "func g() async { await f() }"),
            ("Task { await f() };", "Task { await f() };"),
        ])
    func waiting(source: String, rewritten: String) {
        #expect(Self.rewrite(source) == rewritten)
    }

    @Test(
        "a cell from its first async let on is waited for as one, and what it declares stays",
        arguments: [
            ("async let a = f()\nawait a", "_wait { async let a = f()\n_display(await a) }"),
            (
                "let z = 1\nasync let a = f()\nlet s = try await a + z // sum\nprint(s)",
                "let z = 1\nlet (s) = try _wait { async let a = f()\nlet s = try await a + z // sum\n_display(print(s)); return (s) }"
            ),
            (
                "async let a = f()\nvar (b, c) = await a\nguard let d = b else { fatalError() }",
                "var (b, c, d) = _wait { async let a = f()\nvar (b, c) = await a\nguard let d = b else { fatalError() }; return (b, c, d) }"
            ),
        ])
    func asyncLet(source: String, rewritten: String) {
        #expect(Self.rewrite(source) == rewritten)
    }

    @Test(
        "code that may run very often is known by a loop inside a loop, a function or a closure",
        arguments: [
            ("for i in 0..<3 { for j in 0..<3 { f(i, j) } }", true),
            ("func f() { while true {} }", true),
            ("rows.map { row in row.map { $0 + 1 } }", true),
            ("let g = { (n: Int) in for i in 0..<n { f(i) } }", true),
            ("for i in 0..<3 { f(i) }", false),
            ("rows.map { $0 + 1 }", false),
            ("for step in 0..<9 { valueWithGradients(of: [w]) { loss(w) } }", false),
            ("func f() { g() }", false),
        ])
    func repetition(source: String, repeats: Bool) {
        #expect(CellSyntax(source).repeatsWork == repeats)
    }

    @Test("what an async let binds is not seen by later cells")
    func asyncLetNames() {
        #expect(CellSyntax("async let a = f()\nlet b = await a").declaredNames == ["b"])
    }

    @Test("a function below an async let is told with its place")
    func functionBelowAsyncLet() {
        let problem = CellSyntax("async let a = f()\n func g() {}").problems.first
        #expect(problem?.line == 2)
        #expect(problem?.column == 2)
    }

    @Test(
        "text that is not Swift is read without a crash",
        arguments: ["", "\u{0}", "let", "}}}", "\"", "#if", "let x = ("])
    func nonsense(source: String) {
        #expect(CellSyntax(source).problems.isEmpty)
    }

    private static func rewrite(_ source: String) -> String {
        var bytes = Array(source.utf8)
        for insertion in CellSyntax(source).insertions.reversed() {
            bytes.insert(contentsOf: insertion.text.utf8, at: insertion.offset)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
