import TensorCore
import Testing

/// Every gradient against the slope between two points close by.
@Suite struct GradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let shapes: [[Int]]
        var positive = false
        let function: @Sendable ([Tensor]) -> Tensor
        var testDescription: String { "\(name) \(shapes)" }
    }

    static let cases: [Case] = [
        Case(name: "+", shapes: [[3, 4], [3, 4]]) { $0[0] + $0[1] },
        Case(name: "+", shapes: [[3, 4], [1, 4]]) { $0[0] + $0[1] },
        Case(name: "+", shapes: [[4], [3, 4]]) { $0[0] + $0[1] },
        Case(name: "+", shapes: [[], [3, 4]]) { $0[0] + $0[1] },
        Case(name: "-", shapes: [[3, 1], [1, 4]]) { $0[0] - $0[1] },
        Case(name: "-", shapes: [[1, 1], [2, 1, 3]]) { $0[0] - $0[1] },
        Case(name: "*", shapes: [[2, 3, 4], [3, 1]]) { $0[0] * $0[1] },
        Case(name: "*", shapes: [[2, 1, 4], [3, 1]]) { $0[0] * $0[1] },
        Case(name: "x * x", shapes: [[3, 4]]) { $0[0] * $0[0] },
        Case(name: "/", shapes: [[3, 4], [4]], positive: true) { $0[0] / $0[1] },
        Case(name: "/", shapes: [[1, 4], [3, 1]], positive: true) { $0[0] / $0[1] },
        Case(name: "with numbers", shapes: [[3, 4]]) { 2 * $0[0] - 3 + $0[0] / 4 - (1 - $0[0]) * 0.5 },
        Case(name: "number / x", shapes: [[3]], positive: true) { 2 / $0[0] },
        Case(name: "-x", shapes: [[3, 4]]) { -$0[0] },
        Case(name: "exp", shapes: [[3, 4]]) { exp($0[0]) },
        Case(name: "log", shapes: [[3, 4]], positive: true) { log($0[0]) },
        Case(name: "sqrt", shapes: [[3, 4]], positive: true) { sqrt($0[0]) },
        Case(name: "pow", shapes: [[3, 4]], positive: true) { pow($0[0], 2.5) },
        Case(name: "pow 2", shapes: [[3, 4]]) { pow($0[0], 2) },
        Case(name: "pow 1", shapes: [[3, 4]]) { pow($0[0], 1) },
        Case(name: "abs", shapes: [[3, 4]]) { abs($0[0]) },
        Case(name: "relu", shapes: [[3, 4]]) { relu($0[0]) },
        Case(name: "sigmoid", shapes: [[3, 4]]) { sigmoid($0[0]) },
        Case(name: "tanh", shapes: [[3, 4]]) { tanh($0[0]) },
        Case(name: "softmax", shapes: [[3, 4]]) { softmax($0[0]) },
        Case(name: "softmax of one", shapes: [[3, 1]]) { softmax($0[0]) },
        Case(name: "softmax, axis 1", shapes: [[2, 3, 4]]) { softmax($0[0], axis: 1) },
        Case(name: "logSoftmax", shapes: [[3, 4]]) { logSoftmax($0[0]) },
        Case(name: "logSoftmax, axis 0", shapes: [[3, 4]]) { logSoftmax($0[0], axis: 0) },
        Case(name: "sum", shapes: [[3, 4]]) { $0[0].sum() },
        Case(name: "sum of a number", shapes: [[]]) { $0[0].sum() },
        Case(name: "sum, axis 1", shapes: [[3, 1, 4]]) { $0[0].sum(axis: 1) },
        Case(name: "sum, axes 0 and 2", shapes: [[3, 2, 4]]) { $0[0].sum(axes: [0, 2], keepDims: true) },
        Case(name: "mean, axis 0", shapes: [[3, 4]]) { $0[0].mean(axis: 0) },
        Case(name: "max, axis 1", shapes: [[3, 4]]) { $0[0].max(axis: 1) },
        Case(name: "max, axes 0 and 1", shapes: [[3, 4, 2]]) { $0[0].max(axes: [0, 1]) },
        Case(name: "reshaped", shapes: [[3, 4]]) { exp($0[0].reshaped(to: [2, 6])) },
        Case(name: "transposed", shapes: [[3, 4]]) { exp($0[0].transposed()) },
        Case(name: "transposed axes", shapes: [[2, 3, 4]]) { exp($0[0].transposed([1, 2, 0])) },
        Case(name: "row", shapes: [[3, 4]]) { exp($0[0][1]) },
        Case(name: "rows", shapes: [[5, 2]]) { exp($0[0][1..<4]) },
        Case(name: "gather", shapes: [[3, 4]]) { exp($0[0][[2, 0, 2]]) },
        Case(name: "•", shapes: [[3, 4], [4, 2]]) { $0[0] • $0[1] },
        Case(name: "•", shapes: [[1, 4], [4, 1]]) { $0[0] • $0[1] },
        Case(name: "•", shapes: [[4], [4, 2]]) { $0[0] • $0[1] },
        Case(name: "•", shapes: [[3, 4], [4]]) { $0[0] • $0[1] },
        Case(name: "•", shapes: [[4], [4]]) { $0[0] • $0[1] },
        Case(name: "•", shapes: [[2, 3, 4], [4, 2]]) { $0[0] • $0[1] },
        Case(name: "x • x", shapes: [[3, 3]]) { $0[0] • $0[0] },
        Case(name: "meanSquaredError", shapes: [[3, 4], [3, 4]]) { meanSquaredError($0[0], $0[1]) },
        Case(name: "softmaxCrossEntropy", shapes: [[3, 4]]) { softmaxCrossEntropy($0[0], labels: [1, 3, 0]) },
        Case(name: "softmaxCrossEntropy, one-hot", shapes: [[3, 4], [3, 4]]) { softmaxCrossEntropy($0[0], $0[1]) },
        Case(name: "+=", shapes: [[3, 4], [4]]) { tensors in
            var x = tensors[0] * 2
            x += tensors[1]
            x *= tensors[0]
            return x
        },
        Case(name: "clamp", shapes: [[3, 4]]) { clamp($0[0], min: -0.4, max: 0.6) },
        Case(name: "maximum", shapes: [[3, 4], [4]]) { maximum($0[0], $0[1]) },
        Case(name: "minimum", shapes: [[3, 1], [1, 4]]) { minimum($0[0], $0[1]) },
        Case(name: "select", shapes: [[3, 1], [4]]) { select(Tensor([1, 0, 0, 1]), $0[0], $0[1]) },
        Case(name: "pow of tensors", shapes: [[3, 4], [4]], positive: true) { pow($0[0], $0[1]) },
        Case(name: "number to the power of a tensor", shapes: [[3]]) { pow(2, $0[0]) },
        Case(name: "min, axis 0", shapes: [[3, 4]]) { $0[0].min(axis: 0) },
        Case(name: "variance", shapes: [[3, 4]]) { $0[0].variance() },
        Case(name: "variance, axes 0 and 2", shapes: [[3, 2, 4]]) { $0[0].variance(axes: [0, 2], correction: 1) },
        Case(name: "variance of one", shapes: [[3, 1]]) { $0[0].variance(axis: 1) },
        Case(name: "broadcast", shapes: [[3, 1]]) { exp($0[0].broadcast(to: [2, 3, 4])) },
        Case(name: "slice, axis 1", shapes: [[2, 5, 3]]) { exp($0[0].slice(1..<4, axis: 1)) },
        Case(name: "ranges", shapes: [[3, 5, 3]]) { exp($0[0][1..., 2...3, ..<2]) },
        Case(name: "padded", shapes: [[2, 3]]) { exp($0[0].padded(by: [(1, 0), (0, 2)], with: 0.5)) },
        Case(name: "gather, axis 1", shapes: [[3, 4, 2]]) { exp($0[0].gather([2, 0, 2], axis: 1)) },
        Case(name: "pick", shapes: [[3, 4]]) { exp($0[0].pick([2, 0, 2])) },
        Case(name: "concatenate", shapes: [[2, 3], [2, 1], [2, 3]]) { exp(concatenate($0 + [$0[0]], axis: 1)) },
        Case(name: "stack", shapes: [[2, 3], [2, 3]]) { exp(stack($0, axis: -1)) },
        Case(name: "unsqueezed", shapes: [[2, 3]]) { exp($0[0].unsqueezed(axis: 1).squeezed(axis: -2)) },
        Case(name: "•, batched", shapes: [[2, 3, 4], [2, 4, 2]]) { $0[0] • $0[1] },
        Case(name: "•, batches repeated", shapes: [[2, 1, 3, 4], [3, 4, 2]]) { $0[0] • $0[1] },
        Case(name: "•, a matrix and a batch", shapes: [[3, 4], [2, 4, 2]]) { $0[0] • $0[1] },
        Case(name: "•, a vector and a batch", shapes: [[4], [2, 4, 2]]) { $0[0] • $0[1] },
        Case(name: "the lesson's network", shapes: [[4, 6], [6, 5], [1, 5], [5, 3], [3]]) { t in
            relu(relu(t[0] • t[1] + t[2]) • t[3] + t[4])
        },
    ]

    @Test("every gradient is the slope", arguments: cases)
    func slope(_ test: Case) {
        let inputs = test.shapes.enumerated().map { index, shape in
            let x = numbers(shape, seed: UInt64(index + 7))
            return test.positive ? abs(x) + 0.5 : x
        }
        let weights = numbers(test.function(inputs).shape, seed: 99)
        func value(_ inputs: [Tensor]) -> Tensor { (test.function(inputs) * weights).sum() }
        let (_, gradients) = valueWithGradients(at: inputs, value)
        for (index, gradient) in gradients.enumerated() {
            #expect(gradient.shape == inputs[index].shape)
            expectClose(gradient, slopes(value, inputs, index), accuracy: 4e-3, "input \(index)")
        }
    }

    /// The slope for each number of one input between a little less and a little more.
    private func slopes(_ function: ([Tensor]) -> Tensor, _ inputs: [Tensor], _ index: Int) -> Tensor {
        let step: Float = 4e-3
        let slopes = (0..<inputs[index].count).map { place in
            func at(_ change: Float) -> Float {
                var (inputs, scalars) = (inputs, inputs[index].scalars)
                scalars[place] += change
                inputs[index] = Tensor(scalars, shape: inputs[index].shape)
                return function(inputs).item()
            }
            return (at(step) - at(-step)) / (2 * step)
        }
        return Tensor(slopes, shape: inputs[index].shape)
    }

    @Test("at a tie the largest numbers share the gradient of max")
    func tie() {
        #expect(gradient(at: Tensor([1, 3, 3, 2])) { $0.max() } == Tensor([0, 0.5, 0.5, 0]))
    }

    @Test("at a tie the smallest share the gradient of min, and each side of maximum and minimum gets half")
    func moreTies() {
        #expect(gradient(at: Tensor([1, 3, 1, 2])) { $0.min() } == Tensor([0.5, 0, 0.5, 0]))
        let (x, y) = (Tensor([1, 2, 3]), Tensor([2, 2, 2]))
        let larger = valueWithGradients(at: [x, y]) { maximum($0[0], $0[1]).sum() }.gradients
        #expect(larger == [Tensor([0, 0.5, 1]), Tensor([1, 0.5, 0])])
        let smaller = valueWithGradients(at: [x, y]) { minimum($0[0], $0[1]).sum() }.gradients
        #expect(smaller == [Tensor([1, 0.5, 0]), Tensor([0, 0.5, 1])])
    }

    @Test("clamp lets the gradient through at its bounds, and pow has slopes at 0")
    func bounds() {
        #expect(
            gradient(at: Tensor([-2, -1, 0, 1, 2])) { clamp($0, min: -1, max: 1).sum() } == Tensor([0, 1, 1, 1, 0]))
        let powers = valueWithGradients(at: [Tensor([0, 0, 0]), Tensor([0, 1, 2])]) { pow($0[0], $0[1]).sum() }
        #expect(powers.gradients == [Tensor([0, 1, 0]), Tensor([0, 0, 0])])
    }

    @Test("what select does not choose leaves no trace, not even as NaN")
    func unchosen() {
        let x = Tensor([-1, 4])
        let (value, slope) = valueWithGradient(at: x) { select($0 .> 0, sqrt($0), $0 * 0).sum() }
        #expect(value.item() == 2)
        #expect(slope[1].item() == 0.25)
        #expect(select(Tensor([1, 0]), Tensor([1, .nan]), Tensor([.nan, 2])) == Tensor([1, 2]))
    }

    @Test("operations on axes of size 0 have gradients of size 0")
    func emptyAxes() {
        let functions: [@Sendable (Tensor) -> Tensor] = [
            { clamp($0, min: 0) }, { maximum($0, Tensor(1)) }, { $0.slice(0..<0, axis: 1) }, { $0.gather([], axis: 1) },
            { $0.padded(by: [(1, 1), (0, 0)]) }, { concatenate([$0, $0], axis: 1) }, { stack([$0, $0]) },
            { $0 • .ones([3, 2]) }, { $0.unsqueezed(axis: 0) • .ones([1, 3, 2]) }, { $0.sum(axis: 0) },
            { softmax($0) }, { $0.variance(axis: 1) }, { $0.max(axis: 1) },
        ]
        for function in functions {
            #expect(gradient(at: .zeros([0, 3])) { function($0).sum() }.shape == [0, 3])
        }
    }

    @Test("relu and abs have the gradient 0 at 0")
    func kink() {
        #expect(gradient(at: Tensor([0, -1, 2])) { relu($0).sum() } == Tensor([0, 0, 1]))
        #expect(gradient(at: Tensor([0, -1, 2])) { abs($0).sum() } == Tensor([0, -1, 1]))
    }

    @Test("a tensor without numbers has a gradient without numbers")
    func empty() {
        let x = Tensor.zeros([0, 3])
        #expect(gradient(at: x) { ($0 * 2 + Tensor([1, 2, 3])).sum() }.shape == [0, 3])
        let (_, gradients) = valueWithGradients(at: [x, .ones([3, 2])]) { ($0[0] • $0[1]).sum() }
        #expect(gradients.map(\.shape) == [[0, 3], [3, 2]])
        #expect(gradients[1] == .zeros([3, 2]))
    }
}
