import TensorCore
import Testing

/// A programmer's mistake stops the program with one sentence that names the operation, the shapes, and what would fit.
@Suite struct MistakeTests {
    private func expectStop(
        _ result: ExitTest.Result?, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("Fatal error: \(sentence)\n"), sourceLocation: sourceLocation)
    }

    @Test("a product of matrices that do not fit")
    func product() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([128, 784]) • Tensor.zeros([512, 256])
        }
        expectStop(
            result,
            "•: shapes [128, 784] and [512, 256] do not go together: the left side has 784 columns and the right side 512 rows; a right side of shape [784, n] would fit"
        )
        // An operator does not know its caller's line, and must not name one of its own.
        #expect(result?.standardErrorContent.starts(with: "Fatal error: ".utf8) == true)
    }

    @Test("a product as a function names the caller's file")
    func productAsFunction() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = matmul(Tensor.zeros([2, 3]), Tensor(1))
        }
        expectStop(
            result,
            "matmul: shapes [2, 3] and [] do not go together: the right side must be a matrix [3, n] or a vector [3]")
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("TensorCoreTests/MistakeTests.swift:"))
    }

    @Test("shapes that do not broadcast")
    func broadcast() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([128, 512]) + Tensor.zeros([256])
        }
        expectStop(
            result,
            "+: shapes [128, 512] and [256] do not go together: 512 against 256; counted from the last axis, sizes must be equal or 1"
        )
    }

    @Test("an update in place with a larger right side")
    func update() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var bias = Tensor.zeros([512])
            bias -= Tensor.zeros([128, 512])
        }
        expectStop(
            result,
            "-=: shape [512] can not take up shape [128, 512]; the right side must broadcast to the left")
    }

    @Test("a reshape that loses numbers")
    func reshape() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([28, 28]).reshaped(to: [-1, 5])
        }
        expectStop(result, "reshaped: shape [28, 28] has 784 numbers, which do not fill [-1, 5]")
    }

    @Test("an index, a range, and a list of indices outside the tensor")
    func indices() async {
        let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([5, 2])[5]
        }
        expectStop(index, "x[5]: index 5 is outside 0..<5 for shape [5, 2]")
        let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([5, 2])[..<6]
        }
        expectStop(range, "x[0..<6]: the range is not inside 0..<5 for shape [5, 2]")
        let gather = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([5, 2])[[0, -1]]
        }
        expectStop(gather, "x[indices]: index -1 is outside 0..<5 for shape [5, 2]")
        let number = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor(1)[0]
        }
        expectStop(number, "x[0]: a tensor of shape [] has no rows; it needs at least one axis")
    }

    @Test("an axis that is not there")
    func axis() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([5, 2]).sum(axis: 2)
        }
        expectStop(result, "sum: axis 2 is not an axis of shape [5, 2]; it has the axes -2..<2")
    }

    @Test("item() of several numbers")
    func item() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([5, 2]).item()
        }
        expectStop(result, "item: a tensor of shape [5, 2] has 10 numbers; item() needs exactly 1")
    }

    @Test("scalars that do not fill a shape, and rows of different lengths")
    func creation() async {
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([1, 2, 3], shape: [2, 2])
        }
        expectStop(shape, "Tensor: 3 numbers do not fill the shape [2, 2], which takes 4")
        let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([[1, 2], [3]])
        }
        expectStop(rows, "Tensor: row 1 has 1 numbers and row 0 has 2; rows must be equally long")
    }

    @Test("a loss whose target has another shape")
    func loss() async {
        let mean = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = meanSquaredError(.zeros([8, 10]), .zeros([8]))
        }
        expectStop(
            mean, "meanSquaredError: shapes [8, 10] and [8] do not go together; the target must have shape [8, 10]")
        let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = softmaxCrossEntropy(.zeros([2, 10]), labels: [3, 10])
        }
        expectStop(
            label, "softmaxCrossEntropy: label 10 is outside 0..<10, the classes of logits of shape [2, 10]")
        let oneHotLabel = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = oneHot([3, -1], classes: 10)
        }
        expectStop(oneHotLabel, "oneHot: label -1 at 1 is outside 0..<10")
    }

    @Test("gradients of many numbers, of gradients, and of tensors that can not be told apart")
    func gradients() async {
        let many = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let w = Tensor.zeros([3])
            _ = valueWithGradients(of: [w]) { w * 2 }
        }
        expectStop(
            many,
            "valueWithGradients: the closure must return one number and returned shape [3]; take its sum() or mean()")
        let nested = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let w = Tensor(1)
            _ = valueWithGradients(of: [w]) { valueWithGradients(of: [w]) { w * w }.value }
        }
        expectStop(
            nested,
            "valueWithGradients: already inside another one; gradients of gradients are not supported, so compute the inner ones first"
        )
        let copies = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let w = Tensor.zeros([3])
            let copy = w
            _ = valueWithGradients(of: [w, copy]) { (w * copy).sum() }
        }
        expectStop(
            copies,
            "valueWithGradients: tensor 1 is a copy of an earlier one in the list, so the two can not be told apart; pass them to the closure: valueWithGradients(at: tensors) { tensors in … }"
        )
    }

    @Test("an input that a layer does not take, and gradients that an optimizer can not use")
    func layers() async {
        let input = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Dense(inputSize: 784, outputSize: 10)(.zeros([5, 28, 28]))
        }
        expectStop(input, "Dense: input of shape [5, 28, 28] does not fit weights [784, 10]; [n, 784] would fit")
        let gradient = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var weights = [Tensor.zeros([3])]
            SGD().update(&weights, with: [.zeros([4])])
        }
        expectStop(
            gradient, "SGD: tensor 0 of shape [3] can not take a gradient of shape [4]; they must be the same")
    }

    @Test("data without a label for each row")
    func data() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LabeledData(inputs: .zeros([3, 2]), labels: [1, 2])
        }
        expectStop(
            result,
            "LabeledData: inputs of shape [3, 2] and 2 labels do not go together; inputs must have shape [2, …]")
    }
}
