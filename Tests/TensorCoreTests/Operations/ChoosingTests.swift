import TensorCore
import Testing

@Suite struct ChoosingTests {
    let x = Tensor([[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]])

    @Test("comparisons give 1 and 0, and NaN is unlike everything")
    func comparisons() {
        let (a, b) = (Tensor([1, 2, 3, .nan]), Tensor([2]))
        #expect((a .< b) == Tensor([1, 0, 0, 0]))
        #expect((a .<= b) == Tensor([1, 1, 0, 0]))
        #expect((a .> b) == Tensor([0, 0, 1, 0]))
        #expect((a .>= 2) == Tensor([0, 1, 1, 0]))
        #expect((a .== 2) == Tensor([0, 1, 0, 0]))
        #expect((a .!= b) == Tensor([1, 0, 1, 1]))
    }

    @Test("maximum, minimum and clamp keep NaN")
    func nan() {
        let a = Tensor([.nan, 1, 5])
        #expect(maximum(a, Tensor([0, .nan, 0])).scalars.map(\.isNaN) == [true, true, false])
        #expect(minimum(a, Tensor([0, .nan, 0])).scalars.map(\.isNaN) == [true, true, false])
        #expect(clamp(a, min: 2, max: 3).scalars.dropFirst() == [2, 3])
        #expect(clamp(a, min: 2).scalars[0].isNaN)
        #expect(a.min().item().isNaN)
    }

    @Test("slices along axes, with every kind of range")
    func slices() {
        #expect(x.slice(1..<3, axis: 1) == Tensor([[1, 2], [6, 7]]))
        #expect(x.slice(3..., axis: -1) == Tensor([[3, 4], [8, 9]]))
        #expect(x.slice(...0, axis: 0) == Tensor([[0, 1, 2, 3, 4]]))
        #expect(x[1..., ..<2] == Tensor([[5, 6]]))
        #expect(x.slice(2..<2, axis: 1).shape == [2, 0])
    }

    @Test("gather, pick, pad, concatenate and stack")
    func joining() {
        #expect(x.gather([4, 0, 4], axis: 1) == Tensor([[4, 0, 4], [9, 5, 9]]))
        #expect(x.pick([3, 0]) == Tensor([3, 5]))
        let one = Tensor([[7]])
        #expect(one.padded(by: [(1, 0), (0, 2)], with: -1) == Tensor([[-1, -1, -1], [7, -1, -1]]))
        #expect(concatenate([x, one.broadcast(to: [2, 1])], axis: 1)[1] == Tensor([5, 6, 7, 8, 9, 7]))
        #expect(concatenate([x, x]).shape == [4, 5])
        #expect(stack([x, x], axis: 1).shape == [2, 2, 5])
        #expect(stack([Tensor(1), Tensor(2)]) == Tensor([1, 2]))
    }

    @Test("the variance is that of all numbers, or of a sample")
    func variance() {
        #expect(Tensor([1, 2, 3, 4]).variance().item() == 1.25)
        #expect(abs(Tensor([1, 2, 3, 4]).variance(correction: 1).item() - 5 / 3) < 1e-6)
        #expect(Tensor([1]).variance(correction: 1).item().isNaN)
    }

    @Test("a batched product makes the product of each pair of matrices")
    func batches() {
        let (a, b) = (numbers([2, 3, 4], seed: 1), numbers([2, 4, 5], seed: 2))
        let c = a • b
        for i in 0..<2 { expectClose(c[i], a[i] • b[i]) }
        expectClose((a[0] • b)[1], a[0] • b[1])
    }
}
