internal import CDNNL

/// The sizes of a convolution of images [n, height, width, channels] with weights [height, width, inputs, outputs].
struct ConvolutionShape: Hashable, Sendable {
    var images: Int
    let height, width, inputs, outputs, kernelHeight, kernelWidth, stride: Int
    /// Zeros around the images: above and to the left, below and to the right.
    let before, after: [Int]
    var usesBFloat16 = false

    var outputHeight: Int { (height + before[0] + after[0] - kernelHeight) / stride + 1 }
    var outputWidth: Int { (width + before[1] + after[1] - kernelWidth) / stride + 1 }
    var inputCount: Int { height * width * inputs }
    var outputCount: Int { outputHeight * outputWidth * outputs }
    var weightCount: Int { kernelHeight * kernelWidth * inputs * outputs }
}

// Each thread takes its share of the images. The weights stand in oneDNN's own order during the product; each call brings them
// there, which is little work beside it.
extension Backend {
    /// The convolution plus the bias, with negative numbers made 0 where `relu` says so.
    static func convolve(
        _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, relu: Bool, _ shape: ConvolutionShape
    ) -> Tensor {
        let result = Tensor(uninitialized: [shape.images, shape.outputHeight, shape.outputWidth, shape.outputs])
        guard result.count > 0 else { return result }
        let primitives = Convolution.of(shape)
        let forward = relu ? primitives.forwardWithRelu : primitives.forward
        let weights = inOrder(weight, primitives.userWeights, forward.weights)
        let bias = bias ?? .zeros([shape.outputs])
        let (source, target) = (x.pointer, result.pointer)
        let biases = UnsafeMutableRawPointer(bias.pointer)
        eachShare(of: shape) { share, start in
            let input = primitives.kept(source + start * shape.inputCount, share.inputs)
            (relu ? share.forwardWithRelu : share.forward).run([
                (DNNL_ARG_SRC, share.inputs, input.pointer), (DNNL_ARG_WEIGHTS, forward.weights, weights.pointer),
                (DNNL_ARG_BIAS, share.bias, biases),
                (DNNL_ARG_DST, share.outputs, UnsafeMutableRawPointer(target + start * shape.outputCount)),
            ])
            withExtendedLifetime(input) {}
        }
        withExtendedLifetime((x, bias, weights)) {}
        return result
    }

    /// The gradient at the images from that at the result.
    static func convolutionInputGradient(
        _ gradient: Tensor, _ weight: Tensor, _ shape: ConvolutionShape
    ) -> Tensor {
        let result = Tensor(uninitialized: [shape.images, shape.height, shape.width, shape.inputs])
        guard gradient.count > 0, shape.weightCount > 0 else { return .zeros(result.shape) }
        let primitives = Convolution.of(shape)
        let weights = inOrder(weight, primitives.userWeights, primitives.backward.weights)
        let (source, target) = (gradient.pointer, result.pointer)
        eachShare(of: shape) { share, start in
            let input = primitives.kept(source + start * shape.outputCount, share.outputGradients)
            share.backward.run([
                (DNNL_ARG_DIFF_DST, share.outputGradients, input.pointer),
                (DNNL_ARG_WEIGHTS, primitives.backward.weights, weights.pointer),
                (DNNL_ARG_DIFF_SRC, share.inputGradients, UnsafeMutableRawPointer(target + start * shape.inputCount)),
            ])
            withExtendedLifetime(input) {}
        }
        withExtendedLifetime((gradient, weights)) {}
        return result
    }

    /// The gradient at the weights from that at the result: the sum of what each thread finds for its images.
    static func convolutionWeightGradient(_ gradient: Tensor, _ x: Tensor, _ shape: ConvolutionShape) -> Tensor {
        let size = [shape.kernelHeight, shape.kernelWidth, shape.inputs, shape.outputs]
        guard gradient.count > 0, shape.weightCount > 0 else { return .zeros(size) }
        let primitives = Convolution.of(shape)
        let (source, outputs) = (x.pointer, gradient.pointer)
        let parts = (0..<shares(of: shape)).map { _ in Tensor(uninitialized: size) }
        eachShare(of: shape) { share, start in
            let index = start == 0 ? 0 : start / shareSize(of: shape)
            let input = primitives.kept(source + start * shape.inputCount, share.inputs)
            let output = primitives.kept(outputs + start * shape.outputCount, share.outputGradients)
            let layout = share.backwardWeights.weightGradient
            let found = Block(bytes: OneDNN.bytes(layout))
            share.backwardWeights.run([
                (DNNL_ARG_SRC, share.inputs, input.pointer),
                (DNNL_ARG_DIFF_DST, share.outputGradients, output.pointer),
                (DNNL_ARG_DIFF_WEIGHTS, layout, found.pointer),
            ])
            OneDNN.reorder(found.pointer, layout, into: parts[index].pointer, primitives.userWeights)
            withExtendedLifetime((input, output)) {}
        }
        withExtendedLifetime((x, gradient)) {}
        return parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    }

    private static func inOrder(_ weight: Tensor, _ from: OneDNN.Layout, _ to: OneDNN.Layout) -> Block {
        let block = Block(bytes: OneDNN.bytes(to))
        OneDNN.reorder(weight.pointer, from, into: block.pointer, to)
        return block
    }

    private static func shareSize(of shape: ConvolutionShape) -> Int {
        (shape.images + threads - 1) / threads
    }

