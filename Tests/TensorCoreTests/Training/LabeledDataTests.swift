import TensorCore
import Testing

@Suite struct LabeledDataTests {
    let data = LabeledData(inputs: Tensor.arange(20).reshaped(to: [10, 2]), labels: Array(0..<10))

    @Test("parts keep inputs and labels together")
    func parts() {
        #expect(data.count == 10)
        #expect(data.classes == 10)
        #expect(data[3].label == 3)
        #expect(data[3].input == Tensor([6, 7]))
        #expect(data[2..<4].labels == [2, 3])
        #expect(data[2..<4].inputs == Tensor([[4, 5], [6, 7]]))
        #expect(data[..<2].labels == [0, 1])
        #expect(data[8...].labels == [8, 9])
        #expect(data[[7, 1]].labels == [7, 1])
        #expect(data[[7, 1]].inputs == Tensor([[14, 15], [2, 3]]))
    }

    @Test("batches come in order, the last one smaller")
    func batches() {
        let batches = Array(data.batches(of: 4))
        #expect(batches.map(\.labels) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
        #expect(data.batches(of: 4).count == 3)
        #expect(batches[2].inputs == Tensor([[16, 17], [18, 19]]))
        #expect(Array(data.batches(of: 100)).map(\.count) == [10])
        #expect(Array(data[0..<0].batches(of: 4)).isEmpty)
    }

    @Test("shuffled batches hold each example once, each with its label, in an order given by the seed")
    func shuffled() {
        func order(_ seed: UInt64) -> [Int] {
            data.batches(of: 3, shuffled: true, using: RandomGenerator(seed: seed)).flatMap { batch in
                #expect((0..<batch.count).allSatisfy { batch.inputs[$0][0].item() == Float(2 * batch.labels[$0]) })
                return batch.labels
            }
        }
        #expect(order(1).sorted() == Array(0..<10))
        #expect(order(1) == order(1))
        #expect(order(1) != order(2))
    }
}
