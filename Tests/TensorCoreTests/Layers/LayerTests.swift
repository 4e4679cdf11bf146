import TensorCore
import Testing

/// A model as someone would write it.
private struct Classifier: Layer {
    let hidden = [Dense(inputSize: 4, outputSize: 3, activation: .tanh), Dense(inputSize: 3, outputSize: 3)]
    let scale = Parameter(Tensor(2), name: "scale")
    let name = "mine"

    func callAsFunction(_ input: Tensor) -> Tensor {
        hidden[1](hidden[0](input)) * scale.value
    }
}

@Suite struct LayerTests {
    @Test("Dense applies activation(x • weight + bias), with biases of either shape")
    func dense() {
        let weight = Tensor([[1, -1], [2, 0]])
        let x = Tensor([[1, 1], [0, 1]])
        let expected = Tensor([[3.5, 0], [2.5, 1]])
        #expect(Dense(weight: weight, bias: Tensor([0.5, 1]), activation: .relu)(x) == expected)
        #expect(Dense(weight: weight, bias: Tensor([[0.5, 1]]), activation: .relu)(x) == expected)
        #expect(Dense(weight: weight, bias: Tensor([0.5, 1]))(x[0]) == Tensor([3.5, 0]))
    }

    @Test("a Sequential applies its layers in order, with if and for in its braces")
    func sequential() {
        let deep = true
        let model = Sequential {
            Dense(inputSize: 4, outputSize: 8, activation: .relu)
            for _ in 0..<2 { Dense(inputSize: 8, outputSize: 8, activation: .relu) }
            if deep { Dense(inputSize: 8, outputSize: 2) }
        }
        #expect(model.layers.count == 4)
        #expect(model(numbers([5, 4])).shape == [5, 2])
        #expect(model.parameterCount == 40 + 2 * 72 + 18)
        #expect(model.parameters.map(\.name) == (0..<4).flatMap { _ in ["weight", "bias"] })
    }

    @Test("a model of one's own finds its parameters and can be trained")
    func ownModel() {
        let model = Classifier()
        #expect(model.parameters.map(\.value.shape) == [[4, 3], [3], [3, 3], [3], []])
        #expect(model.layers.count == 2)
        let (_, gradients) = valueWithGradients(of: model) { (model(numbers([5, 4])) * 1).sum() }
        #expect(gradients.map(\.shape) == [[4, 3], [3], [3, 3], [3], []])
        #expect(gradients.allSatisfy { abs($0).max().item() > 0 })
    }

    @Test("a layer that comes twice in a model has its parameters counted once")
    func shared() {
        let layer = Dense(weight: Tensor([[2]]), bias: Tensor([0]))
        let model = Sequential {
            layer
            layer
        }
        #expect(model.parameterCount == 2)
        let (value, gradients) = valueWithGradients(of: model) { model(Tensor([[3]])).sum() }
        #expect(value.item() == 12)
        #expect(gradients == [Tensor([[12]]), Tensor([3])])
    }

    @Test("the summary lists layers, shapes and numbers of parameters")
    func summary() {
        let model = Sequential {
            Dense(inputSize: 784, outputSize: 512, activation: .relu)
            Dense(inputSize: 512, outputSize: 10)
        }
        #expect(
            model.summary.description == """
                layer                  shapes            parameters
                Dense 784 → 512, relu  [784, 512] [512]     401,920
                Dense 512 → 10         [512, 10] [10]         5,130
                total                                       407,050
                """)
    }

    @Test("with the shape of an example the summary lists each layer's output")
    func outputs() {
        let model = Sequential {
            Reshape([28, 28, 1])
            Conv2D(inputChannels: 1, outputChannels: 8, activation: .relu)
            Sequential {
                MaxPool2D()
                Flatten()
            }
            Dense(inputSize: 1352, outputSize: 10)
        }
        let summary = model.summary(inputShape: [784])
        #expect(
            summary.rows.map(\.output) == [[1, 28, 28, 1], [1, 26, 26, 8], [1, 13, 13, 8], [1, 1352], [1, 10]])
        #expect(summary.parameterCount == 80 + 13530)
        let lines = summary.description.split(separator: "\n").map { $0.split(separator: "  ").map(String.init) }
        #expect(lines[2].contains { $0.hasSuffix("[n, 26, 26, 8]") })
        #expect(Set(summary.description.split(separator: "\n").map(\.count)).count == 1)
    }

    @Test("predictions are the places of the largest outputs, in any number of rows")
    func predict() {
        let model = Sequential { Dense(weight: Tensor([[1, 0, -1]]), bias: .zeros([3])) }
        #expect(model.predict(Tensor([[2], [-2]])) == [0, 2])
        let many = Tensor((0..<2500).map { $0 % 2 == 0 ? 1 : -1 }, shape: [2500, 1])
        #expect(model.predict(many) == (0..<2500).map { $0 % 2 == 0 ? 0 : 2 })
        #expect(model.predict(.zeros([0, 1])) == [])
    }
}
