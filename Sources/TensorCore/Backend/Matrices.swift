internal import CDNNL
internal import CMatrix

/// A matrix in memory, row-major, as it stands or to be read as its transpose.
struct Matrix {
    var pointer: UnsafeMutablePointer<Float>
    /// Rows and columns as the product sees them, after transposing.
    var rows: Int
    var columns: Int
    var isTransposed = false

    /// The same memory, read the other way.
    var transposed: Matrix {
        Matrix(pointer: pointer, rows: columns, columns: rows, isTransposed: !isTransposed)
    }

    /// The distance in memory between two rows as they are stored.
    var stride: Int { max(1, isTransposed ? rows : columns) }
}

/// What happens to the rows of a product on their way to memory, while they are still in a register or the cache.
struct Finish {
    /// A number for each column, added to it.
    var bias: UnsafeMutablePointer<Float>
    /// Whether negative numbers become 0 then.
    var relu: Bool

    /// For the columns from `start` on.
    fileprivate func columns(from start: Int) -> Finish { Finish(bias: bias + start, relu: relu) }

    /// Finishes a product that is in memory already.
    fileprivate func apply(to c: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
        for row in 0..<rows {
            let line = c + row * stride
            for j in 0..<columns {
                let sum = line[j] + bias[j]
                line[j] = relu && sum < 0 ? 0 : sum
            }
        }
    }
}

extension Backend {
    /// Computes `c = a • b`, then finishes it if asked to.
    ///
    /// Each thread makes its own rows or columns of `c`, whichever there are more of, so that little is read twice.
    static func multiply(
        _ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Float>, _ precision: Precision, _ finish: Finish? = nil
    ) {
        let (m, n, k) = (a.rows, b.columns, a.columns)
        guard m > 0, n > 0 else { return }
        guard k > 0 else {
            c.update(repeating: 0, count: m * n)
            finish?.apply(to: c, rows: m, columns: n, stride: n)
            return
        }
        let grainInProducts = 1 << 16
        if m >= n {
            parallel(m, grain: max(1, grainInProducts / (n * k))) { rows in
                let start = a.pointer + rows.lowerBound * (a.isTransposed ? 1 : a.stride)
                product(a, at: start, b, at: b.pointer, rows.count, n, k, c + rows.lowerBound * n, n, precision, finish)
            }
        } else {
            parallel(n, grain: max(1, grainInProducts / (m * k))) { columns in
                let first = columns.lowerBound
                let start = b.pointer + first * (b.isTransposed ? b.stride : 1)
                product(
                    a, at: a.pointer, b, at: start, m, columns.count, k, c + first, n, precision,
                    finish?.columns(from: first))
            }
        }
    }

    /// A piece of a product, in the calling thread alone: in bfloat16 where that is asked for and there are instructions for
    /// it, else by our own loops where they are the fastest, else by oneDNN's.
    private static func product(
        _ a: Matrix, at aStart: UnsafeMutablePointer<Float>, _ b: Matrix, at bStart: UnsafeMutablePointer<Float>,
        _ m: Int, _ n: Int, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ precision: Precision,
        _ finish: Finish?
    ) {
        let aRow = a.isTransposed ? 1 : a.stride
        let aColumn = a.isTransposed ? a.stride : 1
        if precision == .bfloat16, precision.isAvailable,
            let product = PackedProduct.of(
                .init(
                    m: m, n: n, k: k, aStride: a.stride, bStride: b.stride, cStride: cStride,
                    aIsTransposed: a.isTransposed, bIsTransposed: b.isTransposed,
                    usesBFloat16: true))
        {
            product.run(aStart, bStart, c)
        } else if m >= fewestRows, hasOwnProduct,
            ownIsFastest || matrix_product_leaves_out_most(m, k, aStart, aRow, aColumn)
        {
            let working = Block(bytes: matrix_product_workspace(m, k) * MemoryLayout<Float>.stride)
            matrix_product(
                m, n, k, aStart, aRow, aColumn, bStart, b.isTransposed ? 1 : b.stride,
                b.isTransposed ? b.stride : 1, c, cStride, finish?.bias, finish?.relu ?? false,
                working.pointer.assumingMemoryBound(to: Float.self))
            withExtendedLifetime(working) {}
            return
        } else {
            multiplyByOneDNN(a, at: aStart, b, at: bStart, m, n, k, c, cStride)
        }
        finish?.apply(to: c, rows: m, columns: n, stride: cStride)
    }

    private static let hasOwnProduct = matrix_product_is_available()
    private static let ownIsFastest = matrix_product_is_fastest()
    /// With fewer rows our own loops bring `b` into order for too little work.
    private static let fewestRows = 6

    /// oneDNN's own threads (OpenMP) would hang in the child of a fork, so it gets none.
    private static func multiplyByOneDNN(
        _ a: Matrix, at aStart: UnsafeMutablePointer<Float>, _ b: Matrix, at bStart: UnsafeMutablePointer<Float>,
        _ m: Int, _ n: Int, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int
    ) {
        OpenMP.onOneThread {
            let yes = CChar(UInt8(ascii: "T"))
            let no = CChar(UInt8(ascii: "N"))
            let status = dnnl_sgemm(
                a.isTransposed ? yes : no, b.isTransposed ? yes : no, dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k),
                1, aStart, dnnl_dim_t(a.stride), bStart, dnnl_dim_t(b.stride), 0, c, dnnl_dim_t(cStride))
            if status != dnnl_success { fail("oneDNN gave up a product of [\(m), \(k)] and [\(k), \(n)]") }
        }
    }
}
