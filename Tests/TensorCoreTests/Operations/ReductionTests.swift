import TensorCore
import Testing

@Suite struct ReductionTests {
    let x = Tensor.arange(24).reshaped(to: [2, 3, 4])

    @Test("the sum over axis 1 keeps the others")
    func axes() {
        #expect(x.sum(axis: 1) == Tensor([[12, 15, 18, 21], [48, 51, 54, 57]]))
        #expect(x.sum(axis: -1, keepDims: true).shape == [2, 3, 1])
        #expect(x.sum(axes: [0, 2]) == Tensor([60, 92, 124]))
        #expect(x.sum(axes: [2, 0]) == Tensor([60, 92, 124]))
        #expect(x.sum(axes: [0, 1, 2], keepDims: true) == Tensor([[[276]]]))
        #expect(x.sum(axes: []) == x)
        #expect(x.mean(axis: 0)[0] == Tensor([6, 7, 8, 9]))
        #expect(x.max(axes: [0, 2]) == Tensor([15, 19, 23]))
        #expect(x.sum().item() == 276)
    }

    @Test("the sum of nothing is 0 and its mean not a number")
    func nothing() {
        #expect(Tensor.zeros([0]).sum().item() == 0)
        #expect(Tensor.zeros([0, 3]).sum(axis: 0) == Tensor([0, 0, 0]))
        #expect(Tensor.zeros([3, 0]).sum(axis: 0).shape == [0])
        #expect(Tensor.zeros([0]).mean().item().isNaN)
    }

    @Test("large sums are right along every axis", arguments: [[100_003], [5, 60_001], [60_001, 5], [40, 50, 60]])
    func large(_ shape: [Int]) {
        let x = numbers(shape) + 1
        for axis in shape.indices {
            let moved = x.transposed([axis] + shape.indices.filter { $0 != axis }).scalars
            let length = moved.count / shape[axis]
            let exact = (0..<length).map { place in
                Float((0..<shape[axis]).reduce(0.0) { $0 + Double(moved[$1 * length + place]) })
            }
            let rest = shape.indices.filter { $0 != axis }.map { shape[$0] }
            expectClose(x.sum(axis: axis), Tensor(exact, shape: rest), accuracy: 2e-6)
            let largest = (0..<length).map { place in
                (0..<shape[axis]).map { moved[$0 * length + place] }.max()!
            }
            #expect(x.max(axis: axis) == Tensor(largest, shape: rest))
        }
    }

    @Test("a sum of ten million equal numbers does not drift")
    func drift() {
        #expect(abs(Tensor.full([10_000_000], 0.1).mean().item() - 0.1) < 1e-7)
    }

    @Test("argmax gives the first of equal numbers, along any axis, and NaN counts as largest")
    func argmax() {
        #expect(Tensor([[1, 3, 3], [5, 0, 2]]).argmax(axis: 1) == [1, 0])
        #expect(Tensor([[1, 3, 3], [5, 0, 2]]).argmax(axis: 0) == [1, 0, 0])
        #expect(Tensor([[1, 3, 3], [5, 0, 2]]).argmax() == [1, 0])
        #expect(Tensor([1, .nan, 3, .nan]).argmax() == [1])
        #expect(x.argmax(axis: 1) == [2, 2, 2, 2, 2, 2, 2, 2])
    }

    @Test("one-hot rows have their 1 at the label")
    func oneHotRows() {
        #expect(oneHot([2, 0], classes: 3) == Tensor([[0, 0, 1], [1, 0, 0]]))
        #expect(oneHot([], classes: 3).shape == [0, 3])
    }

    @Test("accuracy is the share of rows whose largest number is at the label")
    func accuracyOfRows() {
        #expect(accuracy(Tensor([[1, 2], [3, 1], [0, 1], [1, 0]]), [1, 0, 0, 0]) == 0.75)
    }

    @Test("softmax and its logarithm hold at 10,000 in either direction")
    func stable() {
        let x = Tensor([[1e4, 0, -1e4], [-1e4, -1e4, -1e4]])
        expectClose(softmax(x), Tensor([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]))
        let third: Float = -1.0986123
        expectClose(logSoftmax(x), Tensor([[0, -1e4, -2e4], [third, third, third]]))
        let loss = softmaxCrossEntropy(x, labels: [2, 0])
        #expect(abs(loss.item() - (2e4 - third) / 2) < 1e-2)
        expectClose(
            gradient(at: x) { softmaxCrossEntropy($0, labels: [2, 0]) },
            Tensor([[0.5, 0, -0.5], [-1 / 3, 1 / 6, 1 / 6]]))
    }
}
