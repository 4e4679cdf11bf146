extension Layer {
    /// The shape of what the layer makes of one example of the given shape, without the axis of the batch; nil where such
    /// an example does not fit, and where the layer is one of one's own, of which this cannot be known.
    public func outputShape(ofExample shape: [Int]) -> [Int]? {
        switch self {
        case let model as Sequential:
            return model.layers.reduce(shape) { shape, layer in shape.flatMap { layer.outputShape(ofExample: $0) } }
        case let dense as Dense:
            guard shape.count == 1, shape[0] == dense.weight.value.shape[0] else { return nil }
            return [dense.weight.value.shape[1]]
        case let layer as Conv2D:
            let weight = layer.weight.value.shape
            guard shape.count == 3, shape[2] == weight[2] else { return nil }
            let sides = (0..<2).map { axis in
                let padding = layer.padding.widths(shape[axis], weight[axis], layer.stride)
                return windows(shape[axis] + padding.before + padding.after, weight[axis], layer.stride)
            }
            return sides.contains(0) ? nil : sides + [weight[3]]
        case let layer as MaxPool2D: return pooled(shape, layer.size, layer.stride)
        case let layer as AveragePool2D: return pooled(shape, layer.size, layer.stride)
        case is GlobalAveragePool2D: return shape.count == 3 ? [shape[2]] : nil
        case is Flatten: return [shape.reduce(1, *)]
        case let layer as Reshape:
            return layer.shape.reduce(1, *) == shape.reduce(1, *) ? layer.shape : nil
        case is Dropout: return shape
        case let layer as BatchNorm: return shape.last == layer.scale.value.count ? shape : nil
        case let layer as LayerNorm: return shape.last == layer.scale.value.count ? shape : nil
        default: return nil
        }
    }
}

private func pooled(_ shape: [Int], _ size: Int, _ stride: Int) -> [Int]? {
    guard shape.count == 3 else { return nil }
    let sides = (0..<2).map { windows(shape[$0], size, stride) }
    return sides.contains(0) ? nil : sides + [shape[2]]
}

/// In how many places a window stands along a side.
private func windows(_ side: Int, _ window: Int, _ stride: Int) -> Int {
    side < window ? 0 : (side - window) / stride + 1
}
