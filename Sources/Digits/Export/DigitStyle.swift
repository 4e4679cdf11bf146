/// How single digits are drawn: their size, and whether ink is dark.
public struct DigitStyle: Sendable, Hashable {
    /// What lies between the pixels of an enlarged digit.
    public enum Scaling: String, Sendable, CaseIterable {
        /// Each pixel becomes a sharp block.
        case nearest
        /// Values between are interpolated by cubics (Catmull and Rom, 1974).
        case smooth
    }

    /// Pixels of the picture along each side of a pixel of the digit, from 1 to 64.
    public var scale: Int
    /// What lies between the pixels of an enlarged digit.
    public var scaling: Scaling
    /// Whether ink is dark on light. As stored, MNIST's ink is light on dark.
    public var isInverted: Bool

    /// The sizes that are drawn.
    public static let scales = 1...64

    /// Creates a style; as stored unless more is asked for. A scale outside 1 to 64 becomes the nearest of these.
    public init(scale: Int = 1, scaling: Scaling = .nearest, isInverted: Bool = false) {
        self.scale = min(max(scale, Self.scales.lowerBound), Self.scales.upperBound)
        self.scaling = scaling
        self.isInverted = isInverted
    }

    /// The pixels of a picture of the digit, `scale` times as wide and as high.
    func draw(_ digit: ArraySlice<UInt8>, width: Int, height: Int) -> [UInt8] {
        var pixels = scale == 1 ? Array(digit) : enlarge(Array(digit), width: width, height: height)
        if isInverted { for index in pixels.indices { pixels[index] = 255 - pixels[index] } }
        return pixels
    }

    private func enlarge(_ digit: [UInt8], width: Int, height: Int) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(digit.count * scale * scale)
        switch scaling {
        case .nearest:
            for y in 0..<height {
                var row: [UInt8] = []
                for value in digit[y * width..<(y + 1) * width] {
                    row += repeatElement(value, count: scale)
                }
                for _ in 0..<scale { pixels += row }
            }
        case .smooth:
            let rows = (0..<height).map { y in
                interpolate(digit[y * width..<(y + 1) * width].map(Float.init))
            }
            let columns = (0..<width * scale).map { x in interpolate(rows.map { $0[x] }) }
            for y in 0..<height * scale {
                for column in columns { pixels.append(UInt8(min(max(column[y], 0), 255).rounded())) }
            }
        }
        return pixels
    }

    /// A row of values at `scale` times as many places, their centres in the old ones' places; beyond the ends lies 0.
    private func interpolate(_ values: [Float]) -> [Float] {
        (0..<values.count * scale).map { place in
            let position = (Float(place) + 0.5) / Float(scale) - 0.5
            let first = Int(position.rounded(.down))
            let t = position - Float(first)
            func value(_ index: Int) -> Float { values.indices.contains(index) ? values[index] : 0 }
            let (a, b, c, d) = (value(first - 1), value(first), value(first + 1), value(first + 2))
            return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        }
    }
}
