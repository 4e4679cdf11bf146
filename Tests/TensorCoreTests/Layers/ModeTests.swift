import TensorCore
import Testing

@Suite struct ModeTests {
    @Test("Dropout drops inside valueWithGradients, and nowhere else unless told")
    func dropout() {
        let layer = Dropout(rate: 0.25, using: RandomGenerator(seed: 1))
        let x = Tensor.ones([100, 100])
        #expect(layer(x) == x)
        #expect(withMode(.training) { layer(x) } != x)
        #expect(gradient(at: x) { x in withMode(.evaluation) { layer(x).sum() } } == x)
        let slope = gradient(at: x) { layer($0).sum() }
        let kept = slope.scalars.count { $0 != 0 }
        #expect((7300...7700).contains(kept))
        #expect(slope.scalars.allSatisfy { $0 == 0 || $0 == Float(1) / 0.75 })
    }

    @Test("BatchNorm goes by the batch in training, and by what it remembers in evaluation")
    func batchNorm() {
        let layer = BatchNorm(channels: 3, momentum: 0.5)
        let x = numbers([50, 3]) * 2 + 1
        #expect(layer.parameters.map(\.name) == ["scale", "shift"])
        let trained = withMode(.training) { layer(x) }
        expectClose(trained.mean(axis: 0), .zeros([3]))
        expectClose(trained.variance(axis: 0), .ones([3]), accuracy: 1e-4)
        expectClose(layer.runningMean.value, x.mean(axis: 0) * 0.5)
        expectClose(layer.runningVariance.value, x.variance(axis: 0, correction: 1) * 0.5 + 0.5)
        let used = layer(x)
        expectClose(
            used, (x - layer.runningMean.value) / sqrt(layer.runningVariance.value + 1e-5), accuracy: 1e-4)
        #expect(layer(x) == used)
    }

    @Test("an Embedding takes whole numbers in a tensor of any shape")
    func embedding() {
        let layer = Embedding(count: 5, size: 2, using: RandomGenerator(seed: 1))
        let found = layer(Tensor([[0, 4], [2, 2]]))
        #expect(found.shape == [2, 2, 2])
        #expect(found[0][1] == layer.weight.value[4])
        let (_, gradients) = valueWithGradients(of: layer) { layer([2, 2, 1]).sum() }
        #expect(gradients[0] == Tensor([[0, 0], [1, 1], [2, 2], [0, 0], [0, 0]]))
    }

    @Test("initializers have the spread that their names promise, windows included")
    func initializers() {
        func deviation(_ initializer: Initializer) -> Float {
            initializer([3, 3, 20, 50], using: RandomGenerator(seed: 1)).variance().item().squareRoot()
        }
        #expect(abs(deviation(.heNormal) - (2.0 / 180).squareRoot()) < 2e-3)
        #expect(abs(deviation(.heUniform) - (2.0 / 180).squareRoot()) < 2e-3)
        #expect(abs(deviation(.glorotNormal) - (2.0 / 630).squareRoot()) < 2e-3)
        #expect(abs(deviation(.glorotUniform) - (2.0 / 630).squareRoot()) < 2e-3)
        #expect(abs(deviation(.normal(standardDeviation: 0.5)) - 0.5) < 1e-2)
        #expect(Initializer.zeros([2, 2]) == .zeros([2, 2]))
    }
}
