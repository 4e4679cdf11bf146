import TensorCore
import Testing

@Suite struct ConvolutionTests {
    @Test("a Conv2D with relu gives what the operations one by one give, with the same gradients")
    func fused() {
        let layer = Conv2D(
            inputChannels: 3, outputChannels: 5, padding: .same, activation: .relu, using: RandomGenerator(seed: 1))
        let x = numbers([4, 6, 6, 3])
        layer.bias.value = numbers([5], seed: 3)
        let weights = numbers([4, 6, 6, 5], seed: 2)
        let parameters = [x, layer.weight.value, layer.bias.value]
        let separate = valueWithGradients(at: parameters) {
            (relu(convolution2D($0[0], $0[1], padding: .same) + $0[2]) * weights).sum()
        }
        let (value, gradients) = valueWithGradients(of: layer) { (layer(x) * weights).sum() }
        expectClose(value, separate.value)
        expectClose(gradients[0], separate.gradients[1], accuracy: 1e-4)
        expectClose(gradients[1], separate.gradients[2], accuracy: 1e-4)
        expectClose(gradient(at: x) { (layer($0) * weights).sum() }, separate.gradients[0], accuracy: 1e-4)
    }

    @Test("batches of any size, also of none, give each image its own result")
    func sizes() {
        let layer = Conv2D(inputChannels: 1, outputChannels: 4, kernelSize: 3, using: RandomGenerator(seed: 1))
        let x = numbers([5, 8, 8, 1])
        let all = layer(x)
        for count in [1, 3] { expectClose(layer(x[0..<count]), all[0..<count]) }
        #expect(layer(x[0..<0]).shape == [0, 6, 6, 4])
        #expect(gradient(at: x[0..<0]) { layer($0).sum() }.shape == [0, 8, 8, 1])
        let (_, gradients) = valueWithGradients(of: layer) { layer(x[0..<0]).sum() }
        #expect(gradients == [.zeros([3, 3, 1, 4]), .zeros([4])])
    }

    @Test("a small convolutional network learns to tell rows from columns")
    func learns() {
        let labels = (0..<64).map { $0 % 2 }
        let images = labels.enumerated().map { index, label in
            let line = Tensor.ones([1, 8]).padded(by: [(index / 2 % 8, 7 - index / 2 % 8), (0, 0)])
            return (label == 0 ? line : line.transposed()).unsqueezed(axis: -1)
        }
        let generator = RandomGenerator(seed: 5)
        let model = Sequential {
            Conv2D(inputChannels: 1, outputChannels: 4, activation: .relu, using: generator)
            MaxPool2D()
            BatchNorm(channels: 4)
            Flatten()
            Dropout(rate: 0.1, using: generator)
            Dense(inputSize: 36, outputSize: 2, using: generator)
        }
        let data = LabeledData(inputs: stack(images), labels: labels)
        fit(model, to: data, epochs: 20, batchSize: 16, optimizer: Adam(learningRate: 0.01), using: generator)
        #expect(evaluate(model, on: data).accuracy == 1)
    }
}
