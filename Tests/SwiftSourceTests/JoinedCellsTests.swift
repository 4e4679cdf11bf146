import SwiftSource
import Testing

@Suite("Cells joined to one program")
struct JoinedCellsTests {
    /// The parts of the program of these cells, of which the last displays its last expression.
    private func join(_ cells: [String]) -> [String] {
        JoinedCells(
            cells.enumerated().map { .init(source: $1, displaysLastExpression: $0 == cells.count - 1) }
        ).sources
    }

    /// Where `x` means the variable of the first cell, which is declared again in the second, the third must say `x_2`.
    @Test(
        "a name that is declared again has a number wherever it is meant",
        arguments: [
            ("x + 1", "display(result: x_2 + 1)"),
            ("x = 3", "x_2 = 3"),
            ("x.x(x: x)[x]", "display(result: x_2.x(x: x_2)[x_2])"),
            (#""\(x) x \(f("\(x)"))""#, #"display(result: "\(x_2) x \(f("\(x_2)"))")"#),
            ("let y = x // x", "let y = x_2 // x"),
            ("let y: [Int] = [.x, x]", "let y: [Int] = [.x, x_2]"),
            ("f(&x)", "display(result: f(&x_2))"),
            ("f { x }", "display(result: f { x_2 })"),
            ("let c = { [x, y = x, weak z] in x + y }", "let c = { [x = x_2, y = x_2, weak z] in x + y }"),
            ("if let x { print(x) } else { print(x) }", "if let x = x_2 { print(x) } else { print(x_2) }"),
            ("if let x = x, x > 1 { print(x) }", "if let x = x_2, x > 1 { print(x) }"),
            ("if case let x? = x { print(x) }", "if case let x? = x_2 { print(x) }"),
            ("if case x = 3 { print(x) }", "if case x_2 = 3 { print(x_2) }"),
            ("while let x = f(x) { g(x) }", "while let x = f(x_2) { g(x) }"),
            ("for x in x { print(x) }", "for x in x_2 { print(x) }"),
            ("for i in x where i > x { print(i) }", "for i in x_2 where i > x_2 { print(i) }"),
            (
                "switch x { case x: g(x); case let x where x > 1: g(x); default: g(x) }",
                "switch x_2 { case x_2: g(x_2); case let x where x > 1: g(x); default: g(x_2) }"
            ),
            ("do { let x = x; g(x) }; g(x)", "do { let x = x_2; g(x) }; display(result: g(x_2))"),
            (
                "do { g(x); let x = 1; g(x) } catch let x { g(x) }",
                "do { g(x_2); let x = 1; g(x) } catch let x { g(x) }"
            ),
            ("func f(x: Int, y: Int = x) { g(x) }", "func f(x: Int, y: Int = x_2) { g(x) }"),
            (
                "func f() { guard let x = x else { return g(x) }; g(x) }",
                "func f() { guard let x = x_2 else { return g(x_2) }; g(x) }"
            ),
            ("func f() { g(x); func x() {} }", "func f() { g(x); func x() {} }"),
            ("func f<x>(a: x) -> x {}", "func f<x>(a: x) -> x {}"),
            ("struct S { var x = 1; func f() { g(x, self.x) } }", "struct S { var x = 1; func f() { g(x, self.x) } }"),
            ("struct S { var y = x; func f() -> Int { x } }", "struct S { var y = x_2; func f() -> Int { x_2 } }"),
            (
                "struct S { func f() { g(x) } }\nextension S { static var x: Int { 1 } }",
                "struct S { func f() { g(x) } }\nextension S { static var x: Int { 1 } }"
            ),
            (
                "class A { var x = 1 }\nclass B: A { func f() { g(x) } }",
                "class A { var x = 1 }\nclass B: A { func f() { g(x) } }"
            ),
            ("enum E { case x; static let y = x }", "enum E { case x; static let y = x }"),
            ("var y: Int { get { x } set(x) { g(x) } }", "var y: Int { get { x_2 } set(x) { g(x) } }"),
            ("let k = \\S.x, l = \\S[x]", "let k = \\S.x, l = \\S[x_2]"),
            ("x: for i in 0..<1 { break x }", "x: for i in 0..<1 { break x }"),
            ("f(x) { x in x } y: { x }", "display(result: f(x_2) { x in x } y: { x_2 })"),
            ("f { (x: Int, y) -> Int in x }", "display(result: f { (x: Int, y) -> Int in x })"),
            ("#if x\ng(x)\n#endif", "#if x\ng(x_2)\n#endif"),
            ("let y = `x`", "let y = x_2"),
            ("let y = x > 0 ? x : -x", "let y = x_2 > 0 ? x_2 : -x_2"),
        ])
    func uses(source: String, joined: String) {
        #expect(join(["var x = 1", "var x = 2", source]) == ["var x = 1", "var x_2 = 2", joined])
    }

    @Test(
        "a type that is declared again has a number in all places of a type",
        arguments: [
            ("let p: P = P()", "let p: P_2 = P_2()"),
            ("let p: [P: P?] = [:], q = [P]()", "let p: [P_2: P_2?] = [:], q = [P_2]()"),
            ("func f(_ p: some P) -> (any P, P.Q, S.P) {}", "func f(_ p: some P_2) -> (any P_2, P_2.Q, S.P) {}"),
            ("extension P: P {}", "extension P_2: P_2 {}"),
            ("class A: P {}", "class A: P_2 {}"),
            ("let k = \\P.P, t = P.self, b = B<P>()", "let k = \\P_2.P, t = P_2.self, b = B<P_2>()"),
            ("print(x as? P, x is P)", "print(x as? P_2, x is P_2)"),
            ("struct S { struct P {}; var p = P() }", "struct S { struct P {}; var p = P() }"),
            ("struct S<P> { var p: P }", "struct S<P> { var p: P }"),
            ("func f<T: P>(_ t: T) where T.P == P {}", "func f<T: P_2>(_ t: T) where T.P == P_2 {}"),
            ("typealias Q = P", "typealias Q = P_2"),
            ("@P var y = 1", "@P_2 var y = 1"),
            ("do { try f() as P } catch is P {}", "do { try f() as P_2 } catch is P_2 {}"),
        ])
    func types(source: String, joined: String) {
        #expect(
            join(["struct P {}", "struct P { var p: P? }", source + "\nlet end = 1"])
                == ["struct P {}", "struct P_2 { var p: P_2? }", joined + "\nlet end = 1"])
    }

