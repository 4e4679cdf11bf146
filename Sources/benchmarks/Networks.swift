internal import Digits
internal import TensorCore

extension Benchmark {
    /// All benchmarks; those of training measure whole epochs over the 60,000 digits of MNIST, after one to warm up.
    static func all(epochs: Int) -> [Benchmark] {
        var all: [Benchmark] = []
        for precision in [Precision.float32, .bfloat16] {
            for batchSize in [128, 32, 512] {
                for usesAdam in [false, true] {
                    all.append(mlp(usesAdam: usesAdam, batchSize, precision, epochs))
                }
            }
            all.append(cnn(precision, epochs))
        }
        return all + [denseInputs(epochs), loopByHand(epochs), tinyOperations(epochs)]
    }

    private static func mlp(usesAdam: Bool, _ batchSize: Int, _ precision: Precision, _ epochs: Int) -> Benchmark {
        let name = "mlp-\(usesAdam ? "ce-adam" : "mse-sgd")-\(batchSize)\(precision == .bfloat16 ? "-bf16" : "")"
        return Benchmark(name: name, gigaflops: 144.5) {
            let mnist = try MNIST.load()
            return fitted(
                multilayerPerceptron(), mnist.train, mnist.test, epochs, batchSize,
                usesAdam ? .softmaxCrossEntropy : .meanSquaredError,
                usesAdam ? Adam(learningRate: 1e-3) : SGD(learningRate: 0.5), precision)
        }
    }

    /// Pictures of noise, which have no blank parts to leave out, as many as MNIST has.
    private static func denseInputs(_ epochs: Int) -> Benchmark {
        Benchmark(name: "mlp-noise-mse-sgd-128", gigaflops: 144.5) {
            setSeed(2)
            let noise = LabeledData(inputs: .randomUniform([60_000, 784]), labels: (0..<60_000).map { $0 % 10 })
            return fitted(
                multilayerPerceptron(), noise, noise[..<10_000], epochs, 128, .meanSquaredError, SGD(learningRate: 0.5),
                .float32)
        }
    }

    private static func multilayerPerceptron() -> Sequential {
        setSeed(1)
        return Sequential {
            Dense(inputSize: 784, outputSize: 512, activation: .relu)
            Dense(inputSize: 512, outputSize: 256, activation: .relu)
            Dense(inputSize: 256, outputSize: 10)
        }
    }

    /// On the first 6,000 digits; the seconds are for ten times as many.
    private static func cnn(_ precision: Precision, _ epochs: Int) -> Benchmark {
        Benchmark(name: "cnn\(precision == .bfloat16 ? "-bf16" : "")", gigaflops: 71.57 * 60) {
            let mnist = try MNIST.load()
            setSeed(1)
            let model = Sequential {
                Reshape([28, 28, 1])
                Conv2D(inputChannels: 1, outputChannels: 32, activation: .relu)
                Conv2D(inputChannels: 32, outputChannels: 64, activation: .relu)
                MaxPool2D()
                Flatten()
                Dense(inputSize: 9216, outputSize: 128, activation: .relu)
                Dense(inputSize: 128, outputSize: 10)
            }
            let (seconds, more) = fitted(
                model, mnist.train[..<6000], mnist.test, Swift.min(epochs, 3), 128, .softmaxCrossEntropy,
                Adam(learningRate: 1e-3), precision)
            return (seconds.map { $0 * 10 }, more)
        }
    }

    private static func fitted(
        _ model: Sequential, _ train: LabeledData, _ test: LabeledData, _ epochs: Int, _ batchSize: Int, _ loss: Loss,
        _ optimizer: any Optimizer, _ precision: Precision
    ) -> (seconds: [Double], more: [(String, Double)]) {
        let history = fit(
            model, to: train, epochs: epochs + 1, batchSize: batchSize, loss: loss, optimizer: optimizer,
            precision: precision)
        return (
            Array(history.seconds.dropFirst()), [("accuracy", Double(evaluate(model, on: test, loss: loss).accuracy))]
        )
    }

    /// What a lesson writes: six tensors, the network and the update in its own words.
    private static func loopByHand(_ epochs: Int) -> Benchmark {
        Benchmark(name: "loop-by-hand", gigaflops: 144.5) {
            let mnist = try MNIST.load()
            setSeed(1)
            var weights: [Tensor] = [
                .heNormal([784, 512]), .zeros([512]), .heNormal([512, 256]), .zeros([256]), .glorotUniform([256, 10]),
                .zeros([10]),
            ]
            let rounds = (0...epochs).map { _ in
                seconds {
                    for batch in mnist.train.batches(of: 128, shuffled: true) {
                        let target = oneHot(batch.labels, classes: 10)
                        let (_, gradients) = valueWithGradients(of: weights) {
                            let h1 = relu(batch.inputs • weights[0] + weights[1])
                            let h2 = relu(h1 • weights[2] + weights[3])
                            return meanSquaredError(h2 • weights[4] + weights[5], target)
                        }
                        for index in weights.indices { weights[index] -= gradients[index] * 0.5 }
                    }
                }
            }
            return (Array(rounds.dropFirst()), [])
        }
    }

    /// Ten thousand operations on 64 numbers, and their gradients.
    private static func tinyOperations(_ epochs: Int) -> Benchmark {
        Benchmark(name: "tiny-operations") {
            let (x, y) = (Tensor.randomNormal([64]), Tensor.randomNormal([64]))
            let rounds = (0...epochs).map { _ in
                seconds {
                    _ = gradient(at: x) { x in
                        var z = x
                        for _ in 0..<5000 { z = z * y + x }
                        return z.sum()
                    }
                }
            }
            return (Array(rounds.dropFirst()), [])
        }
    }
}
