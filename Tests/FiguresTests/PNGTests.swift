import Figures
import Foundation
import Testing

struct PNGTests {
    private static func image(_ format: Image.Format) -> Image {
        let (width, height) = (7, 5)
        return Image(
            width: width, height: height, format: format,
            pixels: (0..<width * height * format.rawValue).map { UInt8($0 * 37 % 256) })
    }

    @Test("what was encoded is decoded again", arguments: [Image.Format.gray, .rgba])
    func roundTrip(format: Image.Format) throws {
        let texts = [
            PNG.Text("Title", "Training loss"), .init("Software", "Labbook"), .init("Author", "Märta"),
            .init("Comment", "loss → 0 ✓"),
        ]
        let file = PNG(Self.image(format), pixelsPerMetre: PNG.pixelsPerMetre(scale: 2), texts: texts)
        let decoded = try PNG(decoding: file.encoded())
        #expect(decoded.image == file.image)
        #expect(decoded.pixelsPerMetre == 7559)
        #expect(decoded.texts.sorted { $0.keyword < $1.keyword } == texts.sorted { $0.keyword < $1.keyword })
    }

    @Test("RGB comes back as RGBA without transparency")
    func rgb() throws {
        let image = Self.image(.rgb)
        let decoded = try PNG(decoding: PNG(image).encoded()).image
        #expect(decoded.format == .rgba)
        for i in 0..<image.width * image.height {
            #expect(Array(decoded.pixels[i * 4..<i * 4 + 4]) == image.pixels[i * 3..<i * 3 + 3] + [255])
        }
    }

    @Test("the same picture gives the same bytes")
    func deterministic() throws {
        let file = PNG(Self.image(.rgb), texts: [.init("Title", "x")])
        #expect(try file.encoded() == file.encoded())
    }

    @Test("a keyword that the format does not allow is an error", arguments: ["", " Title", "Tit\nle", "日本", "a  b"])
    func badKeyword(keyword: String) {
        #expect(throws: PNGError.self) { try PNG(Self.image(.gray), texts: [.init(keyword, "x")]).encoded() }
    }

    @Test("brightness becomes grey, and what lies outside is cut off")
    func gray() {
        let image = Image(gray: [0, 0.5, 1, -3, 7, .nan], width: 3, height: 2)
        #expect(image.pixels == [0, 128, 255, 0, 255, 0])
    }

    @Test("colours and transparency become brightness over a background")
    func brightness() {
        let image = Image(width: 2, height: 1, format: .rgba, pixels: [255, 255, 255, 255, 0, 0, 0, 0])
        #expect(image.gray() == [1, 1])
        #expect(image.gray(background: 0) == [1, 0])
    }
}
