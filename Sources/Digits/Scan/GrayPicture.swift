import Figures

/// A grey picture that digits are looked for in, small enough to be looked through quickly.
struct GrayPicture {
    let width: Int
    let height: Int
    /// From 0 (black) to 1 (white), row by row.
    var values: [Float]

    /// The longest side that is looked through; larger pictures are reduced.
    private static let longestSide = 1600

    init(width: Int, height: Int, values: [Float]) {
        self.width = width
        self.height = height
        self.values = values
    }

    /// Takes the brightness of a picture, transparent parts as white, each value the mean of a block where it is large.
    init(_ image: Image) {
        let block = (max(image.width, image.height) + Self.longestSide - 1) / Self.longestSide
        width = (image.width + block - 1) / block
        height = (image.height + block - 1) / block
        values = [Float](repeating: 0, count: width * height)
        // Strip by strip, for the whole as floats would take four times the memory of the picture.
        let step = image.format.rawValue
        for row in 0..<height {
            let rows = row * block..<min((row + 1) * block, image.height)
            let strip = Array(image.pixels[rows.lowerBound * image.width * step..<rows.upperBound * image.width * step])
            let gray = Image(width: image.width, height: rows.count, format: image.format, pixels: strip).gray()
            for column in 0..<width {
                let columns = column * block..<min((column + 1) * block, image.width)
                var sum: Float = 0
                for y in 0..<rows.count { for x in columns { sum += gray[y * image.width + x] } }
                values[row * width + column] = sum / Float(rows.count * columns.count)
            }
        }
    }

    /// How much ink there is at each place: how far it lies from the ground around it.
    ///
    /// Dark ink takes away a share of the light, so that it is as strong in a shadow as beside it.
    func ink() -> Ink {
        let middle = median(values)
        let isDrawing = values.count { abs($0 - middle) < 0.01 } * 2 > values.count
        return isDrawing ? inkOfDrawing(on: middle) : inkOfPhoto()
    }

    /// Of a picture whose ground is one shade, all that has another shade is ink, however broad it is.
    private func inkOfDrawing(on shade: Float) -> Ink {
        let isDark = values.reduce(0) { $0 + ($1 - shade) } <= 0
        let most = max(isDark ? shade : 1, 1e-3)
        return Ink(values: values.map { max(0, isDark ? shade - $0 : $0 - shade) / most }, deviation: 0)
    }

    /// Of a photo the ground is found for each place by itself, since light falls off towards a side. Where there is grain,
    /// it is smoothed first.
    private func inkOfPhoto() -> Ink {
        let smooth = grain > 0.01 && min(width, height) >= 200 ? smoothed() : values
        let isDark = isDark(smooth)
        let bright = isDark ? smooth : smooth.map { 1 - $0 }
        // No stroke is as broad as a third of a photo.
        let ground = Ground(of: bright, width: width, height: height, window: min(width, height) / 3).values
        // Beside the paper may lie a dark desk, whose grain should not look like ink.
        let least = (ground.max() ?? 0) / 2
        let depths = zip(ground, bright).map { isDark ? ($0 - $1) / max($0, least, 1e-3) : $0 - $1 }
        // With grain, the ground lies a little above most of the paper.
        let level = median(depths)
        let deviation = 1.4826 * median(depths.map { abs($0 - level) })
        return Ink(values: depths.map { max(0, $0 - level) }, deviation: deviation)
    }

    /// How far a pixel lies from those beside it, for most of the picture.
    private var grain: Float {
        guard width > 2, height > 2 else { return 0 }
        return median(
            (1..<height - 1).flatMap { y in
                stride(from: 1, to: width - 1, by: 3).map { x in
                    let place = y * width + x
                    let around = values[place - 1] + values[place + 1] + values[place - width] + values[place + width]
                    return abs(values[place] - around / 4)
                }
            })
    }

    /// The picture with each pixel mixed with those around it, twice by a binomial of 3 × 3.
    private func smoothed() -> [Float] {
        var smooth = values
        for _ in 0..<2 {
            let rows = smooth
            for y in 0..<height {
                let (above, below) = (max(y - 1, 0) * width, min(y + 1, height - 1) * width)
                for x in 0..<width {
                    smooth[y * width + x] = (rows[above + x] + 2 * rows[y * width + x] + rows[below + x]) / 4
                }
            }
            let columns = smooth
            for y in 0..<height {
                let row = y * width
                for x in 0..<width {
                    smooth[row + x] =
                        (columns[row + max(x - 1, 0)] + 2 * columns[row + x] + columns[row + min(x + 1, width - 1)]) / 4
                }
            }
        }
        return smooth
    }

    /// Whether ink is darker than its ground: most of each part is ground, and what lies far from it is ink.
    private func isDark(_ values: [Float]) -> Bool {
        let side = max(min(width, height) / 6, min(width, height, 50))
        var sum: Float = 0
        for top in stride(from: 0, to: height, by: side) {
            for left in stride(from: 0, to: width, by: side) {
                let rows = stride(from: top, to: min(top + side, height), by: 2)
                let columns = stride(from: left, to: min(left + side, width), by: 2)
                sum += skewness(rows.flatMap { y in columns.map { x in values[y * width + x] } })
            }
        }
        return sum <= 0
    }

    /// How far the tails of values differ: below zero where what is far from the median lies below it. Each part counts
    /// the same; in one that the edge of the paper crosses both sides are large, so that it counts little.
    private func skewness(_ values: [Float]) -> Float {
        let middle = median(values)
        var (second, third): (Float, Float) = (0, 0)
        for value in values {
            let distance = value - middle
            second += distance * distance
            third += distance * distance * distance
        }
        let variance = second / Float(values.count)
        return variance < 1e-6 ? 0 : third / Float(values.count) / (variance * variance.squareRoot())
    }

    private func median(_ values: [Float]) -> Float {
        // A sample is enough, and sorts quickly.
        let step = max(1, values.count / 10_000)
        let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }.sorted()
        return sample[sample.count / 2]
    }
}

/// How much ink there is at each place of a picture.
struct Ink {
    /// From 0 (the ground) to 1, row by row.
    let values: [Float]
    /// The standard deviation of the ground.
    let deviation: Float

    /// What more ink than `sure` is a stroke, and how much less its faint places have; nil where there is no ink.
    var thresholds: (sure: Float, faint: Float)? {
        guard let most = values.max(), most >= max(0.12, 8 * deviation) else { return nil }
        let limit = 3 * deviation
        let sure = max(otsuThreshold(values.map { $0 > limit ? $0 : 0 }), most * 0.2, 5 * deviation)
        return (sure, deviation > 0.01 ? max(sure * 0.6, limit) : sure)
    }
}

/// The value that best divides values in two groups: the one between whose groups the variance is largest (Otsu, "A
/// threshold selection method from gray-level histograms", 1979).
func otsuThreshold(_ values: [Float]) -> Float {
    let top = values.max() ?? 0
    guard top > 0 else { return 0 }
    var histogram = [Int](repeating: 0, count: 256)
    for value in values { histogram[min(255, Int(value / top * 255))] += 1 }
    let total = Double(values.count)
    let sum = histogram.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) }
    var (below, sumBelow, best, threshold) = (0.0, 0.0, -1.0, 0)
    for (level, count) in histogram.enumerated() {
        below += Double(count)
        sumBelow += Double(level * count)
        guard below > 0, below < total else { continue }
        let distance = sumBelow / below - (sum - sumBelow) / (total - below)
        let variance = below * (total - below) * distance * distance
        if variance > best { (best, threshold) = (variance, level) }
    }
    return (Float(threshold) + 0.5) / 255 * top
}
