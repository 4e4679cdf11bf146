import Figures
import Foundation
import Testing

struct PNGReadingTests {
    @Test(
        "every colour type and depth is read, interlaced or not",
        arguments: [
            (0, 1, 1), (0, 2, 1), (0, 4, 1), (0, 8, 1), (0, 16, 1), (2, 8, 3), (2, 16, 3), (3, 1, 1), (3, 2, 1),
            (3, 4, 1), (3, 8, 1), (4, 8, 2), (4, 16, 2), (6, 8, 4), (6, 16, 4),
        ], [false, true])
    func everyType(kind: (type: Int, depth: Int, channels: Int), isInterlaced: Bool) throws {
        let file = HandmadePNG.counting(
            colorType: UInt8(kind.type), depth: UInt8(kind.depth), channels: kind.channels, isInterlaced: isInterlaced)
        let image = try PNG(decoding: file.bytes).image
        #expect(image.format == (kind.type == 0 ? .gray : .rgba))
        #expect(image.width == 4 && image.height == 3)
        for y in 0..<3 {
            for x in 0..<4 {
                let samples = (0..<kind.channels).map { channel in
                    let sample = file.sample(x: x, y: y, channel: channel, channels: kind.channels)
                    let share = Double(sample) / Double((1 << kind.depth) - 1)
                    return kind.type == 3 ? sample : Int((share * 255).rounded())
                }
                let expected =
                    switch kind.type {
                    case 0: samples
                    case 2: samples + [255]
                    case 3: (0..<3).map { (samples[0] * 3 + $0) * 5 } + [255]
                    case 4: [samples[0], samples[0], samples[0], samples[1]]
                    default: samples
                    }
                let start = (y * 4 + x) * image.format.rawValue
                #expect(image.pixels[start..<start + image.format.rawValue].map(Int.init) == expected)
            }
        }
    }

    @Test("samples that are proportional to light become shades of a screen", arguments: [0, 2, 6])
    func gamma(colorType: UInt8) throws {
        let channels = colorType == 0 ? 1 : colorType == 2 ? 3 : 4
        var file = HandmadePNG.counting(colorType: colorType, depth: 8, channels: channels)
        let stored = try PNG(decoding: file.bytes).image.pixels
        file.chunks = [("gAMA", HandmadePNG.bigEndian(45_455))]
        #expect(try PNG(decoding: file.bytes).image.pixels == stored, "as screens have it")
        file.chunks = [("gAMA", HandmadePNG.bigEndian(100_000))]
        let image = try PNG(decoding: file.bytes).image
        for (place, (shade, sample)) in zip(image.pixels, stored).enumerated() {
            let isAlpha = image.format == .rgba && place % 4 == 3
            let expected = isAlpha ? Double(sample) : 255 * pow(Double(sample) / 255, 1 / 2.2)
            #expect(abs(Double(shade) - expected) <= 1, "\(sample) became \(shade)")
        }
    }

    @Test("a palette may be transparent in part")
    func transparentPalette() throws {
        var file = HandmadePNG.counting(colorType: 3, depth: 8, channels: 1)
        file.chunks.append(("tRNS", [0, 128]))
        let image = try PNG(decoding: file.bytes).image
        #expect(image.pixels[3] == 0 && image.pixels[7] == 128 && image.pixels[11] == 255)
    }

    @Test("a file cut off anywhere is an error, not a crash")
    func truncated() {
        let bytes = HandmadePNG.counting(colorType: 6, depth: 8, channels: 4).bytes
        for count in 0..<bytes.count {
            #expect(throws: PNGError.self) { try PNG(decoding: bytes[..<count]) }
        }
    }

    @Test("a changed byte is an error or another picture, not a crash")
    func damaged() {
        let bytes = HandmadePNG.counting(colorType: 3, depth: 4, channels: 1).bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(bit)
                _ = try? PNG(decoding: damaged)
            }
        }
    }

    @Test("a wrong checksum is an error")
    func badChecksum() {
        var bytes = HandmadePNG.counting(colorType: 0, depth: 8, channels: 1).bytes
        bytes[HandmadePNG.signature.count + 4 + 4 + 13] ^= 1
        #expect(throws: PNGError.self) { try PNG(decoding: bytes) }
    }

    @Test("a header that promises more pixels than allowed is refused before memory is taken")
    func tooLarge() {
        let file = HandmadePNG(width: 100_000, height: 100_000)
        #expect {
            try PNG(decoding: file.bytes)
        } throws: { error in
            "\(error)".contains("100000 × 100000 pixels are more than the 16777216 allowed")
        }
    }

    @Test(
        "sizes that no picture has are errors",
        arguments: [(0, 3), (4, 0), (.max, 1), (1, .max)] as [(UInt32, UInt32)])
    func badSize(width: UInt32, height: UInt32) {
        #expect(throws: PNGError.self) { try PNG(decoding: HandmadePNG(width: width, height: height).bytes) }
    }

    @Test("fewer rows than promised are an error")
    func lyingSize() {
        var file = HandmadePNG.counting(colorType: 0, depth: 8, channels: 1)
        file.height = 4_000
        #expect(throws: PNGError.self) { try PNG(decoding: file.bytes) }
    }

    @Test(
        "depths and types that do not go together are errors",
        arguments: [(3, 16), (2, 4), (7, 8), (0, 3), (6, 2)] as [(UInt8, UInt8)])
    func badHeader(colorType: UInt8, depth: UInt8) {
        #expect(throws: PNGError.self) { try PNG(decoding: HandmadePNG(depth: depth, colorType: colorType).bytes) }
    }

    @Test("what is not PNG says so", arguments: ["", "GIF89a", "<svg>", "a longer text that is no picture"])
    func notPNG(text: String) {
        #expect {
            try PNG(decoding: Array(text.utf8))
        } throws: { error in
            "\(error)" == "not a PNG file that can be used: it does not begin as a PNG file does"
        }
    }

    @Test("a palette is needed where pixels are numbers of colours")
    func missingPalette() {
        var file = HandmadePNG.counting(colorType: 3, depth: 8, channels: 1)
        file.chunks = []
        #expect(throws: PNGError.self) { try PNG(decoding: file.bytes) }
    }
}
