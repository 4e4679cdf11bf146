import Digits
import Foundation
import TensorCore
import Testing

@Suite("Predictions of models")
struct ModelPredictionTests {
    /// Three images of two pixels; the first pixel speaks for class 0, the second for class 1.
    private let images = DigitImages(pixels: [255, 0, 0, 255, 51, 102], labels: [0, 1, 0], height: 1, width: 2)

    private func dense(_ activation: Activation = .identity) -> Dense {
        Dense(weight: Tensor([[1, 0], [0, 1]]), bias: Tensor([0, 0]), activation: activation)
    }

    @Test("the surest class is predicted, with the softmax of the output as confidence")
    func logits() throws {
        let predictions = try Predictions(of: Sequential { dense() }, for: images)
        #expect((0..<3).map { predictions[$0]?.label } == [0, 1, 1])
        let confidence = try #require(predictions[0]?.confidence)
        #expect(abs(confidence - 1 / (1 + exp(-1))) < 1e-6)
    }

    @Test("a last layer that gives probabilities is taken at its word", arguments: [Activation.softmax, .logSoftmax])
    func probabilities(_ activation: Activation) throws {
        let predictions = try Predictions(of: Sequential { dense(activation) }, for: images)
        let confidence = try #require(predictions[0]?.confidence)
        #expect(abs(confidence - 1 / (1 + exp(-1))) < 1e-6)
    }

    @Test("a model of images gets images")
    func convolution() throws {
        let model = Sequential {
            Conv2D(weight: .ones([1, 2, 1, 3]), bias: Tensor([0, 1, 0]))
            Flatten()
        }
        let predictions = try Predictions(of: model, for: images)
        #expect((0..<3).map { predictions[$0]?.label } == [1, 1, 1])
    }

    @Test("a model for other images is refused with what it is")
    func misfit() {
        let error = #expect(throws: DataError.self) {
            try Predictions(of: Sequential { Dense(inputSize: 784, outputSize: 10) }, for: images)
        }
        #expect(
            error?.description
                == "the model: expected a model from [2] or [1, 2, 1] to a row of classes, such as [10], "
                + "found Dense 784 → 10")
    }

    @Test("a saved model is read, and a file that is none is refused by name")
    func files() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/model.safetensors"
        try Sequential { dense() }.save(to: path)
        #expect(try Predictions(modelFile: path, for: images).count == 3)
        let text = try folder.write("text", Array("not a model".utf8))
        let error = #expect(throws: DataError.self) { try Predictions(modelFile: text, for: images) }
        #expect(error?.kind == .badPrediction && error?.subject == text)
    }
}
