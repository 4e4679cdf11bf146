import Digits
import Figures
import Foundation
import Testing

@Suite("Finding digits in pictures")
struct DigitScannerTests {
    let home = try! TemporaryFolder()
    let digits = SyntheticDigits.images(count: 8, seed: 11)

    /// A page with the digits in two lines of four, each enlarged so many times.
    private func page(
        scale: Int, margin: Int = 0, shade: (_ ink: Float, _ x: Float, _ y: Float) -> Float
    ) throws -> String {
        let (width, height) = (4 * 36 * scale + 2 * margin, 2 * 40 * scale + 2 * margin)
        var gray = [Float](repeating: 0, count: width * height)
        for index in 0..<8 {
            let left = (4 + index % 4 * 34) * scale + margin
            let top = (6 + index / 4 * 36) * scale + margin
            for y in 0..<28 * scale {
                for x in 0..<28 * scale {
                    gray[(top + y) * width + left + x] =
                        Float(digits.pixels[index * 784 + y / scale * 28 + x / scale]) / 255
                }
            }
        }
        let shaded = gray.indices.map { place in
            shade(gray[place], Float(place % width) / Float(width), Float(place / width) / Float(height))
        }
        let image = Image(gray: shaded, width: width, height: height)
        return try home.write("page.png", [UInt8](try PNG(image).encoded()))
    }

