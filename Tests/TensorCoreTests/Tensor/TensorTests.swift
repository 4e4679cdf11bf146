import TensorCore
import Testing

@Suite struct TensorTests {
    @Test("nested arrays give the shape")
    func arrays() {
        #expect(Tensor(3).shape == [])
        #expect(Tensor([1, 2, 3]).shape == [3])
        #expect(Tensor([[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
        #expect(Tensor([[[1], [2]], [[3], [4]], [[5], [6]]]).shape == [3, 2, 1])
        #expect(Tensor([[[1], [2]], [[3], [4]]]).scalars == [1, 2, 3, 4])
        #expect(Tensor([Float]()).shape == [0])
    }

    @Test("zeros, ones, full and arange hold what they say")
    func creation() {
        #expect(Tensor.zeros([2]).scalars == [0, 0])
        #expect(Tensor.ones([2, 1]).scalars == [1, 1])
        #expect(Tensor.full([], 4).item() == 4)
        #expect(Tensor.arange(4).scalars == [0, 1, 2, 3])
        #expect(Tensor.arange(0).scalars == [])
        #expect(Tensor.arange(1, 2, step: 0.25).scalars == [1, 1.25, 1.5, 1.75])
        #expect(Tensor.arange(3, 0, step: -2).scalars == [3, 1])
        #expect(Tensor.zeros([3, 0, 2]).count == 0)
    }

    @Test("bytes over 255 are the quotients, to the last digit")
    func bytes() {
        let x = Tensor(bytes: Array(0...255), dividedBy: 255, shape: [16, 16])
        #expect(x.shape == [16, 16])
        #expect(x.scalars == (0...255).map { Float($0) / 255 })
        #expect(Tensor(bytes: [], shape: [0, 5]).count == 0)
    }

    @Test("many bytes are scaled like few")
    func manyBytes() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(Tensor(bytes: bytes, shape: [100_000]).scalars == bytes.map(Float.init))
    }

    @Test("a copy is a value of its own")
    func valueSemantics() {
        let a = Tensor([1, 2, 3])
        var b = a
        b += 1
        #expect(a.scalars == [1, 2, 3])
        #expect(b.scalars == [2, 3, 4])
    }

    @Test("changing a part does not change the whole")
    func partsAreValues() {
        let x = Tensor([[1, 2], [3, 4]])
        var row = x[1]
        row *= 10
        var flat = x.reshaped(to: [4])
        flat -= 1
        #expect(row.scalars == [30, 40])
        #expect(flat.scalars == [0, 1, 2, 3])
        #expect(x.scalars == [1, 2, 3, 4])
    }

    @Test("an operation does not write over an operand that is still in use")
    func operandsStay() {
        let x = Tensor([-1, 2])
        let y = relu(x)
        let z = x + x
        let negative = -x
        #expect(x.scalars == [-1, 2])
        #expect(y.scalars == [0, 2])
        #expect(z.scalars == [-2, 4])
        #expect(negative.scalars == [1, -2])
    }

    @Test("views and temporaries take no memory of their own")
    func sharing() {
        let x = numbers([4, 6])
        #expect(x.reshaped(to: [2, 12]).memory == x.memory)
        #expect(x[2..<4].reshaped(to: [3, 4]).memory == x.memory + 12)
        #expect(x.transposed([0, 1]).memory == x.memory)
        var w = numbers([4, 6])
        let before = w.memory
        w -= 0.1 * x
        w *= 2
        #expect(w.memory == before)
    }

    @Test("tensors are equal when shapes and numbers are; NaN equals nothing")
    func equality() {
        #expect(Tensor([1, 2]) == Tensor([1, 2]))
        #expect(Tensor([1, 2]) != Tensor([[1, 2]]))
        #expect(Tensor(Float.nan) != Tensor(Float.nan))
    }

    @Test("reshaping works out a size of -1")
    func reshaping() {
        let x = Tensor.arange(24)
        #expect(x.reshaped(to: [2, -1, 3]).shape == [2, 4, 3])
        #expect(x.reshaped(to: [2, 3, 4]).flattened().shape == [2, 12])
        #expect(Tensor.zeros([0, 3]).reshaped(to: [3, 0]).shape == [3, 0])
        #expect(Tensor(1).flattened().shape == [1])
    }

    @Test("transposing turns rows into columns, and permutes more axes")
    func transposing() {
        #expect(Tensor([[1, 2, 3], [4, 5, 6]]).transposed() == Tensor([[1, 4], [2, 5], [3, 6]]))
        let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
        let y = x.transposed([2, 0, 1])
        #expect(y.shape == [4, 2, 3])
        #expect(y[3][1][2].item() == x[1][2][3].item())
        #expect(y.transposed([1, 2, 0]) == x)
        #expect(Tensor.zeros([2, 0]).transposed().shape == [0, 2])
    }
}
