internal import Foundation
internal import Notebook

/// A picture as a page shows it: one or two `data:` addresses and its size.
struct Picture {
    /// The picture's address.
    var source: String
    /// The address of the picture for dark pages, if there is one.
    var darkSource: String?
    /// The width and height in CSS pixels, where they are known.
    var size: (width: Int, height: Int)?
    /// The width in pixels of its own, if it has such.
    private(set) var pixelWidth: Int?

    /// The picture of a bundle, in the format that is asked for if there is one of it; nil if the bundle has none.
    ///
    /// - Parameter narrow: Whether the form for phones is wanted, which not every picture has.
    init?(_ bundle: MIMEBundle, format: CellOptions.FigureFormat?, narrow: Bool = false) {
        let parameters = narrow ? ";width=narrow" : ""
        if format != .svg || bundle.text("image/svg+xml") == nil, let png = bundle.data("image/png" + parameters) {
            source = Picture.address("image/png", png)
            darkSource = bundle.data("image/png;theme=dark" + parameters).map { Picture.address("image/png", $0) }
            size = Picture.size(ofPNG: png)
            pixelWidth = Picture.pixels(ofPNG: png)?.width
        } else if let svg = bundle.text("image/svg+xml" + parameters) {
            source = Picture.address("image/svg+xml", Data(svg.utf8))
            darkSource = bundle.text("image/svg+xml;theme=dark" + parameters).map {
                Picture.address("image/svg+xml", Data($0.utf8))
            }
        } else {
            return nil
        }
        let names = narrow ? (width: "narrowWidth", height: "narrowHeight") : (width: "width", height: "height")
        if let width = bundle.metadata[names.width].flatMap(Double.init), (1...20_000).contains(width),
            let height = bundle.metadata[names.height].flatMap(Double.init), (1...20_000).contains(height)
        {
            size = (Int(width.rounded()), Int(height.rounded()))
        }
    }

    /// The bytes as an address that needs no request.
    static func address(_ type: String, _ data: Data) -> String {
        "data:\(type);base64,\(data.base64EncodedString())"
    }

    /// The size that a PNG's first chunk tells, halved or the like where its pHYs chunk says it is dense.
    static func size(ofPNG data: Data) -> (width: Int, height: Int)? {
        guard let (width, height) = pixels(ofPNG: data) else { return nil }
        let bytes = [UInt8](data.prefix(4096))
        var scale = 1.0
        var chunk = 33
        while chunk + 21 <= bytes.count {
            let length = number(in: bytes, at: chunk)
            if bytes[chunk + 4..<chunk + 8].elementsEqual("pHYs".utf8), bytes[chunk + 16] == 1 {
                let dotsPerInch = Double(number(in: bytes, at: chunk + 8)) * 0.0254
                if dotsPerInch > 120, dotsPerInch < 1000 { scale = dotsPerInch / 96 }
                break
            }
            chunk += length + 12
        }
        return (max(1, Int((Double(width) / scale).rounded())), max(1, Int((Double(height) / scale).rounded())))
    }

    /// The pixels that a PNG's first chunk promises.
    private static func pixels(ofPNG data: Data) -> (width: Int, height: Int)? {
        let bytes = [UInt8](data.prefix(33))
        guard bytes.count == 33, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
        let (width, height) = (number(in: bytes, at: 16), number(in: bytes, at: 20))
        return (1...100_000).contains(width) && (1...100_000).contains(height) ? (width, height) : nil
    }

    private static func number(in bytes: [UInt8], at index: Int) -> Int {
        bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
