/// The tensors one behind the other along an axis; all other axes must be equal.
public func concatenate(
    _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    guard let first = tensors.first else {
        fail("concatenate: there are no tensors; at least one is needed", file: file, line: line)
    }
    let axis = first.checkedAxis(axis, "concatenate", file, line)
    func others(_ shape: [Int]) -> [Int] { shape.enumerated().map { $0 == axis ? -1 : $1 } }
    for (index, tensor) in tensors.enumerated() where others(tensor.shape) != others(first.shape) {
        fail(
            "concatenate: tensor \(index) of shape \(tensor.shape) does not fit shape \(first.shape) along axis \(axis); all other axes must be equal",
            file: file, line: line)
    }
    var shape = first.shape
    shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
    let result = Tensor(uninitialized: shape)
    let parts = Parts(of: shape, along: axis)
    var start = 0
    let ranges = tensors.map { tensor in
        let range = start..<start + tensor.shape[axis]
        start = range.upperBound
        parts.copy(range, into: result.pointer, from: tensor.pointer)
        return range
    }
    return result.recorded(
        from: zip(tensors, ranges).map { tensor, range in
            let shape = tensor.shape
            return (
                tensor.slot,
                { gradient in
                    let part = Tensor(uninitialized: shape)
                    parts.copy(range, from: gradient.pointer, into: part.pointer)
                    return part
                }
            )
        })
}

/// Tensors of one shape along a new axis: 3 images [28, 28] become [3, 28, 28].
public func stack(_ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
    guard let shape = tensors.first?.shape else {
        fail("stack: there are no tensors; at least one is needed", file: file, line: line)
    }
    let rank = shape.count + 1
    guard axis >= -rank, axis < rank else {
        fail("stack: axis \(axis) is not one of \(-rank)..<\(rank), for shape \(shape)", file: file, line: line)
    }
    for (index, tensor) in tensors.enumerated() where tensor.shape != shape {
        fail(
            "stack: tensor \(index) has shape \(tensor.shape) and tensor 0 has \(shape); they must be the same",
            file: file, line: line)
    }
    let axis = axis < 0 ? axis + rank : axis
    let newShape = shape[..<axis] + [1] + shape[axis...]
    return concatenate(tensors.map { $0.reshaped(to: Array(newShape)) }, axis: axis, file: file, line: line)
}
