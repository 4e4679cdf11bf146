import Foundation
import Report
import Testing

@Suite("TeX to MathML")
struct TeXMathTests {
    /// The MathML between `<semantics>` and the annotation.
    private func body(_ tex: String, display: Bool = false) throws -> String {
        let html = TeXMath.render(tex, display: display).html
        let start = try #require(html.range(of: "<semantics>"))
        let end = try #require(html.range(of: "<annotation"))
        return String(html[start.upperBound..<end.lowerBound])
    }

    @Test(
        "formulas become the expected MathML",
        arguments: [
            ("x", "<mi>x</mi>"),
            ("\\alpha", "<mi>α</mi>"),
            ("\\Gamma", "<mi mathvariant=\"normal\">Γ</mi>"),
            ("3.14", "<mn>3.14</mn>"),
            ("x_1^2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
            ("x^12", "<mrow><msup><mi>x</mi><mn>1</mn></msup><mn>2</mn></mrow>"),
            ("f'", "<msup><mi>f</mi><mo lspace=\"0\" rspace=\"0\">′</mo></msup>"),
            ("\\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
            ("\\frac{a}{b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
            ("a \\over b", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
            ("\\sqrt{x}", "<msqrt><mi>x</mi></msqrt>"),
            ("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
            (
                "\\sum_{i=1}^n",
                "<munderover><mo>∑</mo><mrow><mi>i</mi><mo lspace=\"0\" rspace=\"0\">=</mo><mn>1</mn></mrow>"
                    + "<mi>n</mi></munderover>"
            ),
            ("\\int_0^1", "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>"),
            ("\\hat{y}", "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"),
            ("\\mathbb{R}", "<mi>ℝ</mi>"),
            ("\\mathbf W", "<mi>𝐖</mi>"),
            ("\\mathcal{L}", "<mi>ℒ</mi>"),
            ("\\mathrm{ReLU}", "<mi>ReLU</mi>"),
            ("\\mathrm d", "<mi mathvariant=\"normal\">d</mi>"),
            ("\\boldsymbol\\theta", "<mi>𝜽</mi>"),
            ("\\log x", "<mrow><mi>log</mi><mspace width=\"0.167em\"/><mi>x</mi></mrow>"),
            (
                "\\max(0)",
                "<mrow><mo lspace=\"0\" rspace=\"0\" movablelimits=\"true\">max</mo>"
                    + "<mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">(</mo><mn>0</mn>"
                    + "<mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">)</mo></mrow>"
            ),
            (
                "\\operatorname*{arg\\,max}_i",
                "<munder><mo lspace=\"0\" rspace=\"0\" movablelimits=\"true\">arg\u{2009}max</mo><mi>i</mi></munder>"
            ),
            ("a-b", "<mrow><mi>a</mi><mo>−</mo><mi>b</mi></mrow>"),
            ("-b", "<mrow><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi></mrow>"),
            (
                "a=-b",
                "<mrow><mi>a</mi><mo>=</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi></mrow>"
            ),
            ("60{,}000", "<mrow><mn>60</mn><mo lspace=\"0\" rspace=\"0\">,</mo><mn>000</mn></mrow>"),
            ("a\\not\\in", "<mrow><mi>a</mi><mo>∉</mo></mrow>"),
            ("W^\\top", "<msup><mi>W</mi><mi>⊤</mi></msup>"),
            (
                "\\left( x \\right.",
                "<mrow><mo form=\"prefix\" stretchy=\"true\" lspace=\"0\" rspace=\"0\">(</mo><mi>x</mi></mrow>"
            ),
            ("\\text{if } x", "<mrow><mtext>if\u{A0}</mtext><mi>x</mi></mrow>"),
            ("a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
            ("% nothing\n x", "<mi>x</mi>"),
            ("", "<mrow></mrow>"),
        ])
    func formulas(tex: String, mathML: String) throws {
        #expect(try body(tex) == mathML)
        #expect(TeXMath.render(tex, display: false).problems.isEmpty)
    }

    @Test(
        "what deep-learning lessons use is read without a problem",
        arguments: [
            "\\hat{y} = \\operatorname{softmax}(XW + b)", "\\nabla_\\theta \\mathcal{L}(\\theta)",
            "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "\\begin{bmatrix}a\\end{bmatrix}",
            "\\begin{vmatrix}a & b\\end{vmatrix}", "\\begin{matrix}a\\\\b\\end{matrix}",
            "\\begin{cases} x & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
            "\\begin{aligned} a &= b \\\\ &= c \\end{aligned}",
            "\\begin{array}{l|cr} 1 & 2 & 3 \\\\ \\hline \\end{array}",
            "\\underbrace{a + b}_{n}", "\\overbrace{a}^{n}", "\\overline{AB}", "\\vec{v} \\cdot \\tilde{w}",
            "\\bigl( x \\bigr) \\Big| \\bigg[ \\Bigg\\}", "\\left\\| x \\right\\|_2^2",
            "\\left\\{ x \\middle| y \\right\\}",
            "\\mathbb{E}_{x \\sim p}\\left[ f(x) \\right]", "a \\odot b \\oplus c \\otimes d \\times e",
            "\\lim_{n \\to \\infty} \\prod_{k=1}^{n} a_k", "\\iint\\limits_D f \\, dx \\, dy", "\\binom{n}{k}",
            "x \\xrightarrow[b]{a} y", "\\overset{!}{=}", "a \\bmod b \\pmod{c}",
            "\\frac{\\partial L}{\\partial w_{ij}}",
            "f''(x) \\approx g'_1", "\\sum_{\\substack{i \\\\ j}}", "\\boxed{x}", "\\color{red} x",
            "a \\quad b \\qquad c \\! d",
            "x \\in \\mathbb{R}^{b \\times 784}", "1, 2, \\dots, n \\ldots \\cdots \\vdots \\ddots", "a \\\\ b",
            "\\mathrm{ReLU}(x) = \\max(0, x)", "\\argmax_i y_i", "\\left. \\frac{df}{dx} \\right|_{x=0}", "100\\%",
            "\\displaystyle\\sum_i x", "{\\bf W} x", "\\tag{1} x", "\\dfrac{a}{b} \\tfrac{a}{b}", "\\lVert x \\rVert",
        ])
    func lessons(tex: String) {
        let result = TeXMath.render(tex, display: true)
        #expect(result.problems.map(\.message) == [])
        #expect(!result.html.contains("tex-error"))
    }

    @Test(
        "what is wrong is shown and named",
        arguments: [
            ("\\foo{x}", "expected a TeX command that Labbook knows, found \\foo", 0),
            ("a + \\foo", "expected a TeX command that Labbook knows, found \\foo", 4),
            ("{x", "expected } for this {, found none", 0),
            ("x}", "expected a formula, found \"}\"", 1),
            ("\\frac{1}", "expected an argument of \\frac, found the end", 8),
            ("x^", "expected an argument of ^, found the end", 2),
            ("x^1^2", "expected one superscript, found a second", 3),
            ("\\left( x", "expected \\right for this \\left, found none", 0),
            ("\\begin{foo} x \\end{foo}", "expected an environment that Labbook knows, found \\begin{foo}", 0),
            ("\\begin{matrix} x", "expected \\end{matrix}, found none", 0),
            ("\\begin{matrix} x \\end{pmatrix}", "expected \\end{matrix}, found \\end{pmatrix}", 17),
            ("\\text x", "expected {…} after \\text, found something else", 0),
            ("\\", "expected a command after \\, found the end", 0),
        ])
    func problems(tex: String, message: String, offset: Int) throws {
        let result = TeXMath.render(tex, display: false)
        let first = try #require(result.problems.first)
        #expect(first.message == message)
        #expect(first.offset == offset)
        #expect(result.html.contains("tex-error"))
    }

    @Test("the source stays as annotation, escaped")
    func annotation() {
        let html = TeXMath.render("a < \\text{<b>}", display: true).html
        #expect(html.hasPrefix("<math display=\"block\">"))
        #expect(html.contains("<annotation encoding=\"application/x-tex\">a &lt; \\text{&lt;b&gt;}</annotation>"))
        #expect(html.contains("<mtext>&lt;b&gt;</mtext>"))
    }

    @Test(
        "deep nesting ends in a problem, not in a crash",
        arguments: [
            "{", "\\sqrt", "\\left(", "\\frac{1}{", "x^{", "\\displaystyle ", "\\not", "\\begin{matrix}", "\\hat{",
        ])
    func nesting(piece: String) {
        let result = TeXMath.render(String(repeating: piece, count: 20_000), display: false)
        #expect(!result.problems.isEmpty)
        #expect(result.problems.count < 1_000)
    }

    @Test(
        "text that is no TeX at all is survived",
        arguments: ["&", "\\\\", "$", "#", "\u{0}", "😀", "\\end{x}", "\\right)", "^_^"])
    func garbage(tex: String) {
        #expect(TeXMath.render(tex, display: false).html.hasSuffix("</math>"))
    }
}
