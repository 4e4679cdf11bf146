import Synchronization
import TensorCore
import Testing

/// Three clouds of points, a class each.
private func clouds(_ count: Int, seed: UInt64) -> LabeledData {
    let labels = (0..<count).map { $0 % 3 }
    let centres = Tensor([[2, 0], [-2, 1], [0, -3]])[labels]
    return LabeledData(inputs: centres + 0.5 * numbers([count, 2], seed: seed), labels: labels)
}

private func network(seed: UInt64) -> Sequential {
    let generator = RandomGenerator(seed: seed)
    return Sequential {
        Dense(inputSize: 2, outputSize: 16, activation: .relu, using: generator)
        Dense(inputSize: 16, outputSize: 3, using: generator)
    }
}

@Suite(.serialized) struct FitTests {
    @Test(
        "a small network learns three clouds with each loss and optimizer",
        arguments: [Loss.softmaxCrossEntropy, .meanSquaredError], [true, false])
    func learns(_ loss: Loss, _ withAdam: Bool) {
        let (train, test) = (clouds(300, seed: 1), clouds(90, seed: 2))
        let model = network(seed: 3)
        let optimizer: any Optimizer = withAdam ? Adam(learningRate: 0.01) : SGD(learningRate: 0.05, momentum: 0.9)
        let history = fit(
            model, to: train, validation: test, epochs: 8, batchSize: 32, loss: loss, optimizer: optimizer,
            using: RandomGenerator(seed: 4))
        #expect(history.epochs == 8)
        #expect(history.stepLosses.count == 8 * 10)
        #expect(history.loss[7] < history.loss[0] / 2)
        #expect(history.validationAccuracy[7] > 0.95)
        #expect(history.seconds.allSatisfy { $0 > 0 })
        let evaluation = evaluate(model, on: test, loss: loss)
        #expect(evaluation.accuracy == history.validationAccuracy[7])
        #expect(evaluation.loss == history.validationLoss[7])
        #expect(accuracy(model(test.inputs), test.labels) == evaluation.accuracy)
    }

    @Test("the same seed gives the same history")
    func repeatable() {
        func losses() -> [Float] {
            fit(
                network(seed: 3), to: clouds(100, seed: 1), epochs: 2, batchSize: 16, optimizer: SGD(),
                using: RandomGenerator(seed: 4)
            ).stepLosses
        }
        #expect(losses() == losses())
    }

    @Test("the mean losses count examples, not batches")
    func means() {
        let data = clouds(10, seed: 1)
        let model = network(seed: 3)
        let before = evaluate(model, on: data)
        let history = fit(model, to: data, epochs: 1, batchSize: 4, optimizer: SGD(learningRate: 0))
        #expect(abs(history.loss[0] - before.loss) < 1e-5)
        #expect(abs(history.accuracy[0] - before.accuracy) < 1e-6)
        #expect(history.validationLoss.isEmpty)
    }

    @Test("the observer hears of steps and of the end of each epoch")
    func progress() {
        final class Log: Sendable {
            let reports = Mutex<[TrainingProgress]>([])
        }
        let log = Log()
        TrainingProgress.observer = { report in log.reports.withLock { $0.append(report) } }
        defer { TrainingProgress.observer = nil }
        let data = clouds(100, seed: 1)
        fit(network(seed: 3), to: data, validation: data, epochs: 2, batchSize: 1, optimizer: SGD())
        let reports = log.reports.withLock { $0 }
        #expect(reports.filter { $0.epoch == 1 }.map(\.step) == Array(stride(from: 5, through: 100, by: 5)))
        #expect(reports.filter(\.isEndOfEpoch).map(\.epoch) == [1, 2])
        #expect(reports.allSatisfy { $0.isEndOfEpoch == ($0.validation != nil) })
        #expect(reports.allSatisfy { $0.steps == 100 && $0.epochs == 2 && $0.loss.isFinite })
    }

    @Test("no epochs train nothing")
    func noEpochs() {
        let model = network(seed: 3)
        let before = model.parameters.map(\.value)
        #expect(fit(model, to: clouds(9, seed: 1), epochs: 0, optimizer: SGD()).epochs == 0)
        #expect(model.parameters.map(\.value) == before)
    }
}
