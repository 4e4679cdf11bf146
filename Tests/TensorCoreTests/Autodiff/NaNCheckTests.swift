import TensorCore
import Testing

@Suite struct NaNCheckTests {
    private func expectSentence(
        _ result: ExitTest.Result?, _ start: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(
            text.hasPrefix("Fatal error: NaN check: the first NaN came out of \(start)"), sourceLocation: sourceLocation
        )
    }

    @Test("the check names the first operation that made a NaN")
    func forward() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            NaNCheck.isOn = true
            _ = relu(exp(Tensor([1, 2])) + log(Tensor([1, -1]))) • Tensor([1, 1])
        }
        expectSentence(result, "log, number 1 of a result of shape [2]; ")
    }

    @Test("the check names the operation whose gradient is NaN where the value is not")
    func backward() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            NaNCheck.isOn = true
            _ = gradient(at: Tensor([1, 0])) { (sqrt($0) * 0).sum() }
        }
        expectSentence(result, "the gradient of sqrt, number 1 of a result of shape [2]; ")
    }

    @Test("without the check NaN passes through")
    func off() {
        #expect(!NaNCheck.isOn)
        #expect((log(Tensor([-1])) + 1).scalars[0].isNaN)
    }
}