    private func expectDigits(in path: String, within tolerance: Double) throws {
        let found = try DigitImages(scanning: path, labels: digits.labels)
        try #require(found.count == 8)
        #expect(found.labels == digits.labels)
        for index in 0..<8 {
            let difference = zip(found[index], digits[index]).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) }
            let ink = digits[index].reduce(0.0) { $0 + Double($1) }
            #expect(difference / ink < tolerance, "digit \(index), a \(digits.labels[index])")
        }
    }

    @Test(
        "dark on light and light on dark, small and large, they are found in reading order as they were",
        arguments: [2, 5, 13])
    func scales(_ scale: Int) throws {
        try expectDigits(in: page(scale: scale) { ink, _, _ in 1 - ink }, within: 0.45)
        try expectDigits(in: page(scale: scale) { ink, _, _ in ink }, within: 0.45)
    }

    @Test("in a photo whose light falls off to one side they are found all the same")
    func shadows() throws {
        try expectDigits(in: page(scale: 8) { ink, x, y in (0.9 - 0.45 * x - 0.1 * y) * (1 - 0.7 * ink) }, within: 0.45)
    }

    @Test("in a dim photo with grain, in a shadow, and on a blackboard they are found", arguments: [false, true])
    func photos(isLight: Bool) throws {
        var random = PaperGrain()
        let path = try page(scale: 8) { ink, x, y in
            let shadow: Float = x + 0.6 * y > 0.8 ? 0.75 : 1
            let light = shadow * (1 - 0.55 * x - 0.15 * y) * (isLight ? 0.2 + 0.65 * ink : 0.8 - 0.6 * ink)
            return light + 0.03 * random.next()
        }
        let found = try DigitImages(scanning: path)
        #expect(found.count == 8)
    }

    @Test("paper on a dark desk is no digit, and what is on it is found")
    func desk() throws {
        var random = PaperGrain()
        let path = try page(scale: 8, margin: 300) { ink, x, y in
            let isPaper = (0.12...0.88).contains(x + 0.03 * y) && (0.15...0.85).contains(y - 0.03 * x)
            return (isPaper ? 0.8 - 0.65 * ink : 0.2) + 0.02 * random.next()
        }
        try expectDigits(in: path, within: 0.5)
    }

    @Test("a drawn blot is one digit, however much of the picture it fills")
    func broad() throws {
        let side = 60
        let ink = (0..<side * side).map { place -> Float in
            let (y, x) = place.quotientAndRemainder(dividingBy: side)
            return (10..<50).contains(x) && (10..<50).contains(y) ? 1 : 0
        }
        for isLight in [false, true] {
            let image = Image(gray: ink.map { isLight ? $0 : 1 - $0 }, width: side, height: side)
            let path = try home.write("blot.png", [UInt8](try PNG(image).encoded()))
            let found = try DigitImages(scanning: path)
            #expect(found.count == 1 && found[0].count { $0 > 200 } == 400)
        }
    }

    @Test("specks are left out")
    func specks() throws {
        let path = try page(scale: 6) { ink, x, y in
            let isSpeck = abs(x - 0.5) < 0.004 && abs(y - 0.5) < 0.004
            return isSpeck ? 0 : 1 - ink
        }
        try expectDigits(in: path, within: 0.45)
    }

    @Test("a digit of one pixel's width fills the image")
    func thin() throws {
        var gray = [Float](repeating: 1, count: 50 * 50)
        for y in 10..<40 { gray[y * 50 + 25] = 0 }
        let path = try home.write("thin.png", [UInt8](try PNG(Image(gray: gray, width: 50, height: 50)).encoded()))
        let found = try DigitImages(scanning: path)
        #expect(found.count == 1 && found.labels == [-1])
        let rows = (0..<784).filter { found.pixels[$0] > 100 }.map { $0 / 28 }
        #expect(rows.max()! - rows.min()! == 19)
    }

    @Test("as in MNIST, the long side takes 20 pixels, and the centre of mass lies within half a pixel of (14, 14)")
    func centred() throws {
        let found = try DigitImages(scanning: page(scale: 9) { ink, _, _ in 1 - ink })
        try #require(found.count == 8)
        for index in 0..<8 {
            let image = Array(found[index]).map(Double.init)
            let mass = image.reduce(0, +)
            let x = image.indices.reduce(0) { $0 + image[$1] * Double($1 % 28) } / mass
            let y = image.indices.reduce(0) { $0 + image[$1] * Double($1 / 28) } / mass
            #expect(abs(x - 14) <= 0.55 && abs(y - 14) <= 0.55, "digit \(index): \(x), \(y)")
            let inked = image.indices.filter { image[$0] > 32 }
            let columns = Set(inked.map { $0 % 28 }).count
            let rows = Set(inked.map { $0 / 28 }).count
            #expect((19...20).contains(max(columns, rows)), "digit \(index): \(columns) × \(rows)")
        }
    }

    @Test("a page without ink, and a wrong number of labels, are said")
    func nothing() throws {
        let blank = try home.write(
            "blank.png",
            [UInt8](
                try PNG(Image(width: 30, height: 20, format: .gray, pixels: [UInt8](repeating: 250, count: 600)))
                    .encoded()))
        let error = try #require(dataError { () throws(DataError) in _ = try DigitImages(scanning: blank) })
        #expect(error.message == "expected digits that stand out from their ground, found none in 30 × 20 pixels")
        let path = try page(scale: 3) { ink, _, _ in 1 - ink }
        let mismatch = try #require(
            dataError { () throws(DataError) in _ = try DigitImages(scanning: path, labels: [1]) })
        #expect(mismatch.message == "expected a label for each of the 8 digits that were found, found 1")
    }

    @Test("pictures of every small size are read without a crash", arguments: 1...12)
    func small(_ width: Int) throws {
        for height in 1...6 {
            for pattern in 0..<4 {
                let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 * [0, 255, 97, 31][pattern]) }
                let image = Image(width: width, height: height, format: .gray, pixels: pixels)
                let path = try home.write("small.png", [UInt8](try PNG(image).encoded()))
                _ = try? DigitImages(scanning: path)
            }
        }
    }

    @Test("what is no picture is refused in one line")
    func noPicture() throws {
        let path = try home.write("x.png", Array("GIF89a".utf8))
        let error = try #require(dataError { () throws(DataError) in _ = try DigitImages(scanning: path) })
        #expect(error.kind == .badPicture && error.description.hasPrefix(path + ": not a PNG file"))
    }
}

/// Noise that is the same in each run, of about the standard deviation 1.
private struct PaperGrain {
    private var state: UInt64 = 7

    mutating func next() -> Float {
        // The sum of four even draws; multiplier and increment are Knuth's for MMIX.
        let sum = (0..<4).reduce(Float(0)) { sum, _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return sum + Float(state >> 40) / Float(1 << 24)
        }
        return (sum - 2) * 1.7
    }
}
