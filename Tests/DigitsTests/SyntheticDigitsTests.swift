import Digits
import Testing

@Suite("Synthetic digits")
struct SyntheticDigitsTests {
    @Test("the same seed gives the same digits, and more of them begin with the same ones")
    func seeds() {
        let few = SyntheticDigits.images(count: 20, seed: 3)
        let more = SyntheticDigits.images(count: 40, seed: 3)
        #expect(more.labels.starts(with: few.labels) && more.pixels.starts(with: few.pixels))
        #expect(SyntheticDigits.images(count: 20, seed: 4).pixels != few.pixels)
        #expect(SyntheticDigits.images(count: 0).count == 0 && SyntheticDigits.images(count: -1).count == 0)
    }

    @Test("each lies in its image as those of MNIST do")
    func normalised() {
        let images = SyntheticDigits.images(count: 300, seed: 1)
        #expect(Set(images.labels) == Set(0...9))
        for index in 0..<images.count {
            let digit = Array(images[index])
            let ink = digit.indices.filter { digit[$0] > 127 }
            #expect(ink.count > 20 && ink.count < 350)
            let columns = ink.map { $0 % 28 }
            let rows = ink.map { $0 / 28 }
            #expect(columns.max()! - columns.min()! < 21 && rows.max()! - rows.min()! < 21)
            let mass = digit.reduce(0.0) { $0 + Double($1) }
            let x = digit.indices.reduce(0.0) { $0 + Double(digit[$1]) * Double($1 % 28) } / mass
            let y = digit.indices.reduce(0.0) { $0 + Double(digit[$1]) * Double($1 / 28) } / mass
            #expect(abs(x - 14) < 0.3 && abs(y - 14) < 0.3)
        }
    }

    @Test("they are called synthetic")
    func title() {
        #expect(SyntheticDigits.title.lowercased().contains("synthetic"))
    }
}
