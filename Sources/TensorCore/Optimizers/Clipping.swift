/// Makes gradients shorter where all of them together, as one vector, are longer than `norm`.
///
/// (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.)
///
/// - Returns: how long they were, `√Σ g²`.
@discardableResult
public func clip(_ gradients: inout [Tensor], norm: Float) -> Float {
    var squares = 0.0
    for gradient in gradients { squares += Double((gradient * gradient).sum().item()) }
    let length = Float(squares.squareRoot())
    if length > norm { for index in gradients.indices { gradients[index] *= norm / length } }
    return length
}

/// Cuts each number of the gradients off at `±limit`.
public func clip(_ gradients: inout [Tensor], limit: Float) {
    for index in gradients.indices { gradients[index] = clamp(gradients[index], min: -limit, max: limit) }
}
