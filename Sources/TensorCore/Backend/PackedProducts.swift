internal import CDNNL

/// A product of matrices by oneDNN's matmul primitive, for one shape and one kind of number.
///
/// The right side is brought into the order that the processor's instructions want, and the left side into bfloat16 where that is the
/// kind; both in one pass each. The sums and the result are Float32.
final class PackedProduct: @unchecked Sendable {
    struct Key: Hashable, Sendable {
        let m, n, k: Int
        let aStride, bStride, cStride: Int
        let aIsTransposed, bIsTransposed: Bool
        let usesBFloat16: Bool
    }

    private static let cache = PrimitiveCache<Key, PackedProduct?>()

    /// The product for these sizes; nil where oneDNN has none on this processor.
    static func of(_ key: Key) -> PackedProduct? { cache.value(for: key) { PackedProduct(key) } }

    private let a, packedA, packedB, c: OneDNN.Layout
    private let reorderA: Reorder?
    private let reorderB: Reorder
    private let primitive: Primitive

    private init?(_ key: Key) {
        let kind = key.usesBFloat16 ? dnnl_bf16 : dnnl_f32
        func layout(_ rows: Int, _ columns: Int, _ stride: Int, _ isTransposed: Bool) -> OneDNN.Layout {
            OneDNN.layout([rows, columns], strides: isTransposed ? [1, stride] : [stride, 1])
        }
        a = layout(key.m, key.k, key.aStride, key.aIsTransposed)
        let b = layout(key.k, key.n, key.bStride, key.bIsTransposed)
        c = layout(key.m, key.n, key.cStride, false)
        packedA = key.usesBFloat16 ? OneDNN.layout([key.m, key.k], dnnl_ab, kind) : a
        var (left, right, result) = (packedA, OneDNN.layout([key.k, key.n], dnnl_format_tag_any, kind), c)
        var operation = dnnl_matmul_desc_t()
        guard dnnl_matmul_desc_init(&operation, &left, &right, nil, &result) == dnnl_success,
            let primitive = Primitive(&operation)
        else { return nil }
        self.primitive = primitive
        packedB = primitive.weights
        reorderA = key.usesBFloat16 ? Reorder(a, packedA) : nil
        reorderB = Reorder(b, packedB)
    }

    func run(
        _ aStart: UnsafeMutablePointer<Float>, _ bStart: UnsafeMutablePointer<Float>,
        _ cStart: UnsafeMutablePointer<Float>
    ) {
        let right = Block(bytes: OneDNN.bytes(packedB))
        reorderB.run(bStart, right.pointer)
        let left = reorderA.map { _ in Block(bytes: OneDNN.bytes(packedA)) }
        if let left { reorderA?.run(aStart, left.pointer) }
        primitive.run([
            (DNNL_ARG_SRC, packedA, left?.pointer ?? UnsafeMutableRawPointer(aStart)),
            (DNNL_ARG_WEIGHTS, packedB, right.pointer), (DNNL_ARG_DST, c, UnsafeMutableRawPointer(cStart)),
        ])
        withExtendedLifetime((left, right)) {}
    }
}
