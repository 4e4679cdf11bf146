import TensorCore
import Testing

@Suite struct MatrixProductTests {
    @Test(
        "products of all sizes agree with the definition",
        arguments: [
            [1, 1, 1], [2, 3, 4], [1, 7, 1], [17, 1, 33], [128, 256, 10], [10, 64, 200], [67, 129, 65],
            [300, 100, 150], [1, 784, 512], [512, 784, 1],
        ])
    func definition(_ size: [Int]) {
        let (m, k, n) = (size[0], size[1], size[2])
        let (a, b) = (numbers([m, k], seed: 3), numbers([k, n], seed: 4))
        let exact = product(a.scalars, b.scalars, m, k, n)
        // The more terms a sum has, the more roundings.
        expectClose(a • b, Tensor(exact, shape: [m, n]), accuracy: max(2e-5, 5e-8 * Float(k)))
    }

    @Test("the gradients of a large product are products with the transposed matrices")
    func gradients() {
        let (a, b, g) = (numbers([130, 70], seed: 3), numbers([70, 90], seed: 4), numbers([130, 90], seed: 5))
        let (_, gradients) = valueWithGradients(of: [a, b]) { ((a • b) * g).sum() }
        expectClose(gradients[0], g • b.transposed(), accuracy: 1e-5)
        expectClose(gradients[1], a.transposed() • g, accuracy: 1e-5)
    }

    @Test("a product over no numbers is 0, and one without rows is empty")
    func empty() {
        #expect((Tensor.zeros([2, 0]) • Tensor.zeros([0, 3])) == .zeros([2, 3]))
        #expect((Tensor.zeros([0, 2]) • Tensor.zeros([2, 3])).shape == [0, 3])
    }

    @Test("vectors lose their axis and more axes count as rows")
    func ranks() {
        let (m, v) = (numbers([4, 5]), numbers([4], seed: 2))
        #expect((v • m).shape == [5])
        #expect((v • v).shape == [])
        #expect((m • numbers([5])).shape == [4])
        #expect((numbers([2, 3, 4]) • m).shape == [2, 3, 5])
        #expect(matmul(m, numbers([5, 1])) == (m • numbers([5, 1])))
    }

    @Test("• binds like * and tighter than +")
    func precedence() {
        let (x, w, b) = (Tensor([[1, 2]]), Tensor([[3], [4]]), Tensor([5]))
        let out = x • w + b
        #expect(out == Tensor([[16]]))
    }

    private func product(_ a: [Float], _ b: [Float], _ m: Int, _ k: Int, _ n: Int) -> [Float] {
        var result = [Double](repeating: 0, count: m * n)
        for i in 0..<m {
            for l in 0..<k {
                for j in 0..<n { result[i * n + j] += Double(a[i * k + l]) * Double(b[l * n + j]) }
            }
        }
        return result.map(Float.init)
    }

    @Test(
        "products of every size near the tiles' borders are the sums, and so are those of transposes",
        arguments: [1, 5, 6, 7, 12, 13, 37], [1, 7, 8, 9, 15, 16, 17, 33])
    func sizes(_ m: Int, _ n: Int) {
        for k in [1, 3, 8, 255, 257, 600] {
            let (a, b) = (numbers([m, k], seed: 1), numbers([k, n], seed: 2))
            let (p, q) = (a.scalars, b.scalars)
            let sums = (0..<m * n).map { place in
                Float((0..<k).reduce(0.0) { $0 + Double(p[place / n * k + $1]) * Double(q[$1 * n + place % n]) })
            }
            expectClose(a • b, Tensor(sums, shape: [m, n]), accuracy: 2e-5)
            // The gradients are products of transposes.
            let weights = numbers([m, n], seed: 3)
            let found = valueWithGradients(at: [a, b]) { ($0[0] • $0[1] * weights).sum() }.gradients
            expectClose(found[0], weights • b.transposed(), accuracy: 2e-5)
            expectClose(found[1], a.transposed() • weights, accuracy: 2e-5)
        }
    }

    @Test("a dense layer is relu(x • w + b) in value and gradients, with NaN and infinity passed on")
    func dense() {
        for (rows, outputs) in [(3, 5), (40, 33), (200, 300)] {
            let (x, w, b) = (numbers([rows, 20]), numbers([20, outputs], seed: 2), numbers([outputs], seed: 3))
            let weights = numbers([rows, outputs], seed: 4)
            for activation in [Activation.identity, .relu] {
                let layer = Dense(weight: w, bias: b, activation: activation)
                expectClose(layer(x), activation.function(x • w + b), accuracy: 1e-5)
                let fused = valueWithGradients(of: layer) { (layer(x) * weights).sum() }.gradients
                let plain = valueWithGradients(at: [w, b]) {
                    (activation.function(x • $0[0] + $0[1]) * weights).sum()
                }.gradients
                for (found, expected) in zip(fused, plain) { expectClose(found, expected, accuracy: 3e-5) }
            }
        }
        var odd = numbers([8, 20]).scalars
        (odd[0], odd[20]) = (.nan, .infinity)
        let layer = Dense(weight: .ones([20, 18]), bias: .zeros([18]), activation: .relu)
        let out = layer(Tensor(odd, shape: [8, 20]))
        #expect(out[0].scalars.allSatisfy { $0.isNaN })
        #expect(out[1].scalars.allSatisfy { $0 == .infinity })
    }
}
