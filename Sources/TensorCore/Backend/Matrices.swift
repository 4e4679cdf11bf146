internal import CDNNL

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

extension Backend {
    /// Computes `c = a • b` with oneDNN's single-precision product, or in bfloat16 where that is asked for and there are
    /// instructions for it.
    ///
    /// Each thread makes its own rows or columns of `c`, whichever there are more of, with oneDNN on one thread. oneDNN's own
    /// threads (OpenMP) would hang in the child of a fork.
    static func multiply(
        _ a: Matrix, _ b: Matrix, into c: UnsafeMutablePointer<Float>, _ precision: Precision
    ) {
        let (m, n, k) = (a.rows, b.columns, a.columns)
        guard m > 0, n > 0 else { return }
        guard k > 0 else { return c.update(repeating: 0, count: m * n) }
        let grainInProducts = 1 << 16
        if m >= n {
            parallel(m, grain: max(1, grainInProducts / (n * k))) { rows in
                let start = a.pointer + rows.lowerBound * (a.isTransposed ? 1 : a.stride)
                product(a, at: start, b, at: b.pointer, rows.count, n, k, c + rows.lowerBound * n, n, precision)
            }
        } else {
            parallel(n, grain: max(1, grainInProducts / (m * k))) { columns in
                let start = b.pointer + columns.lowerBound * (b.isTransposed ? b.stride : 1)
                product(a, at: a.pointer, b, at: start, m, columns.count, k, c + columns.lowerBound, n, precision)
            }
        }
    }

    private static func product(
        _ a: Matrix, at aStart: UnsafeMutablePointer<Float>, _ b: Matrix, at bStart: UnsafeMutablePointer<Float>,
        _ m: Int, _ n: Int, _ k: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ precision: Precision
    ) {
        if precision == .bfloat16, precision.isAvailable,
            let product = PackedProduct.of(
                .init(
                    m: m, n: n, k: k, aStride: a.stride, bStride: b.stride, cStride: cStride,
                    aIsTransposed: a.isTransposed, bIsTransposed: b.isTransposed,
                    usesBFloat16: true))
        {
            return product.run(aStart, bStart, c)
        }
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
