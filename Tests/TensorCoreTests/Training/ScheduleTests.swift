import TensorCore
import Testing

/// Writes down the learning rate at each step, and ends the training after some epochs.
private final class Witness: TrainingCallback {
    let optimizer: any Optimizer
    let lastEpoch: Int
    var rates: [Float] = []
    var isFinished = false

    init(_ optimizer: any Optimizer, lastEpoch: Int) {
        self.optimizer = optimizer
        self.lastEpoch = lastEpoch
    }

    func didFinishStep(_ progress: TrainingProgress, of model: any Layer) { rates.append(optimizer.learningRate) }
    func didFinishEpoch(_ progress: TrainingProgress, of model: any Layer) -> Bool { progress.epoch < lastEpoch }
    func didFinishTraining(of model: any Layer) { isFinished = true }
}

@Suite struct ScheduleTests {
    private let data = LabeledData(inputs: numbers([8, 2]), labels: [0, 1, 0, 1, 0, 1, 0, 1])

    private func model() -> Dense { Dense(inputSize: 2, outputSize: 2, using: RandomGenerator(seed: 1)) }

    @Test("schedules step, swing, and warm up")
    func factors() {
        let step = Schedule.step(every: 2, factor: 0.5)
        #expect([0, 1.9, 2, 4.5].map(step.factor) == [1, 1, 0.5, 0.25])
        let cosine = Schedule.cosine(epochs: 4, to: 0.5)
        #expect([0, 2, 4, 9].map(cosine.factor) == [1, 0.75, 0.5, 0.5])
        let warmUp = Schedule.warmUp(epochs: 2, from: 0.5, then: step)
        #expect([0, 1, 2, 4].map(warmUp.factor) == [0.5, 0.75, 1, 0.5])
    }

    @Test("fit follows the schedule, sets the learning rate back, and lets a callback end it")
    func fitting() {
        let optimizer = SGD(learningRate: 0.1)
        let witness = Witness(optimizer, lastEpoch: 2)
        let history = fit(
            model(), to: data, epochs: 5, batchSize: 4, optimizer: optimizer, schedule: .step(every: 0.5, factor: 0.5),
            callbacks: [witness])
        #expect(witness.rates == [0.1, 0.05, 0.025, 0.0125])
        #expect(optimizer.learningRate == 0.1)
        #expect(history.epochs == 2)
        #expect(witness.isFinished)
    }

    @Test("early stopping ends a training that gets worse, with the best weights")
    func earlyStopping() {
        let model = model()
        let stopping = EarlyStopping(patience: 3)
        // Steps far too long: the loss grows after a while, or never falls.
        let history = fit(
            model, to: data, validation: data, epochs: 50, batchSize: 8, optimizer: SGD(learningRate: 500),
            callbacks: [stopping])
        let best = try! #require(stopping.best)
        #expect(history.epochs == best.epoch + 3)
        #expect(best.loss == history.validationLoss.min())
        #expect(evaluate(model, on: data).loss == best.loss)
    }

    @Test("gradients are clipped by their common length, or each number by itself")
    func clipping() {
        var gradients = [Tensor([3, 0]), Tensor([[4]])]
        #expect(clip(&gradients, norm: 10) == 5)
        #expect(gradients == [Tensor([3, 0]), Tensor([[4]])])
        #expect(clip(&gradients, norm: 2.5) == 5)
        #expect(gradients == [Tensor([1.5, 0]), Tensor([[2]])])
        clip(&gradients, limit: 1)
        #expect(gradients == [Tensor([1, 0]), Tensor([[1]])])
    }

    @Test("top-k accuracy, and the figures of a confusion matrix")
    func metrics() {
        let logits = Tensor([[3, 2, 1], [1, 3, 2], [2, 2, 2], [1, 2, 3]])
        #expect(topKAccuracy(logits, [0, 2, 1, 0], k: 1) == accuracy(logits, [0, 2, 1, 0]))
        #expect(topKAccuracy(logits, [0, 2, 1, 0], k: 2) == 0.75)
        #expect(topKAccuracy(logits, [0, 2, 1, 0], k: 3) == 1)
        let matrix = ConfusionMatrix(predictions: [0, 0, 1, 1, 1], labels: [0, 1, 1, 1, 0], classes: 3)
        #expect(matrix.counts == [[1, 1, 0], [1, 2, 0], [0, 0, 0]])
        #expect(matrix.accuracy == 0.6)
        #expect((matrix.precision(of: 1), matrix.recall(of: 1)) == (Float(2) / 3, Float(2) / 3))
        #expect(matrix.f1(of: 0) == 0.5)
        #expect((matrix.precision(of: 2), matrix.recall(of: 2), matrix.f1(of: 2)) == (0, 0, 0))
        #expect(matrix.tensor.shape == [3, 3])
    }
}
