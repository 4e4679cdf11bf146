internal import CDNNL
internal import Glibc

/// The kind of numbers that products of matrices and convolutions are made of.
public enum Precision: Sendable {
    /// 32 bits, of which 24 are digits.
    case float32
    /// 16 bits with the range of Float32 and 8 digits (brain floating point). Weights, sums and everything else stay Float32.
    case bfloat16

    /// Whether this processor multiplies such numbers in instructions of its own.
    ///
    /// Where it does not, products are made in Float32.
    public var isAvailable: Bool { self == .float32 || Self.processorHasBFloat16 }

    private static let processorHasBFloat16 = tensorcore_has_bfloat16()

    private static let saidOnce: Void = {
        let text = Array("bfloat16: this processor has no instructions for it, so products are made in Float32.\n".utf8)
        _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }()

    /// Says on standard error, once, that products will not be made in this precision, if so.
    func sayIfUnavailable() {
        if !isAvailable { Self.saidOnce }
    }

    private static let perThread = ThreadLocal()

    /// The precision of this thread's products; `.float32` unless set by `withPrecision`.
    public static var current: Precision { perThread.value == 1 ? .bfloat16 : .float32 }

    static func with<Result>(_ precision: Precision, _ body: () throws -> Result) rethrows -> Result {
        try perThread.with(precision == .bfloat16 ? 1 : 0, body)
    }
}

/// Makes the products in `body`, and those of their gradients, in the given precision.
public func withPrecision<Result>(_ precision: Precision, _ body: () throws -> Result) rethrows -> Result {
    try Precision.with(precision, body)
}
