import Glibc
public import TensorCore

/// Made-up images that look like digits, for tests and for lessons without a network. They are not MNIST, and are called
/// synthetic wherever they are shown.
///
/// Each is written with strokes that are bent by a smooth random field and turned, sheared and stretched, as Simard,
/// Steinkraus and Platt distort digits ("Best practices for convolutional neural networks", 2003). Then it is put into
/// its image as those of MNIST are: within 20 × 20 pixels, its centre of mass at pixel (14, 14) of 28 × 28.
public enum SyntheticDigits {
    /// What they are called in prose.
    public static let title = "Synthetic digits (not MNIST)"

    /// Makes digits of all classes, whose order is random. The same seed gives the same digits, and more of them begin
    /// with the same ones.
    public static func images(count: Int, seed: UInt64 = 0) -> DigitImages {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(max(0, count) * 784)
        var labels: [Int] = []
        for index in 0..<max(0, count) {
            // Seeds far apart, so that neighbouring sets share no digit.
            let generator = RandomGenerator(
                seed: (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(index) &* 0xD134_2543_DE82_EF95)
            let label = Int(generator.next() % 10)
            labels.append(label)
            pixels += SyntheticDigit(label, generator).pixels()
        }
        return DigitImages(pixels: pixels, labels: labels)
    }

    /// Makes digits as tensors, of shape [count, 784] in 0…1, with their labels.
    public static func load(count: Int, seed: UInt64 = 0) -> LabeledData {
        LabeledData(images(count: count, seed: seed))
    }
}

/// One digit: its strokes after all bending, and its pen.
private struct SyntheticDigit {
    private var chains: [[DigitStrokes.Point]]
    /// Half the width of the pen, in pixels.
    private let radius: Float

    init(_ digit: Int, _ generator: RandomGenerator) {
        func uniform(_ range: ClosedRange<Float>) -> Float {
            range.lowerBound + (range.upperBound - range.lowerBound) * Float(generator.next() >> 40) * 0x1p-24
        }
        let variant = Int(generator.next() % UInt64(DigitStrokes.variants(of: digit)))
        let waves = (0..<3).map { _ in
            Wave(
                x: uniform(-1.2...1.2), y: uniform(-1.2...1.2), phase: uniform(0...6.28),
                right: uniform(-0.045...0.045), down: uniform(-0.045...0.045))
        }
        let angle = uniform(-0.2...0.2)
        let shear = uniform(-0.15...0.4)
        let width = uniform(0.62...0.95)
        radius = uniform(0.85...1.7)
        chains = DigitStrokes.chains(of: digit, variant: variant).map { chain in
            chain.map { point in
                var bent = point
                for wave in waves {
                    let height = sin(6.28 * (wave.x * point.x + wave.y * point.y) + wave.phase)
                    bent.x += wave.right * height
                    bent.y += wave.down * height
                }
                let x = (bent.x - 0.5) * width - shear * (bent.y - 0.5)
                let y = bent.y - 0.5
                return DigitStrokes.Point(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
            }
        }
        fit()
    }

    private struct Wave {
        let x, y, phase, right, down: Float
    }

    /// Fits the strokes, with the width of the pen, into 20 × 20 pixels around the middle.
    private mutating func fit() {
        let all = chains.flatMap { $0 }
        let (left, right) = (all.map(\.x).min()!, all.map(\.x).max()!)
        let (top, bottom) = (all.map(\.y).min()!, all.map(\.y).max()!)
        let scale = (20 - 2 * radius) / max(right - left, bottom - top, 0.01)
        move { point in
            DigitStrokes.Point(14 + (point.x - (left + right) / 2) * scale, 14 + (point.y - (top + bottom) / 2) * scale)
        }
    }

    private mutating func move(_ change: (DigitStrokes.Point) -> DigitStrokes.Point) {
        chains = chains.map { $0.map(change) }
    }

    /// The image, its centre of mass at pixel (14, 14), counted from 0.
    func pixels() -> [UInt8] {
        let image = drawn()
        var (mass, x, y): (Float, Float, Float) = (0, 0, 0)
        for (place, value) in image.enumerated() {
            mass += value
            x += value * (Float(place % 28) + 0.5)
            y += value * (Float(place / 28) + 0.5)
        }
        var centred = self
        let (right, down) = (14.5 - x / max(mass, 1e-6), 14.5 - y / max(mass, 1e-6))
        centred.move { DigitStrokes.Point($0.x + right, $0.y + down) }
        return centred.drawn().map { UInt8(($0 * 255).rounded()) }
    }

    /// Each pixel is covered by the pen's distance from it.
    private func drawn() -> [Float] {
        var image = [Float](repeating: 0, count: 784)
        for chain in chains {
            for (a, b) in zip(chain, chain.dropFirst()) {
                let reach = radius + 1
                let columns = range(min(a.x, b.x) - reach, max(a.x, b.x) + reach)
                for row in range(min(a.y, b.y) - reach, max(a.y, b.y) + reach) {
                    for column in columns {
                        let (px, py) = (Float(column) + 0.5 - a.x, Float(row) + 0.5 - a.y)
                        let (dx, dy) = (b.x - a.x, b.y - a.y)
                        let along = min(max((px * dx + py * dy) / max(dx * dx + dy * dy, 1e-9), 0), 1)
                        let (ex, ey) = (px - along * dx, py - along * dy)
                        let cover = min(max(radius + 0.5 - (ex * ex + ey * ey).squareRoot(), 0), 1)
                        image[row * 28 + column] = max(image[row * 28 + column], cover)
                    }
                }
            }
        }
        return image
    }

    private func range(_ low: Float, _ high: Float) -> Range<Int> {
        let first = min(max(Int(low.rounded(.down)), 0), 28)
        return first..<min(max(Int(high.rounded(.up)), first), 28)
    }
}