    @Test("a cell's own declaration counts in all of it, that of another from there on")
    func order() {
        #expect(
            join([
                "let a = 1\nfunc f() -> Int { a }", "func g() -> Int { a }\nlet a = f()", "let a = g() + a;",
                "print(a)",
            ])
                == [
                    "let a = 1\nfunc f() -> Int { a }", "func g() -> Int { a_2 }\nlet a_2 = f()",
                    "let a_3 = g() + a_3;", "print(a_3)",
                ])
    }

    @Test("a number is none that the notebook uses itself")
    func taken() {
        #expect(join(["let x = 1", "let x = 2", "let x_2 = x"]) == ["let x = 1", "let x_3 = 2", "let x_2 = x_3"])
    }

    @Test("functions that a call can tell apart keep one name, of the same the newest is called")
    func overloads() {
        #expect(
            join([
                "func f(_ a: Int) {}\nfunc f(b: Int) {}", "func f(_ a: String, n: Int = 0) {}", "func f(_ c: Int) {}",
                "f(1)\nf(b: 2)\nf(1, n: 3)\nxs.map(f)\nxs.map(f(b:))\nlet end = 1",
            ]) == [
                "func f(_ a: Int) {}\nfunc f(b: Int) {}", "func f(_ a: String, n: Int = 0) {}",
                "func f_2(_ c: Int) {}", "f_2(1)\nf(b: 2)\nf(1, n: 3)\nxs.map(f_2)\nxs.map(f(b:))\nlet end = 1",
            ])
    }

    @Test("closures behind a call are arguments without labels")
    func trailingClosures() {
        #expect(
            join([
                "func f(_ n: Int, _ body: () -> Void) {}", "func f(_ n: Int) {}", "func f(_ n: Int) { 1 }",
                "f(1) { }\nf(2)\nlet end = 1",
            ])[3] == "f(1) { }\nf_2(2)\nlet end = 1")
    }

    @Test("what a cell above takes from a library keeps its name; the cell's own gets a number")
    func libraryNames() {
        #expect(
            join(["print(relu(1))", "func relu(_ x: Int) -> Int { x }", "relu(2)"])
                == ["print(relu(1))", "func relu_2(_ x: Int) -> Int { x }", "display(result: relu_2(2))"])
        #expect(join(["print(max(1, 2))", "func max(of x: Int) {}"])[1] == "func max(of x: Int) {}")
        #expect(join(["let display = 1", "display"]) == ["let display_2 = 1", "display(result: display_2)"])
    }

    @Test("private names, and those of async let, are their cell's alone")
    func privateNames() {
        #expect(
            join(["let a = 1", "private let a = 2\nprint(a)", "print(a)"])
                == ["let a = 1", "private let a_2 = 2\nprint(a_2)", "print(a)"])
        #expect(
            join(["async let a = f()\nprint(await a)", "async let a = f()\nprint(await a)"])
                == ["async let a = f()\nprint(await a)", "async let a_2 = f()\nprint(await a_2)"])
    }

    @Test("guard at the top level declares, and takes what is above")
    func guards() {
        #expect(
            join(["let x = f()", "guard let x else { fatalError() }\nprint(x)", "print(x)"])[1...]
                == ["guard let x_2 = x else { fatalError() }\nprint(x_2)", "print(x)"])
        #expect(
            join(["let x = f()", "guard let x = x?.x, x > 1 else { fatalError() }\nprint(x)", "let x = 2"])[1...]
                == ["guard let x_2 = x?.x, x_2 > 1 else { fatalError() }\nprint(x_2)", "let x_3 = 2"])
        #expect(
            join(["let x = f()", "guard let x = g() else { fatalError() }", "print(x)"])[1...]
                == ["guard let x_2 = g() else { fatalError() }", "print(x_2)"])
    }

    @Test("operators and precedence groups stand there once")
    func operators() {
        #expect(
            join([
                "infix operator **: P\nprecedencegroup P {}", "infix operator **: P\nprefix operator **\nlet a = 1",
                "precedencegroup P {}",
            ]) == ["infix operator **: P\nprecedencegroup P {}", "prefix operator **\nlet a = 1", ""])
    }

    @Test("a member of an extension that is repeated is left out, one with another body gets a number")
    func extensions() {
        let first = "extension Int {\n    var half: Int { self / 2 }\n    func f() {}\n}"
        #expect(join([first, first + "\nprint(4.half)"])[1] == "print(4.half)")
        #expect(
            join([first, "extension Int { var half: Int { f(); return self / 3 } }\nprint(9.half)", "9.half"])[1...]
                == [
                    "extension Int { var half_2: Int { f(); return self / 3 } }\nprint(9.half_2)",
                    "display(result: 9.half_2)",
                ])
        #expect(
            join([first, "extension Int {\n    func f() {}\n    func g() {}\n}"])[1]
                == "extension Int {\n    func g() {}\n}")
        // Of another type it is another member.
        #expect(join([first, "extension Double { var half: Double { self / 2 } }"])[1].contains("var half:"))
    }

    @Test("in the program's own module no conformance is retroactive")
    func retroactive() {
        #expect(
            join([
                "struct S {}\nprotocol P {}",
                "extension S: @retroactive Equatable {}\nextension Int: @retroactive P {}",
            ])[1]
                == "extension S: Equatable {}\nextension Int: P {}")
        #expect(
            join(["extension Int: @retroactive Error {}"]) == ["extension Int: @retroactive Error {}"])
    }

    @Test("imports are gathered, each once, and leave no blank lines")
    func imports() {
        let program = JoinedCells(
            [
                .init(source: "import Foundation  // for exp\n\nlet a = 1", displaysLastExpression: false),
                .init(source: "import Lab; import struct Foundation.Date\n", displaysLastExpression: false),
                .init(source: "// Twice.\nimport Foundation", displaysLastExpression: false),
            ], imports: ["import Lab"])
        #expect(program.imports == ["import Foundation", "import Lab", "import struct Foundation.Date"])
        #expect(program.sources == ["let a = 1", "", "// Twice."])
        #expect(!program.hasNumberedNames)
    }

    @Test(
        "text that is not Swift is joined without a crash",
        arguments: ["", "\u{0}", "let", "}}}", "\"", "#if", "let x = (", "extension", "func (", "guard let", "import"])
    func nonsense(source: String) {
        #expect(join([source, source, source]).count == 3)
    }
}
