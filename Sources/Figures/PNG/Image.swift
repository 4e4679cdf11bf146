/// A picture as 8-bit pixels, row by row from the top left.
public struct Image: Sendable, Equatable {
    /// What a pixel is made of. The raw value is its number of bytes.
    public enum Format: Int, Sendable {
        /// One byte, 0 for black.
        case gray = 1
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue, and opacity from 0 (clear) to 255; the colours are not multiplied by the opacity.
        case rgba = 4
    }

    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// What a pixel is made of.
    public let format: Format
    /// The pixels: `width * height * format.rawValue` bytes.
    public let pixels: [UInt8]

    /// Creates a picture from its pixels.
    public init(
        width: Int, height: Int, format: Format, pixels: [UInt8], file: StaticString = #fileID, line: UInt = #line
    ) {
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !overflow, pixels.count / format.rawValue == area,
            pixels.count % format.rawValue == 0
        else {
            fatalError(
                "Image: \(width) × \(height) \(format) pixels take width × height × \(format.rawValue) bytes; "
                    + "there are \(pixels.count)",
                file: file, line: line)
        }
        self.width = width
        self.height = height
        self.format = format
        self.pixels = pixels
    }

    /// Creates a grey picture from brightness: 0 is black and 1 white, and what lies outside is cut off.
    public init(gray: [Float], width: Int, height: Int, file: StaticString = #fileID, line: UInt = #line) {
        self.init(
            width: width, height: height, format: .gray, pixels: gray.map { UInt8(unit: Double($0)) }, file: file,
            line: line)
    }

    /// The brightness of every pixel from 0 (black) to 1 (white), transparent parts shown on a background.
    ///
    /// Colours weigh as in Rec. 709: `0.2126 red + 0.7152 green + 0.0722 blue`.
    public func gray(background: Float = 1) -> [Float] {
        let step = format.rawValue
        guard format != .gray else { return pixels.map { Float($0) / 255 } }
        return stride(from: 0, to: pixels.count, by: step).map { i in
            let (red, green, blue) = (Float(pixels[i]), Float(pixels[i + 1]), Float(pixels[i + 2]))
            let brightness = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
            guard format == .rgba else { return brightness }
            let opacity = Float(pixels[i + 3]) / 255
            return brightness * opacity + background * (1 - opacity)
        }
    }
}

extension UInt8 {
    /// The byte for a share of the whole: 0 gives 0, 1 gives 255; NaN gives 0.
    init(unit value: Double) {
        self = value > 0 ? UInt8((Swift.min(value, 1) * 255).rounded()) : 0
    }
}
