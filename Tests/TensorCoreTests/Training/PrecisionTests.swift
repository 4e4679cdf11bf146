import TensorCore
import Testing

@Suite struct PrecisionTests {
    @Test("products in bfloat16 have its three digits, and so have their gradients")
    func products() {
        let (a, b) = (numbers([70, 50], seed: 1), numbers([50, 90], seed: 2))
        let weights = numbers([70, 90], seed: 3)
        let exact = valueWithGradients(at: [a, b]) { (($0[0] • $0[1]) * weights).sum() }.gradients
        let (product, rough) = withPrecision(.bfloat16) {
            (a • b, valueWithGradients(at: [a, b]) { (($0[0] • $0[1]) * weights).sum() }.gradients)
        }
        expectClose(product, a • b, accuracy: 0.15)
        for (found, expected) in zip(rough, exact) { expectClose(found, expected, accuracy: 0.15) }
        #expect((product != a • b) == Precision.bfloat16.isAvailable)
        #expect(Precision.current == .float32)
    }

    @Test("small whole numbers are exact in bfloat16, transposed and batched too")
    func wholeNumbers() {
        let a = Tensor.arange(24).reshaped(to: [2, 3, 4])
        let b = Tensor.arange(40).reshaped(to: [2, 4, 5])
        func products() -> [Tensor] {
            [a • b, a[0] • b[1], a[0].transposed() • a[1], Tensor([1, 2]) • Tensor([3, 4]), .zeros([0, 4]) • b[0]]
        }
        let rounded = withPrecision(.bfloat16, products)
        #expect(rounded == products())
    }

    @Test("a convolution in bfloat16 is close to one in Float32")
    func convolution() {
        let (x, w) = (numbers([3, 8, 8, 4], seed: 1), numbers([3, 3, 4, 6], seed: 2))
        func gradients() -> [Tensor] {
            valueWithGradients(at: [x, w]) { convolution2D($0[0], $0[1]).sum() }.gradients + [convolution2D(x, w)]
        }
        let exact = gradients()
        for (found, expected) in zip(withPrecision(.bfloat16, gradients), exact) {
            expectClose(found, expected, accuracy: 0.1)
        }
    }

    @Test("training in bfloat16 keeps Float32 weights and learns as well")
    func training() {
        let labels = (0..<200).map { $0 % 2 }
        let inputs = numbers([200, 6], seed: 4) + Tensor([[-1], [1]])[labels]
        let data = LabeledData(inputs: inputs, labels: labels)
        func trained(_ precision: Precision) -> (History, Tensor) {
            let generator = RandomGenerator(seed: 2)
            let model = Sequential {
                Dense(inputSize: 6, outputSize: 16, activation: .relu, using: generator)
                Dense(inputSize: 16, outputSize: 2, using: generator)
            }
            let history = fit(
                model, to: data, epochs: 5, batchSize: 20, optimizer: Adam(learningRate: 0.01), precision: precision,
                using: RandomGenerator(seed: 3))
            return (history, model.parameters[0].value)
        }
        let (full, half) = (trained(.float32), trained(.bfloat16))
        #expect(abs(full.0.accuracy[4] - half.0.accuracy[4]) < 0.03)
        expectClose(half.1, full.1, accuracy: 0.03)
        #expect(trained(.bfloat16).1 == half.1)
        let lowBits = half.1.scalars.count { $0.bitPattern & 0xFFFF != 0 }
        #expect(lowBits > 90)
    }
}
