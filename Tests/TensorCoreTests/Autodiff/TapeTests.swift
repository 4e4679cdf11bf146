import TensorCore
import Testing

@Suite struct TapeTests {
    @Test("the closure uses the watched tensors themselves")
    func captured() {
        let (w, b, x) = (Tensor([2, 3]), Tensor([1, 1]), Tensor([4, 5]))
        let (value, gradients) = valueWithGradients(of: [w, b]) { (x * w + b).sum() }
        #expect(value.item() == 25)
        #expect(gradients == [x, Tensor([1, 1])])
    }

    @Test("a tensor used twice gathers both gradients")
    func usedTwice() {
        let w = Tensor([3])
        #expect(valueWithGradients(of: [w]) { (w * w + w).sum() }.gradients == [Tensor([7])])
    }

    @Test("a tensor that the value does not depend on has a gradient of zeros")
    func unused() {
        let (w, b) = (Tensor([2, 3]), Tensor([1]))
        #expect(valueWithGradients(of: [w, b]) { w.sum() }.gradients == [Tensor([1, 1]), Tensor([0])])
        #expect(valueWithGradients(of: [w]) { b }.gradients == [Tensor([0, 0])])
    }

    @Test("the value may be a watched tensor")
    func identity() {
        let w = Tensor([2])
        #expect(valueWithGradients(of: [w]) { w }.gradients == [Tensor([1])])
    }

    @Test("a reshaped tensor shares memory and keeps its own gradient")
    func sharedMemory() {
        let w = numbers([2, 3])
        let view = w.reshaped(to: [3, 2])
        let (_, gradients) = valueWithGradients(of: [w, view]) { w.sum() + (view * 2).sum() }
        #expect(gradients == [.ones([2, 3]), .full([3, 2], 2)])
    }

    @Test("what was computed before is constant")
    func constant() {
        let w = Tensor([2])
        let before = w * 3
        #expect(valueWithGradients(of: [w]) { (w * before).sum() }.gradients == [Tensor([6])])
    }

    @Test("no gradient flows through detached()")
    func detached() {
        let w = Tensor([3])
        #expect(valueWithGradients(of: [w]) { (w * w.detached()).sum() }.gradients == [Tensor([3])])
        #expect(valueWithGradients(of: [w]) { (w * (2 * w).detached()).sum() }.gradients == [Tensor([6])])
    }

    @Test("a tensor kept from one closure is constant in the next")
    func kept() {
        let w = Tensor([3])
        var inner = Tensor(0)
        _ = valueWithGradients(of: [w]) {
            inner = w * 2
            return inner.sum()
        }
        #expect(valueWithGradients(of: [w]) { (w * inner).sum() }.gradients == [Tensor([6])])
    }

    @Test("the watched tensors keep their values, whatever the closure does with its copies")
    func values() {
        let w = Tensor([-1, 2])
        let gradients = valueWithGradients(of: [w]) {
            var copy = w
            copy *= 3
            copy += 1
            return relu(copy).sum()
        }.gradients
        #expect(w == Tensor([-1, 2]))
        #expect(gradients == [Tensor([0, 3])])
    }

    @Test("an update in place does not change what was computed before")
    func updateAfterwards() {
        var w = Tensor([1, 2])
        let (value, gradients) = valueWithGradients(of: [w]) { (w * w).sum() }
        let before = w
        w -= 0.5 * gradients[0]
        #expect(w == Tensor([0, 0]))
        #expect(before == Tensor([1, 2]))
        #expect(value.item() == 5)
        #expect(gradients[0] == Tensor([2, 4]))
    }

    @Test("a thrown error goes through, and the next gradient works")
    func thrown() {
        struct Stop: Error {}
        let w = Tensor([1])
        #expect(throws: Stop.self) { try valueWithGradients(of: [w]) { throw Stop() } }
        #expect(valueWithGradients(of: [w]) { w * 2 }.gradients == [Tensor([2])])
    }

    @Test("threads have tapes of their own")
    func threads() async {
        let results = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    let w = Tensor.full([100], Float(index))
                    let gradients = valueWithGradients(of: [w]) {
                        var y = w
                        for _ in 0..<50 { y = y + w * w }
                        return y.sum()
                    }.gradients
                    return gradients == [Tensor.full([100], 1 + 100 * Float(index))]
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(results)
    }

    @Test("valueWithGradient(at:) and gradient(at:) pass the tensor to the closure")
    func atPoint() {
        let x = Tensor([1, 2])
        let (value, slope) = valueWithGradient(at: x) { ($0 * $0).sum() }
        #expect(value.item() == 5)
        #expect(slope == Tensor([2, 4]))
        #expect(gradient(at: x) { $0.mean() } == Tensor([0.5, 0.5]))
    }
}