    private static func shares(of shape: ConvolutionShape) -> Int {
        (shape.images + shareSize(of: shape) - 1) / shareSize(of: shape)
    }

    /// Calls `body` for each thread's images, with the primitives for that many and the number of the first.
    private static func eachShare(of shape: ConvolutionShape, _ body: (Convolution, Int) -> Void) {
        let size = shareSize(of: shape)
        let all = (0..<shares(of: shape)).map { index in
            var share = shape
            share.images = min(size, shape.images - index * size)
            return Convolution.of(share)
        }
        ThreadPool.shared.run(all.count) { body(all[$0], $0 * size) }
    }
}

/// oneDNN's primitives for a convolution of one shape, each made when it is first wanted.
private final class Convolution: @unchecked Sendable {
    private static let cache = PrimitiveCache<ConvolutionShape, Convolution>()

    static func of(_ shape: ConvolutionShape) -> Convolution { cache.value(for: shape) { Convolution(shape) } }

    private let kind: dnnl_data_type_t
    let inputs, outputs, inputGradients, outputGradients, userWeights, bias: OneDNN.Layout
    let forward, forwardWithRelu, backward, backwardWeights: Primitive

    private init(_ shape: ConvolutionShape) {
        kind = shape.usesBFloat16 ? dnnl_bf16 : dnnl_f32
        let input = [shape.images, shape.inputs, shape.height, shape.width]
        let output = [shape.images, shape.outputs, shape.outputHeight, shape.outputWidth]
        let weight = [shape.outputs, shape.inputs, shape.kernelHeight, shape.kernelWidth]
        let inputs = OneDNN.layout(input, dnnl_nhwc, kind)
        let outputs = OneDNN.layout(output, dnnl_nhwc)
        let inputGradients = OneDNN.layout(input, dnnl_nhwc)
        let outputGradients = OneDNN.layout(output, dnnl_nhwc, kind)
        let bias = OneDNN.layout([shape.outputs], dnnl_a)
        let weights = OneDNN.layout(weight, dnnl_format_tag_any, kind)
        let steps = [dnnl_dim_t(shape.stride), dnnl_dim_t(shape.stride)]
        let (before, after) = (shape.before.map { dnnl_dim_t($0) }, shape.after.map { dnnl_dim_t($0) })
        func primitive(
            _ forward: Primitive?, relu: Bool = false, _ initialize: (inout dnnl_convolution_desc_t) -> dnnl_status_t
        )
            -> Primitive
        {
            var operation = dnnl_convolution_desc_t()
            OneDNN.check(initialize(&operation), "a convolution")
            guard let primitive = Primitive(&operation, forward: forward, relu: relu) else {
                fail("oneDNN has no convolution of images \(input) with weights \(weight)")
            }
            return primitive
        }
        func forward(relu: Bool) -> Primitive {
            primitive(nil, relu: relu) { operation in
                withUnsafePointers(inputs, weights, bias, outputs) {
                    dnnl_convolution_forward_desc_init(
                        &operation, dnnl_forward_training, dnnl_convolution_direct, $0, $1, $2, $3, steps, before, after
                    )
                }
            }
        }
        let plain = forward(relu: false)
        self.forward = plain
        forwardWithRelu = forward(relu: true)
        backward = primitive(plain) { operation in
            withUnsafePointers(inputGradients, weights, bias, outputGradients) { source, weights, _, outputs in
                dnnl_convolution_backward_data_desc_init(
                    &operation, dnnl_convolution_direct, source, weights, outputs, steps, before, after)
            }
        }
        let weightGradients = OneDNN.layout(weight, dnnl_format_tag_any)
        backwardWeights = primitive(plain) { operation in
            withUnsafePointers(inputs, weightGradients, bias, outputGradients) { source, weights, _, outputs in
                dnnl_convolution_backward_weights_desc_init(
                    &operation, dnnl_convolution_direct, source, weights, nil, outputs, steps, before, after)
            }
        }
        (self.inputs, self.outputs, self.bias) = (inputs, outputs, bias)
        (self.inputGradients, self.outputGradients) = (inputGradients, outputGradients)
        userWeights = OneDNN.layout(weight, dnnl_hwio)
    }

    /// Numbers of the kind that the primitives read: these themselves, or a copy as bfloat16.
    func kept(_ numbers: UnsafeMutablePointer<Float>, _ layout: OneDNN.Layout) -> (
        pointer: UnsafeMutableRawPointer, owner: Block?
    ) {
        guard kind != dnnl_f32 else { return (UnsafeMutableRawPointer(numbers), nil) }
        let block = Block(bytes: OneDNN.bytes(layout))
        var plain = layout
        plain.data_type = dnnl_f32
        OneDNN.reorder(numbers, plain, into: block.pointer, layout)
        return (block.pointer, block)
    }
}

private func withUnsafePointers<Result>(
    _ a: OneDNN.Layout, _ b: OneDNN.Layout, _ c: OneDNN.Layout, _ d: OneDNN.Layout,
    _ body: (
        UnsafePointer<OneDNN.Layout>, UnsafePointer<OneDNN.Layout>, UnsafePointer<OneDNN.Layout>,
        UnsafePointer<OneDNN.Layout>
    ) -> Result
) -> Result {
    withUnsafePointer(to: a) { a in
        withUnsafePointer(to: b) { b in
            withUnsafePointer(to: c) { c in withUnsafePointer(to: d) { d in body(a, b, c, d) } }
        }
    }
}
