import Dispatch
import Synchronization
import TensorCore
import Testing

/// Multiples of large tensors, which are made only when somebody asks for their numbers.
@Suite struct MultipleTests {
    private let gradient = numbers([300, 400], seed: 1)
    private let weights = numbers([300, 400], seed: 2)
    private let rate: Float = 0.3

    /// The multiple number by number.
    private var exact: Tensor { Tensor(gradient.scalars.map { $0 * rate }, shape: gradient.shape) }

    @Test("a sum with a multiple has the bits of a product and a sum")
    func sums() {
        let (w, m) = (weights.scalars, exact.scalars)
        var changed = weights
        changed -= gradient * rate
        #expect(changed.scalars == zip(w, m).map { $0 - $1 })
        changed = weights
        changed += rate * gradient
        #expect(changed.scalars == zip(w, m).map { $0 + $1 })
        #expect((weights - gradient * rate).scalars == zip(w, m).map { $0 - $1 })
        #expect((weights + gradient * rate).scalars == zip(w, m).map { $0 + $1 })
        #expect((rate * gradient + weights).scalars == zip(w, m).map { $1 + $0 })
        #expect((rate * gradient + weights * 2).scalars == zip(w, m).map { $1 + $0 * 2 })
        #expect((gradient * rate - weights).scalars == zip(w, m).map { $1 - $0 })
    }

    @Test("a multiple is that of the numbers that were, whatever becomes of the tensor")
    func change() {
        var source = gradient
        let multiple = source * rate
        source += 1
        #expect(multiple == exact)
        var own = multiple
        own *= 2
        #expect(multiple == exact)
        #expect(own.scalars == exact.scalars.map { $0 * 2 })
        own = multiple
        own -= own * 1
        #expect(own == .zeros([300, 400]))
    }

    @Test("multiples of multiples, their parts, other shapes and broadcasts are what they say")
    func forms() {
        let twice = (gradient * rate) * 2
        #expect(twice.scalars == exact.scalars.map { $0 * 2 })
        #expect((gradient * rate)[7] == exact[7])
        #expect(weights[7] + (gradient * rate)[7] == weights[7] + exact[7])
        let line = (gradient * rate).reshaped(to: [120_000])
        #expect(weights.reshaped(to: [120_000]) + line == (weights + exact).reshaped(to: [120_000]))
        let stack = numbers([2, 300, 400])
        #expect(gradient * rate + stack == exact + stack)
        #expect(stack + gradient * rate == stack + exact)
        #expect(Tensor([1]) + gradient * rate == exact + 1)
    }

    @Test("many threads that ask for the same multiple get the same numbers")
    func threads() {
        for _ in 0..<20 {
            let multiple = gradient * rate
            let sums = Mutex<[Float]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { index in
                let sum = index.isMultiple(of: 2) ? multiple : Tensor.zeros([300, 400]) + multiple
                sums.withLock { $0.append(sum.scalars.reduce(0, +)) }
            }
            #expect(sums.withLock { $0 } == Array(repeating: exact.scalars.reduce(0, +), count: 8))
        }
    }

    @Test("gradients flow through multiples and sums with them")
    func gradients() {
        let found = valueWithGradients(at: [weights, gradient]) { tensors in
            (tensors[0] - tensors[1] * rate).sum() + (tensors[0] * 2).sum()
        }.gradients
        #expect(found[0] == .full([300, 400], 3))
        #expect(found[1] == .full([300, 400], -rate))
    }
}
