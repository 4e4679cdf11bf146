import TensorCore
import Testing

/// Products of matrices that are blank for the most part, as pictures are at their edges: there are loops that leave zeros out.
@Suite struct BlankTermTests {
    @Test(
        "products with blanks on the left are the sums, number for number, and so are those of transposes",
        arguments: [1, 5, 6, 13, 37, 130], [1, 16, 33, 70])
    func sums(_ m: Int, _ n: Int) {
        for k in [1, 7, 8, 100, 257, 600] {
            let (a, b) = (blocks(m, k), wholeNumbers([k, n], seed: 1))
            #expect(a • b == product(a, b))
            // The gradient of b is a product with the transpose of a.
            let weights = wholeNumbers([m, n], seed: 2)
            let found = valueWithGradients(at: [a, b]) { ($0[0] • $0[1] * weights).sum() }.gradients
            #expect(found[0] == product(weights, b.transposed()))
            #expect(found[1] == product(a.transposed(), weights))
        }
    }

    @Test("a layer adds its bias where its input is blank everywhere")
    func bias() {
        let layer = Dense(
            weight: numbers([50, 20]), bias: Tensor(Array(repeating: 1, count: 10) + Array(repeating: -1, count: 10)),
            activation: .relu)
        #expect(
            layer(.zeros([30, 50]))
                == (Tensor.ones([30, 1])
                    • Tensor(Array(repeating: 1, count: 10) + Array(repeating: 0, count: 10), shape: [1, 20])))
    }

    @Test(
        "zero times infinity is NaN where the left side is blank, in the infinite number's column alone",
        arguments: [Float.infinity, -.infinity, .nan], [0, 15, 16, 32])
    func infinity(_ value: Float, _ column: Int) {
        let (m, k, n) = (60, 300, 33)
        let a = blocks(m, k)
        let left = a.scalars
        for term in [0, 8, 150, 299] {
            var scalars = wholeNumbers([k, n], seed: 1).scalars
            let finite = Tensor(scalars, shape: [k, n])
            scalars[term * n + column] = value
            let b = Tensor(scalars, shape: [k, n])
            let (found, expected) = ((a • b).scalars, (a • finite).scalars)
            for row in 0..<m {
                for j in 0..<n where j != column { #expect(found[row * n + j] == expected[row * n + j]) }
                let number = found[row * n + column]
                #expect(left[row * k + term] == 0 || value.isNaN ? number.isNaN : number.isInfinite)
            }
        }
    }

    /// Whole numbers in some squares of 6 × 6 numbers, 0 in the others.
    private func blocks(_ rows: Int, _ columns: Int) -> Tensor {
        let numbers = wholeNumbers([rows, columns], seed: 3).scalars
        return Tensor(
            numbers.indices.map { ($0 / columns / 6 + $0 % columns / 6) % 3 == 0 ? numbers[$0] : 0 },
            shape: [rows, columns])
    }

    /// Numbers whose sums of products are exact in whichever order they are added.
    private func wholeNumbers(_ shape: [Int], seed: UInt64) -> Tensor {
        let numbers = numbers(shape, seed: seed)
        return Tensor(numbers.scalars.map { ($0 * 3).rounded() }, shape: shape)
    }

    private func product(_ a: Tensor, _ b: Tensor) -> Tensor {
        let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
        let (p, q) = (a.scalars, b.scalars)
        return Tensor(
            (0..<m * n).map { place in
                (0..<k).reduce(Float(0)) { $0 + p[place / n * k + $1] * q[$1 * n + place % n] }
            }, shape: [m, n])
    }
}
