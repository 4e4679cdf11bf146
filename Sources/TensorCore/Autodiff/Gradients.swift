/// Computes a number from tensors, and its gradient with respect to each of them.
///
/// ```swift
/// let (loss, gradients) = valueWithGradients(of: [w, b]) {
///     meanSquaredError(x • w + b, target)
/// }
/// ```
/// The closure uses the tensors themselves; they are recognised by their memory. A copy of one counts as that one until
/// either changes. What the closure computes from other tensors is constant.
///
/// - Returns: what the closure returned, a tensor of one number, and for each tensor a gradient of its shape: zeros where the
///   value does not depend on it.
public func valueWithGradients(
    of tensors: [Tensor], file: StaticString = #fileID, line: UInt = #line,
    _ function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
    let tape = newTape(file, line)
    let traces = tensors.enumerated().map { index, tensor in
        guard let trace = tape.watch(tensor) else {
            fail(
                "valueWithGradients: tensor \(index) is a copy of an earlier one in the list, so the two can not be told apart; pass them to the closure: valueWithGradients(at: tensors) { tensors in … }",
                file: file, line: line)
        }
        return trace
    }
    let value = try tape.record(function)
    return (value.detached(), tape.gradients(of: value, at: traces, tensors.map(\.shape), file, line))
}

/// Computes a number from tensors that are passed to the closure, and its gradient with respect to each of them.
public func valueWithGradients(
    at tensors: [Tensor], file: StaticString = #fileID, line: UInt = #line,
    _ function: ([Tensor]) throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
    let tape = newTape(file, line)
    let traced = tensors.map { tensor in
        var tensor = tensor
        tensor.trace = tape.newTrace()
        return tensor
    }
    let value = try tape.record { try function(traced) }
    return (value.detached(), tape.gradients(of: value, at: traced.map(\.trace), tensors.map(\.shape), file, line))
}

/// Computes a number with parameters, and its gradient with respect to the value of each of them.
public func valueWithGradients(
    of parameters: [Parameter], file: StaticString = #fileID, line: UInt = #line,
    _ function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
    let tape = newTape(file, line)
    for parameter in parameters { parameter.value.trace = tape.newTrace() }
    let traces = parameters.map(\.value.trace)
    let value = try tape.record(function)
    return (value.detached(), tape.gradients(of: value, at: traces, parameters.map(\.value.shape), file, line))
}

/// Computes a number with a model, and its gradient with respect to each of the model's parameters, in their order.
public func valueWithGradients(
    of model: any Layer, file: StaticString = #fileID, line: UInt = #line,
    _ function: () throws -> Tensor
) rethrows -> (value: Tensor, gradients: [Tensor]) {
    try valueWithGradients(of: model.parameters, file: file, line: line, function)
}

/// Computes a number from one tensor, and its gradient there.
public func valueWithGradient(
    at x: Tensor, file: StaticString = #fileID, line: UInt = #line, _ function: (Tensor) throws -> Tensor
) rethrows -> (value: Tensor, gradient: Tensor) {
    let (value, gradients) = try valueWithGradients(at: [x], file: file, line: line) { try function($0[0]) }
    return (value, gradients[0])
}

/// The gradient at `x` of a function that gives one number.
public func gradient(
    at x: Tensor, file: StaticString = #fileID, line: UInt = #line, _ function: (Tensor) throws -> Tensor
) rethrows -> Tensor {
    try valueWithGradient(at: x, file: file, line: line, function).gradient
}

extension Tensor {
    /// The same numbers as a constant: no gradient flows through.
    public func detached() -> Tensor {
        guard slot != nil else {
            var tensor = self
            tensor.trace = .none
            return tensor
        }
        return copied()
    }
}

private func newTape(_ file: StaticString, _ line: UInt) -> Tape {
    guard Tape.current == nil else {
        fail(
            "valueWithGradients: already inside another one; gradients of gradients are not supported, so compute the inner ones first",
            file: file, line: line)
    }
    return Tape()
}

extension Tape {
    /// The gradients of `value` at the traced tensors, with zeros for those that it does not depend on.
    fileprivate func gradients(
        of value: Tensor, at traces: [Trace], _ shapes: [[Int]], _ file: StaticString, _ line: UInt
    ) -> [Tensor] {
        guard value.count == 1 else {
            fail(
                "valueWithGradients: the closure must return one number and returned shape \(value.shape); take its sum() or mean()",
                file: file, line: line)
        }
        guard let trace = trace(of: value) else { return shapes.map(Tensor.zeros) }
        let found = gradients(of: trace, shape: value.shape, at: traces)
        return zip(found, shapes).map { $0 ?? .zeros($1) }
    }
}
