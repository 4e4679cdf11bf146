import TensorCore
import Testing

@Suite struct BackendTests {
    @Test("there is at least one processor, and no more threads than processors unless asked for")
    func threads() {
        #expect(Backend.availableProcessors >= 1)
        #expect(Backend.threads >= 1)
    }

    @Test("the same seed gives the same weights bit for bit, alone or beside other work")
    func repeatable() async {
        let expected = trained()
        let results = await withTaskGroup(of: Tensor.self) { group in
            for _ in 0..<6 { group.addTask { trained() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == expected })
    }

    @Test("one thread and several agree within rounding")
    func threadCounts() async {
        await #expect(processExitsWith: .success) {
            var results: [Tensor] = []
            for count in [1, 2, 3] {
                Backend.threads = count
                results.append(trained())
            }
            for result in results {
                let worst = abs(result - results[0]).max().item()
                guard worst < 1e-4 else { fatalError("\(worst)") }
            }
        }
    }
}

private func trained() -> Tensor {
    let generator = RandomGenerator(seed: 3)
    let model = Sequential {
        Dense(inputSize: 200, outputSize: 150, activation: .relu, using: generator)
        Dense(inputSize: 150, outputSize: 4, using: generator)
    }
    let inputs = Tensor.randomNormal([400, 200], using: generator)
    let data = LabeledData(inputs: inputs, labels: (0..<400).map { $0 % 4 })
    fit(model, to: data, epochs: 2, batchSize: 100, optimizer: SGD(learningRate: 0.05), using: generator)
    return model.parameters[0].value
}
