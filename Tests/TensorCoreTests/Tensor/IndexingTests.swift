import TensorCore
import Testing

@Suite struct IndexingTests {
    let x = Tensor.arange(12).reshaped(to: [4, 3])

    @Test("an index gives a row without its axis")
    func row() {
        #expect(x[2] == Tensor([6, 7, 8]))
        #expect(x[2][1].item() == 7)
    }

    @Test("ranges keep the axis")
    func ranges() {
        #expect(x[1..<3] == Tensor([[3, 4, 5], [6, 7, 8]]))
        #expect(x[1...2] == x[1..<3])
        #expect(x[..<1] == Tensor([[0, 1, 2]]))
        #expect(x[3...] == Tensor([[9, 10, 11]]))
        #expect(x[4...].shape == [0, 3])
        #expect(x[2..<2].shape == [0, 3])
    }

    @Test("indices gather rows in their order, repeats included")
    func gather() {
        #expect(x[[3, 0, 3]] == Tensor([[9, 10, 11], [0, 1, 2], [9, 10, 11]]))
        #expect(x[[Int]()].shape == [0, 3])
    }

    @Test("gathering many long rows gives the same on all threads")
    func manyRows() {
        let x = numbers([300, 700])
        let order = RandomGenerator(seed: 5).permutation(300)
        let gathered = x[order]
        #expect(order.indices.allSatisfy { gathered[$0] == x[order[$0]] })
    }
}
