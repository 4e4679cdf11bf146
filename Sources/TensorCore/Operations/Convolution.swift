/// What stands around images where a window reaches over their border.
public enum Padding: Sendable {
    /// Nothing: the window stays inside, and the result is smaller than the image.
    case valid
    /// Zeros, so that at stride 1 the result is as large as the image; as in Keras, the odd one goes below and to the right.
    case same

    func widths(_ size: Int, _ window: Int, _ stride: Int) -> (before: Int, after: Int) {
        guard self == .same else { return (0, 0) }
        let total = Swift.max(0, ((size + stride - 1) / stride - 1) * stride + window - size)
        return (total / 2, total - total / 2)
    }
}

/// Slides windows of weights over images: `yᵣ꜀ₒ = biasₒ + Σ xᵣ₊ᵢ,꜀₊ⱼ,ₖ · weightᵢⱼₖₒ`, strictly speaking a cross-correlation.
///
/// - Parameters:
///   - images: shape [n, height, width, inputs].
///   - weight: shape [windowHeight, windowWidth, inputs, outputs].
///   - bias: shape [outputs], or none.
///   - stride: how far the window moves from place to place.
/// - Returns: shape [n, (height − windowHeight) / stride + 1, …, outputs] without padding.
public func convolution2D(
    _ images: Tensor, _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Padding = .valid,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    convolved(images, weight, bias, stride, padding, relu: false, file, line)
}

func convolved(
    _ images: Tensor, _ weight: Tensor, _ bias: Tensor?, _ stride: Int, _ padding: Padding, relu: Bool,
    _ file: StaticString, _ line: UInt
) -> Tensor {
    guard images.rank == 4, weight.rank == 4, images.shape[3] == weight.shape[2], stride > 0,
        bias == nil || bias?.shape == [weight.shape[3]]
    else {
        fail(
            "convolution2D: images \(images.shape), weights \(weight.shape)\(bias.map { ", bias \($0.shape)" } ?? "") and stride \(stride) do not go together; [n, height, width, inputs], [height, width, inputs, outputs], [outputs] and a stride of 1 or more would fit",
            file: file, line: line)
    }
    let windows = (0..<2).map { padding.widths(images.shape[$0 + 1], weight.shape[$0], stride) }
    var shape = ConvolutionShape(
        images: images.shape[0], height: images.shape[1], width: images.shape[2], inputs: images.shape[3],
        outputs: weight.shape[3], kernelHeight: weight.shape[0], kernelWidth: weight.shape[1], stride: stride,
        before: windows.map(\.before), after: windows.map(\.after))
    shape.usesBFloat16 = Precision.current == .bfloat16 && Precision.bfloat16.isAvailable
    guard shape.kernelHeight > 0, shape.kernelWidth > 0,
        shape.height + windows[0].before + windows[0].after >= shape.kernelHeight,
        shape.width + windows[1].before + windows[1].after >= shape.kernelWidth
    else {
        fail(
            "convolution2D: a window of \(weight.shape[..<2]) does not fit into images \(images.shape); it must be no larger than they are",
            file: file, line: line)
    }
    let (used, biasShape) = (shape, bias?.shape ?? [])
    let result = Backend.convolve(images, weight, bias, relu: relu, shape).recorded(
        from: [
            (images.slot, { Backend.convolutionInputGradient($0, weight, used) }),
            (weight.slot, { Backend.convolutionWeightGradient($0, images, used) }),
            (bias?.slot, { $0.summed(to: biasShape) }),
        ], operation: "convolution2D")
    return relu ? result.recordedRelu() : result
}
