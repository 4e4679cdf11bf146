import Figures
public import TensorCore

extension DigitImages {
    /// Finds the digits in a picture, such as a drawing or a photo of handwriting, and puts each in an image as those of
    /// MNIST are: scaled into 20 × 20 pixels without changing its shape, its centre of mass at pixel (14, 14) of 28 × 28.
    ///
    /// They come line by line, from left to right. Ink may be dark on light or light on dark; digits must not touch.
    ///
    /// - Parameters:
    ///   - path: A PNG file of any kind, of at most 16 million pixels.
    ///   - labels: What they are, in their order, where that is known; −1 stands for each otherwise.
    /// - Throws: `badPicture` for a file that is no PNG, and where no digit is found; `countMismatch` where the labels
    ///   are more or fewer than the digits.
    public init(scanning path: String, labels: [Int]? = nil) throws(DataError) {
        let image = try readPicture(path, maximumPixels: 1 << 24)
        let scanned = scanDigits(GrayPicture(image))
        guard !scanned.isEmpty else {
            throw DataError(
                .badPicture, path, expected: "digits that stand out from their ground",
                found: "none in \(image.width) × \(image.height) pixels")
        }
        guard labels == nil || labels?.count == scanned.count else {
            throw DataError(
                .countMismatch, path, expected: "a label for each of the \(scanned.count) digits that were found",
                found: "\(labels?.count ?? 0)")
        }
        self.init(
            pixels: scanned.flatMap { $0 }, labels: labels ?? [Int](repeating: -1, count: scanned.count))
    }
}

/// Finds the digits in a picture, such as a drawing or a photo, as inputs for a model, of shape [n, 784].
///
/// - Parameter path: A PNG file of any kind. See `DigitImages.init(scanning:labels:)`.
/// - Throws: `DataError` for a file that is no PNG, and where no digit is found.
public func scanDigits(from path: String) throws(DataError) -> Tensor {
    let images = try DigitImages(scanning: path)
    return LabeledData(images).inputs
}

/// The digits of a picture, each as 28 × 28 bytes.
func scanDigits(_ picture: GrayPicture) -> [[UInt8]] {
    let ink = picture.ink()
    guard let thresholds = ink.thresholds else { return [] }
    let pieces = InkPieces(ink: ink.values, width: picture.width, height: picture.height, thresholds)
    return pieces.digits.map { digit in
        Cutting(digit, ink: ink.values, numbers: pieces.numbers, width: picture.width, height: picture.height).image()
    }
}

/// The ink of one digit, cut out of the picture.
private struct Cutting {
    private let width: Int
    private let height: Int
    private let values: [Float]
    /// The sides of the digit itself; the cutting has a margin of one pixel around it.
    private let digitSide: Int

    init(_ digit: InkPiece, ink: [Float], numbers: [Int32], width pictureWidth: Int, height pictureHeight: Int) {
        width = digit.width + 2
        height = digit.height + 2
        digitSide = digit.longSide
        var values = [Float](repeating: 0, count: width * height)
        func isDigit(_ x: Int, _ y: Int) -> Bool {
            x >= 0 && y >= 0 && x < pictureWidth && y < pictureHeight
                && digit.numbers.contains(numbers[y * pictureWidth + x])
        }
        var inside: [Float] = []
        for row in 0..<height {
            for column in 0..<width {
                let (x, y) = (digit.left - 1 + column, digit.top - 1 + row)
                guard x >= 0, y >= 0, x < pictureWidth, y < pictureHeight else { continue }
                let number = numbers[y * pictureWidth + x]
                if digit.numbers.contains(number) {
                    inside.append(ink[y * pictureWidth + x])
                } else if number != 0
                    || !(isDigit(x - 1, y) || isDigit(x + 1, y) || isDigit(x, y - 1) || isDigit(x, y + 1))
                {
                    // Only the soft edge belongs to the digit, not its neighbours.
                    continue
                }
                values[row * width + column] = ink[y * pictureWidth + x]
            }
        }
        // Full ink is 255 in MNIST, whatever the pen.
        inside.sort()
        let full = max(inside[inside.count * 3 / 4], 1e-3)
        self.values = values.map { min($0 / full, 1) }
    }

    /// The digit as MNIST has it: its long side takes 20 whole pixels, and it lies as many whole pixels from the edges as
    /// bring its centre of mass nearest to pixel (14, 14), counted from 0.
    ///
    /// The centres of MNIST's training images show it: in both directions they spread evenly between 13.5 and 14.5.
    func image() -> [UInt8] {
        var (mass, x, y): (Float, Float, Float) = (0, 0, 0)
        for (place, value) in values.enumerated() {
            mass += value
            x += value * (Float(place % width) + 0.5)
            y += value * (Float(place / width) + 0.5)
        }
        let step = Float(digitSide) / 20
        let across = Self.placed(centre: x / mass, side: width - 2, step: step)
        let down = Self.placed(centre: y / mass, side: height - 2, step: step)
        let means = (0..<784).map { place in
            let (row, column) = place.quotientAndRemainder(dividingBy: 28)
            return mean(across + Float(column) * step, down + Float(row) * step, step)
        }
        // A line thinner than a pixel is as dark as any other.
        let most = max(means.max() ?? 0, 1e-3)
        return means.map { UInt8((min($0 / most, 1) * 255).rounded()) }
    }

    /// Where in the cutting the first of 28 pixels begins, in one direction.
    private static func placed(centre: Float, side: Int, step: Float) -> Float {
        let pixels = (Float(side) / step - 1e-3).rounded(.up)
        // The digit begins behind the margin, in the middle of as many whole pixels as it touches.
        let start = 1 + (Float(side) - pixels * step) / 2
        let margin = (14.5 - (centre - start) / step).rounded()
        return start - min(max(margin, 0), 28 - pixels) * step
    }

    /// The mean ink of a square; of at least the size of a pixel, which interpolates where the digit is enlarged.
    private func mean(_ left: Float, _ top: Float, _ step: Float) -> Float {
        let side = max(step, 1)
        let (x, y) = (left + (step - side) / 2, top + (step - side) / 2)
        let columns = Self.pixels(from: x, to: x + side, of: width)
        let rows = Self.pixels(from: y, to: y + side, of: height)
        var sum: Float = 0
        for row in rows {
            let down = min(y + side, Float(row + 1)) - max(y, Float(row))
            for column in columns {
                let across = min(x + side, Float(column + 1)) - max(x, Float(column))
                sum += values[row * width + column] * down * across
            }
        }
        return sum / (side * side)
    }

    /// The pixels that an interval touches.
    private static func pixels(from low: Float, to high: Float, of count: Int) -> Range<Int> {
        let first = min(max(Int(low.rounded(.down)), 0), count)
        return first..<min(max(Int(high.rounded(.up)), first), count)
    }
}
