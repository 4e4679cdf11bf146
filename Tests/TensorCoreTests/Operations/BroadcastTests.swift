import TensorCore
import Testing

@Suite struct BroadcastTests {
    static let shapes: [([Int], [Int], [Int])] = [
        ([3, 4], [3, 4], [3, 4]), ([3, 4], [4], [3, 4]), ([4], [3, 4], [3, 4]), ([3, 4], [1, 4], [3, 4]),
        ([3, 4], [3, 1], [3, 4]), ([3, 1], [1, 4], [3, 4]), ([3, 1], [4], [3, 4]), ([], [2, 3], [2, 3]),
        ([1, 1, 1], [2, 3], [1, 2, 3]), ([2, 1, 4], [3, 1], [2, 3, 4]), ([2, 3, 4], [3, 1], [2, 3, 4]),
        ([2, 3, 1, 5], [4, 1], [2, 3, 4, 5]), ([1, 3, 1], [2, 1, 4], [2, 3, 4]), ([1], [1], [1]),
        ([0, 3], [3], [0, 3]), ([0, 3], [1, 1], [0, 3]), ([1, 0], [3, 1], [3, 0]),
        ([128, 512], [1, 512], [128, 512]), ([128, 512], [512], [128, 512]), ([300, 400], [300, 1], [300, 400]),
        ([50, 1, 60], [40, 1], [50, 40, 60]), ([200, 300], [200, 300], [200, 300]),
    ]

    @Test("shapes go together as NumPy's do, number by number", arguments: shapes)
    func rule(_ a: [Int], _ b: [Int], _ expected: [Int]) {
        let (x, y) = (numbers(a, seed: 1), numbers(b, seed: 2))
        let found = x - y
        #expect(found.shape == expected)
        let (p, q, r) = (x.scalars, y.scalars, found.scalars)
        let right = r.indices.allSatisfy { place in
            r[place] == p[source(place, expected, a)] - q[source(place, expected, b)]
        }
        #expect(right)
    }

    /// Where in a tensor of the operand's shape the number for a place of the result stands.
    private func source(_ place: Int, _ shape: [Int], _ operand: [Int]) -> Int {
        var (rest, index, stride) = (place, 0, 1)
        for axis in shape.indices.reversed() {
            let position = rest % shape[axis]
            rest /= shape[axis]
            let own = axis - (shape.count - operand.count)
            guard own >= 0 else { continue }
            if operand[own] != 1 { index += position * stride }
            stride *= operand[own]
        }
        return index
    }

    @Test("a temporary on either side gives the same result", arguments: shapes)
    func temporaries(_ a: [Int], _ b: [Int], _ expected: [Int]) {
        let (x, y) = (numbers(a, seed: 1), numbers(b, seed: 2))
        let found = x - y
        #expect(x * 1 - y == found)
        #expect(x - y * 1 == found)
        #expect(x * 1 - y * 1 == found)
    }

    @Test("the lesson's biases [1, 512] and [256] both broadcast")
    func biases() {
        let h1 = numbers([8, 784]) • numbers([784, 512]) + Tensor.ones([1, 512])
        let h2 = h1 • numbers([512, 256]) + Tensor.ones([256])
        #expect(h2.shape == [8, 256])
    }

    @Test("an update in place broadcasts the right side to the left")
    func inPlace() {
        var x = Tensor([[1, 2], [3, 4]])
        x += Tensor([10, 20])
        x -= Tensor([[1], [2]])
        x *= 2
        x /= Tensor([[2, 4]])
        #expect(x == Tensor([[10, 10.5], [11, 11]]))
        x -= x
        #expect(x == .zeros([2, 2]))
    }

    @Test("NaN and infinity pass through as IEEE says")
    func special() {
        let x = Tensor([.nan, .infinity, -.infinity, 0])
        #expect(relu(x).scalars[0].isNaN)
        #expect(relu(x).scalars[1...] == [.infinity, 0, 0])
        #expect((x - x).scalars.map(\.isNaN) == [true, true, true, false])
        #expect((1 / x).scalars[1...] == [0, 0, .infinity])
        #expect(log(Tensor([0, -1])).scalars[0] == -.infinity)
        #expect(log(Tensor([0, -1])).scalars[1].isNaN)
        #expect(sqrt(Tensor(-1)).item().isNaN)
        #expect(exp(Tensor([1e4, -1e4])).scalars == [.infinity, 0])
        #expect(x.max().item().isNaN)
        #expect(sigmoid(Tensor([-1e4, 0, 1e4])).scalars == [0, 0.5, 1])
        #expect(tanh(Tensor([-1e4, 1e4])).scalars == [-1, 1])
    }
}
