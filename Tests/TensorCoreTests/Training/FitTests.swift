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

    @Test(
        "a regression finds the plane that the targets lie on",
        arguments: [Loss.meanSquaredError, .meanAbsoluteError, .huber()])
    func regression(_ loss: Loss) {
        let inputs = numbers([200, 2], seed: 1)
        let targets = inputs • Tensor([[3], [-2]]) + 0.5
        let data = RegressionData(inputs: inputs, targets: targets)
        let model = Sequential { Dense(weight: .zeros([2, 1]), bias: .zeros([1])) }
        let history = fit(
            model, to: data[0..<160], validation: data[160..<200], epochs: 40, batchSize: 20, loss: loss,
            optimizer: Adam(learningRate: 0.05), schedule: .cosine(epochs: 40), using: RandomGenerator(seed: 2))
        expectClose(model.parameters[0].value, Tensor([[3], [-2]]), accuracy: 0.02)
        expectClose(model.parameters[1].value, Tensor([0.5]), accuracy: 0.02)
        #expect(history.validationLoss[39] < 0.02)
        #expect(history.accuracy.allSatisfy { $0.isNaN })
        #expect(!history.description.contains("accuracy"))
        #expect(evaluate(model, on: data, loss: loss).loss < 0.02)
    }

    @Test("one optimizer step changes tensors of all sizes as steps for each alone do")
    func fusedSteps() {
        let shapes = [[300, 200], [200], [3], [], [0, 4], [150, 170]]
        let start = shapes.enumerated().map { numbers($1, seed: UInt64($0)) }
        let gradients = shapes.enumerated().map { numbers($1, seed: UInt64($0 + 50)) }
        let makers: [@Sendable () -> any Optimizer] = [
            { SGD(learningRate: 0.1, weightDecay: 0.01) }, { SGD(learningRate: 0.1, momentum: 0.9, nesterov: true) },
            { Adam() }, { AdamW() }, { RMSProp(momentum: 0.5) },
        ]
        for make in makers {
            let (together, alone) = (make(), make())
            var (a, b) = (start, start)
            for _ in 0..<3 {
                together.update(&a, with: gradients)
                alone.beginStep()
                for index in b.indices { alone.update(&b[index], with: gradients[index], at: index) }
            }
            #expect(a == b)
            #expect(a[0] != start[0])
        }
        #expect(start[2] == numbers([3], seed: 2))
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
