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

    /// How much ink there is at each place, from 0 (the ground) on: how far it lies from the ground around it.
    ///
    /// The ground is what most of the picture is, dark or light. In a photo it is found for each part by itself, since
    /// light falls off towards a side.
    func ink() -> [Float] {
        let isLight = median(values) >= 0.5
        let bright = isLight ? values : values.map { 1 - $0 }
        let ground = ground(of: bright)
        return zip(bright, ground).map { max(0, $1 - $0) }
    }

    private func ground(of bright: [Float]) -> [Float] {
        let side = min(width, height) / 8
        // In a small picture a part may be all ink.
        guard side >= 24 else { return [Float](repeating: median(bright), count: bright.count) }
        let columns = (width + side - 1) / side
        let rows = (height + side - 1) / side
        var parts = [Float](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            for column in 0..<columns {
                var part: [Float] = []
                for y in stride(from: row * side, to: min((row + 1) * side, height), by: 2) {
                    for x in stride(from: column * side, to: min((column + 1) * side, width), by: 2) {
                        part.append(bright[y * width + x])
                    }
                }
                part.sort()
                parts[row * columns + column] = part[part.count * 3 / 4]
            }
        }
        // A part that a broad stroke fills takes the ground of its brighter neighbours.
        let filled = (0..<parts.count).map { place in
            let (row, column) = place.quotientAndRemainder(dividingBy: columns)
            var around: [Float] = []
            for y in max(0, row - 1)...min(rows - 1, row + 1) {
                for x in max(0, column - 1)...min(columns - 1, column + 1) { around.append(parts[y * columns + x]) }
            }
            return max(parts[place], median(around))
        }
        return (0..<bright.count).map { place in
            let (y, x) = place.quotientAndRemainder(dividingBy: width)
            let (v, u) = (Float(y) / Float(side) - 0.5, Float(x) / Float(side) - 0.5)
            let top = min(max(Int(v.rounded(.down)), 0), rows - 1)
            let left = min(max(Int(u.rounded(.down)), 0), columns - 1)
            let (bottom, right) = (min(top + 1, rows - 1), min(left + 1, columns - 1))
            let down = min(max(v - Float(top), 0), 1)
            let across = min(max(u - Float(left), 0), 1)
            let upper = filled[top * columns + left] * (1 - across) + filled[top * columns + right] * across
            let lower = filled[bottom * columns + left] * (1 - across) + filled[bottom * columns + right] * across
            return upper * (1 - down) + lower * down
        }
    }

    private func median(_ values: [Float]) -> Float {
        // A sample is enough, and sorts quickly.
        let step = max(1, values.count / 10_000)
        let sample = stride(from: 0, to: values.count, by: step).map { values[$0] }.sorted()
        return sample[sample.count / 2]
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
