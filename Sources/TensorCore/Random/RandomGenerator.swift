internal import Synchronization

/// A source of random numbers that gives the same ones for the same seed.
///
/// The numbers are those of xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), its state
/// filled from the seed by SplitMix64 (Steele, Lea and Flood, 2014). A generator is a reference: all who hold it draw from one row of
/// numbers, each number once.
public final class RandomGenerator: RandomNumberGenerator, Sendable {
    /// The generator that everything draws from by default. `setSeed` sets it back to a known start; its seed is 0 before.
    public static let shared = RandomGenerator(seed: 0)

    private let state: Mutex<State>

    /// Creates a generator; the same seed gives the same numbers on every machine.
    public init(seed: UInt64) {
        state = Mutex(State(seed: seed))
    }

    /// Starts again from a seed.
    public func setSeed(_ seed: UInt64) {
        state.withLock { $0 = State(seed: seed) }
    }

    /// The next 64 random bits.
    public func next() -> UInt64 {
        state.withLock { $0.next() }
    }

    /// The numbers 0, 1, … count − 1 in random order (Fisher and Yates).
    public func permutation(_ count: Int) -> [Int] {
        var numbers = Array(0..<max(0, count))
        state.withLock { numbers.shuffle(using: &$0) }
        return numbers
    }

    /// Fills with numbers spread evenly over 0 up to, but without, 1.
    func fillUniform(_ numbers: UnsafeMutableBufferPointer<Float>) {
        state.withLock { state in
            for i in numbers.indices { numbers[i] = Float(state.next() >> 40) * 0x1p-24 }
        }
    }

    /// Fills with numbers of the standard normal distribution, two at a time (Marsaglia's polar method, 1964).
    func fillNormal(_ numbers: UnsafeMutableBufferPointer<Float>) {
        state.withLock { state in
            for i in stride(from: 0, to: numbers.count, by: 2) {
                let (first, second) = state.nextNormals()
                numbers[i] = first
                if i + 1 < numbers.count { numbers[i + 1] = second }
            }
        }
    }
}

/// Starts the shared generator from a seed, so that what follows can be repeated.
public func setSeed(_ seed: UInt64) {
    RandomGenerator.shared.setSeed(seed)
}

extension RandomGenerator {
    private struct State: RandomNumberGenerator {
        private var s0, s1, s2, s3: UInt64

        init(seed: UInt64) {
            var z = seed
            func splitMix() -> UInt64 {
                z &+= 0x9E37_79B9_7F4A_7C15
                var mixed = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return mixed ^ (mixed >> 31)
            }
            (s0, s1, s2, s3) = (splitMix(), splitMix(), splitMix(), splitMix())
        }

        mutating func next() -> UInt64 {
            let sum = s0 &+ s3
            let result = ((sum << 23) | (sum >> 41)) &+ s0
            let shifted = s1 << 17
            s2 ^= s0
            s3 ^= s1
            s1 ^= s2
            s0 ^= s3
            s2 ^= shifted
            s3 = (s3 << 45) | (s3 >> 19)
            return result
        }

        mutating func nextNormals() -> (Float, Float) {
            while true {
                let x = Double(Int64(bitPattern: next()) >> 11) * 0x1p-52
                let y = Double(Int64(bitPattern: next()) >> 11) * 0x1p-52
                let square = x * x + y * y
                if square > 0, square < 1 {
                    let factor = normalFactor(square)
                    return (Float(x * factor), Float(y * factor))
                }
            }
        }
    }
}
