import Foundation
import TensorCore
import Testing

/// Values and gradients against PyTorch's, which Tests/Fixtures/TensorCore/make_reference.py wrote down.
@Suite struct ReferenceTests {
    static let operations: [String: @Sendable ([Tensor]) -> Tensor] = [
        "add": { $0[0] + $0[1] },
        "add a row": { $0[0] + $0[1] },
        "add a row of rank 2": { $0[0] + $0[1] },
        "subtract a column": { $0[0] - $0[1] },
        "multiply a column and a row": { $0[0] * $0[1] },
        "multiply over three axes": { $0[0] * $0[1] },
        "divide": { $0[0] / $0[1] },
        "divide by a row": { $0[0] / $0[1] },
        "number minus tensor": { 2 - $0[0] },
        "number over tensor": { 3 / $0[0] },
        "negate": { -$0[0] },
        "exp": { exp($0[0]) },
        "log": { log($0[0]) },
        "sqrt": { sqrt($0[0]) },
        "pow 3": { pow($0[0], 3) },
        "pow 0": { pow($0[0], 0) },
        "pow -1.5": { pow($0[0], -1.5) },
        "abs with zeros": { abs($0[0]) },
        "relu with zeros": { relu($0[0]) },
        "sigmoid": { sigmoid($0[0]) },
        "tanh": { tanh($0[0]) },
        "softmax": { softmax($0[0]) },
        "softmax over axis 0": { softmax($0[0], axis: 0) },
        "softmax of large numbers": { softmax($0[0]) },
        "logSoftmax": { logSoftmax($0[0]) },
        "logSoftmax of large numbers": { logSoftmax($0[0]) },
        "sum": { $0[0].sum() },
        "sum over axis 0": { $0[0].sum(axis: 0) },
        "sum over axes 0 and 2": { $0[0].sum(axes: [0, 2]) },
        "sum over axis 1, kept": { $0[0].sum(axis: 1, keepDims: true) },
        "mean": { $0[0].mean() },
        "mean over the last axis": { $0[0].mean(axis: -1) },
        "max": { $0[0].max() },
        "max over axis 1 with ties": { $0[0].max(axis: 1) },
        "max over axis 0, kept": { $0[0].max(axis: 0, keepDims: true) },
        "transposed": { $0[0].transposed() },
        "transposed over three axes": { $0[0].transposed([2, 0, 1]) },
        "reshaped": { $0[0].reshaped(to: [2, -1]) },
        "rows": { $0[0][1..<3] },
        "one row": { $0[0][2] },
        "gathered rows": { $0[0][[3, 0, 3]] },
        "matmul": { $0[0] • $0[1] },
        "matmul of a vector": { matmul($0[0], $0[1]) },
        "matmul with a vector": { matmul($0[0], $0[1]) },
        "dot product": { $0[0] • $0[1] },
        "matmul with more rows": { $0[0] • $0[1] },
        "meanSquaredError": { meanSquaredError($0[0], $0[1]) },
        "softmaxCrossEntropy of labels": { softmaxCrossEntropy($0[0], labels: [3, 0, 2, 2]) },
        "softmaxCrossEntropy of large logits": { softmaxCrossEntropy($0[0], labels: [3, 0, 2, 2]) },
        "softmaxCrossEntropy of one-hot": { softmaxCrossEntropy($0[0], $0[1]) },
        "maximum with ties": { maximum($0[0], $0[1]) },
        "minimum with ties": { minimum($0[0], $0[1]) },
        "clamp at its bounds": { clamp($0[0], min: -1, max: 0.5) },
        "where": { select(Tensor([1, 0, 1, 0]), $0[0], $0[1]) },
        "pow of tensors": { pow($0[0], $0[1]) },
        "pow of zeros": { pow($0[0], $0[1]) },
        "min over axis 1 with ties": { $0[0].min(axis: 1) },
        "variance over axis 0": { $0[0].variance(axis: 0) },
        "variance of a sample": { $0[0].variance(correction: 1) },
        "slices": { $0[0][1..., ..<2, 1..<3] },
        "gathered columns": { $0[0].gather([3, 0, 3], axis: 1) },
        "picked": { $0[0].pick([3, 0, 2]) },
        "padded": { $0[0].padded(by: [(0, 1), (1, 2)], with: 0.5) },
        "concatenated": { concatenate($0, axis: 1) },
        "stacked": { stack($0, axis: 1) },
        "batched matmul": { $0[0] • $0[1] },
        "leakyRelu with zeros": { leakyRelu($0[0], slope: 0.1) },
        "gelu": { gelu($0[0]) },
        "meanAbsoluteError with ties": { meanAbsoluteError($0[0], $0[1]) },
        "huberLoss": { huberLoss($0[0], $0[1], delta: 0.7) },
        "binaryCrossEntropy": { binaryCrossEntropy($0[0], $0[1]) },
        "binaryCrossEntropy of large logits": { binaryCrossEntropy($0[0], $0[1]) },
        "convolution": { convolution2D($0[0], $0[1], bias: $0[2]) },
        "convolution of one channel": { convolution2D($0[0], $0[1], bias: $0[2]) },
        "convolution, stride 2, same": { convolution2D($0[0], $0[1], bias: $0[2], stride: 2, padding: .same) },
        "convolution and relu, same": { relu(convolution2D($0[0], $0[1], bias: $0[2], padding: .same)) },
        "maxPool2D with ties": { maxPool2D($0[0]) },
        "maxPool2D, overlapping": { maxPool2D($0[0], size: 3, stride: 2) },
        "averagePool2D": { averagePool2D($0[0]) },
        "averagePool2D, overlapping": { averagePool2D($0[0], size: 3, stride: 1) },
        "global average pool": { GlobalAveragePool2D()($0[0]) },
        "BatchNorm in training": { x in withMode(.training) { BatchNorm(channels: 5)(x[0]) } },
        "BatchNorm of rows": { x in withMode(.training) { BatchNorm(channels: 4)(x[0]) } },
        "LayerNorm": { LayerNorm(size: 5)($0[0]) },
        "Embedding": { $0[0].gather([2, 0, 2, 3]).reshaped(to: [2, 2, 3]) },
    ]

