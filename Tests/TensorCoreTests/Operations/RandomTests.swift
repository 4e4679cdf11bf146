import TensorCore
import Testing

@Suite struct RandomTests {
    @Test("the first numbers of seed 42 are those of the published algorithm")
    func published() {
        // SplitMix64 and xoshiro256++ worked out by hand from the authors' definitions.
        var z: UInt64 = 42
        func splitMix() -> UInt64 {
            z &+= 0x9E37_79B9_7F4A_7C15
            var x = z
            x = (x ^ (x >> 30)) &* 0xBF58_476D_1CE4_E5B9
            x = (x ^ (x >> 27)) &* 0x94D0_49BB_1331_11EB
            return x ^ (x >> 31)
        }
        var s = [splitMix(), splitMix(), splitMix(), splitMix()]
        func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
        let generator = RandomGenerator(seed: 42)
        for _ in 0..<5 {
            #expect(generator.next() == rotated(s[0] &+ s[3], 23) &+ s[0])
            let t = s[1] << 17
            s[2] ^= s[0]
            s[3] ^= s[1]
            s[1] ^= s[2]
            s[0] ^= s[3]
            s[2] ^= t
            s[3] = rotated(s[3], 45)
        }
    }

    @Test("the same seed gives the same tensors, another seed others")
    func seeds() {
        let a = Tensor.randomNormal([50], using: RandomGenerator(seed: 1))
        #expect(a == Tensor.randomNormal([50], using: RandomGenerator(seed: 1)))
        #expect(a != Tensor.randomNormal([50], using: RandomGenerator(seed: 2)))
        let generator = RandomGenerator(seed: 1)
        _ = generator.next()
        generator.setSeed(1)
        #expect(a == Tensor.randomNormal([50], using: generator))
    }

    @Test("normal numbers have the mean and the deviation asked for")
    func normal() {
        let x = Tensor.randomNormal([100_001], mean: 3, standardDeviation: 2, using: RandomGenerator(seed: 4))
        #expect(abs(x.mean().item() - 3) < 0.02)
        #expect(abs(sqrt(pow(x - 3, 2).mean()).item() - 2) < 0.02)
        let within = x.scalars.count { abs($0 - 3) < 2 }
        #expect(abs(Double(within) / 100_001 - 0.6827) < 0.005)
    }

    @Test("uniform numbers lie in the range and fill it")
    func uniform() {
        let x = Tensor.randomUniform([10_000], in: -2..<6, using: RandomGenerator(seed: 4))
        #expect(x.scalars.allSatisfy { $0 >= -2 && $0 < 6 })
        #expect(abs(x.mean().item() - 2) < 0.1)
        #expect(x.max().item() > 5.9)
    }

    @Test("He's and Glorot's weights have the spread of their formulas")
    func initialisation() {
        let he = Tensor.heNormal([400, 300], using: RandomGenerator(seed: 4))
        #expect(abs(sqrt((he * he).mean()).item() - (2.0 / 400).squareRoot()) < 1e-3)
        let glorot = Tensor.glorotUniform([400, 200], using: RandomGenerator(seed: 4))
        #expect(abs(abs(glorot).max().item() - 0.1) < 1e-3)
    }

    @Test("a permutation has each number once")
    func permutation() {
        let order = RandomGenerator(seed: 9).permutation(1000)
        #expect(order.sorted() == Array(0..<1000))
        #expect(order != Array(0..<1000))
        #expect(RandomGenerator(seed: 9).permutation(0) == [])
    }
}
