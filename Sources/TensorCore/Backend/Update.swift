/// A step of an optimizer that keeps one number for each weight.
protocol UpdateRule {
    /// The new weight and the new kept number.
    func callAsFunction(_ w: Float, _ gradient: Float, _ kept: Float) -> (Float, Float)
}

/// A step of an optimizer that keeps two numbers for each weight.
protocol TwoStateUpdateRule {
    /// The new weight and the new kept numbers.
    func callAsFunction(_ w: Float, _ gradient: Float, _ first: Float, _ second: Float) -> (Float, Float, Float)
}

// One pass over weights, gradients and what is kept: at half a million weights a step is a matter of memory, and
// each operation on its own would read and write all of it again.
extension Backend {
    /// Changes `tensor` and what is kept for it, all of one shape, in their own memory where nobody else holds it.
    static func update<Rule: UpdateRule>(
        _ tensor: inout Tensor, _ gradient: Tensor, keeping kept: inout Tensor, _ rule: Rule
    ) {
        makeUnique(&tensor)
        makeUnique(&kept)
        let (w, g, k) = (tensor.pointer, gradient.pointer, kept.pointer)
        parallel(tensor.count, grain: elementGrain) { range in
            for i in range { (w[i], k[i]) = rule(w[i], g[i], k[i]) }
        }
    }

    /// Changes `tensor` and the two that are kept for it, all of one shape, in their own memory.
    static func update<Rule: TwoStateUpdateRule>(
        _ tensor: inout Tensor, _ gradient: Tensor, keeping first: inout Tensor, _ second: inout Tensor, _ rule: Rule
    ) {
        makeUnique(&tensor)
        makeUnique(&first)
        makeUnique(&second)
        let (w, g, p, q) = (tensor.pointer, gradient.pointer, first.pointer, second.pointer)
        parallel(tensor.count, grain: elementGrain) { range in
            for i in range { (w[i], p[i], q[i]) = rule(w[i], g[i], p[i], q[i]) }
        }
    }

    private static func makeUnique(_ tensor: inout Tensor) {
        if !tensor.isUnique { tensor = tensor.copied() }
        tensor.trace = .none
    }
}