    @Test("every operation gives PyTorch's value and gradients", arguments: Reference.stored.operations)
    func operation(_ expected: Reference.Operation) throws {
        let function = try #require(Self.operations[expected.name])
        let inputs = expected.inputs.map(\.tensor)
        // A convolution adds up to 144 terms, to sums of up to 37, in an order that the processor's vectors decide: one near 0
        // has the rounding errors of the large ones on the way.
        let slack: Float = expected.name.hasPrefix("convolution") ? 3 : 1
        expectClose(function(inputs), expected.output.tensor, accuracy: 2e-6 * slack)
        let (_, gradients) = valueWithGradients(at: inputs) { (function($0) * expected.weights.tensor).sum() }
        for (gradient, theirs) in zip(gradients, expected.gradients) {
            expectClose(gradient, theirs.tensor, accuracy: 5e-6 * slack)
        }
    }

    @Test("the reference has a case for each operation of this table, and no other")
    func complete() {
        #expect(Set(Reference.stored.operations.map(\.name)) == Set(Self.operations.keys))
    }

    static let optimizers: [String: @Sendable () -> any Optimizer] = [
        "SGD": { SGD(learningRate: 0.1) },
        "SGD with momentum": { SGD(learningRate: 0.1, momentum: 0.9) },
        "SGD with Nesterov and decay": {
            SGD(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01)
        },
        "SGD with decay": { SGD(learningRate: 0.1, weightDecay: 0.01) },
        "RMSProp": { RMSProp(learningRate: 0.01) },
        "RMSProp with momentum": { RMSProp(learningRate: 0.01, momentum: 0.5) },
        "AdamW": { AdamW(learningRate: 0.01, weightDecay: 0.1) },
        "Adam": { Adam(learningRate: 0.01) },
    ]

    @Test("training steps give PyTorch's losses and weights", arguments: Reference.stored.trainings)
    func training(_ expected: Reference.Training) throws {
        let make = try #require(Self.optimizers[expected.name])
        let (optimizer, other) = (make(), make())
        let loss: Loss = expected.name.hasPrefix("Adam") ? .softmaxCrossEntropy : .meanSquaredError
        let start = expected.start.map(\.tensor)
        let model = Sequential {
            Dense(weight: start[0], bias: start[1], activation: .relu)
            Dense(weight: start[2], bias: start[3])
        }
        var byHand = start
        let x = expected.inputs.tensor
        for theirs in expected.losses {
            let (value, gradients) = valueWithGradients(of: model) { loss.function(model(x), expected.labels) }
            optimizer.update(model, with: gradients)
            #expect(abs(value.item() - theirs) < 2e-6)
            let (same, sameGradients) = valueWithGradients(of: byHand) {
                loss.function(relu(x • byHand[0] + byHand[1]) • byHand[2] + byHand[3], expected.labels)
            }
            other.update(&byHand, with: sameGradients)
            #expect(same == value)
        }
        for (index, theirs) in expected.end.enumerated() {
            expectClose(model.parameters[index].value, theirs.tensor, accuracy: 2e-6)
            #expect(byHand[index] == model.parameters[index].value)
        }
    }
}

/// What PyTorch computed.
struct Reference: Decodable, Sendable {
    struct Numbers: Decodable, Sendable {
        let shape: [Int]
        let values: [Float]
        var tensor: Tensor { Tensor(values, shape: shape) }
    }

    struct Operation: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let inputs: [Numbers]
        let weights: Numbers
        let output: Numbers
        let gradients: [Numbers]
        var testDescription: String { name }
    }

    struct Training: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let inputs: Numbers
        let labels: [Int]
        let start: [Numbers]
        let losses: [Float]
        let end: [Numbers]
        var testDescription: String { name }
    }

    let operations: [Operation]
    let trainings: [Training]

    static let stored: Reference = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try! Data(contentsOf: tests.appending(path: "Fixtures/TensorCore/reference.json"))
        return try! JSONDecoder().decode(Reference.self, from: data)
    }()
}
