internal import Glibc

/// How the learning rate changes while training goes on: a factor for each moment, counted in epochs.
///
/// ```swift
/// fit(model, to: data, epochs: 10, optimizer: SGD(learningRate: 0.1), schedule: .warmUp(epochs: 1, then: .cosine(epochs: 9)))
/// ```
public struct Schedule: Sendable {
    private let function: @Sendable (Double) -> Float

    /// Creates a schedule from a function of the epochs gone by, which may be a fraction.
    public init(_ function: @escaping @Sendable (_ epochs: Double) -> Float) { self.function = function }

    /// What to multiply the optimizer's learning rate by after that many epochs.
    public func factor(after epochs: Double) -> Float { function(epochs) }

    /// Always the same.
    public static let constant = Schedule { _ in 1 }

    /// Multiplied by `factor` at every so many epochs.
    public static func step(every epochs: Double, factor: Float) -> Schedule {
        Schedule { Glibc.pow(factor, Float(($0 / epochs).rounded(.down))) }
    }

    /// From 1 down to `end` along half a wave of the cosine; after that, `end`.
    ///
    /// (Loshchilov and Hutter, "SGDR", 2017.)
    public static func cosine(epochs: Double, to end: Float = 0) -> Schedule {
        Schedule { end + (1 - end) * Float(0.5 * (1 + Glibc.cos(.pi * min(1, $0 / epochs)))) }
    }

    /// Evenly up from `start` to 1, then another schedule, counted from there.
    public static func warmUp(epochs: Double, from start: Float = 0, then next: Schedule = .constant) -> Schedule {
        Schedule { $0 < epochs ? start + (1 - start) * Float($0 / epochs) : next.factor(after: $0 - epochs) }
    }
}
