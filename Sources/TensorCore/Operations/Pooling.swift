/// The largest number of each window of images [n, height, width, channels], for each channel.
///
/// What is left over at the right and below, too little for a window, is not looked at. Where several are largest, the first
/// gets the gradient. NaN counts as largest.
public func maxPool2D(
    _ images: Tensor, size: Int = 2, stride: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let windows = Windows("maxPool2D", images, size, stride ?? size, file, line)
    let result = Tensor(uninitialized: windows.resultShape)
    let places = Block(bytes: Swift.max(1, result.count) * MemoryLayout<Int32>.stride)
    let (source, target) = (images.pointer, result.pointer)
    let indices = places.pointer.assumingMemoryBound(to: Int32.self)
    windows.eachPlace { place, first, channels in
        let (best, index) = (target + place * channels, indices + place * channels)
        for offset in windows.offsets {
            let candidate = source + first + offset
            let (start, isFirst) = (Int32(truncatingIfNeeded: offset), offset == 0)
            for c in 0..<channels {
                let isBetter = isFirst || candidate[c] > best[c] || candidate[c] != candidate[c]
                best[c] = isBetter ? candidate[c] : best[c]
                index[c] = isBetter ? start : index[c]
            }
        }
    }
    let shape = images.shape
    return result.recorded(from: images.slot) { gradient in
        let sum = Tensor.zeros(shape)
        let (from, to) = (gradient.pointer, sum.pointer)
        windows.eachPlace { place, first, channels in
            let index = places.pointer.assumingMemoryBound(to: Int32.self) + place * channels
            for c in 0..<channels { to[first + Int(index[c]) + c] += from[place * channels + c] }
        }
        return sum
    }
}

/// The mean of each window of images [n, height, width, channels], for each channel.
///
/// What is left over at the right and below, too little for a window, is not looked at.
public func averagePool2D(
    _ images: Tensor, size: Int = 2, stride: Int? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let windows = Windows("averagePool2D", images, size, stride ?? size, file, line)
    let result = Tensor.zeros(windows.resultShape)
    let (source, target) = (images.pointer, result.pointer)
    let share = 1 / Float(size * size)
    windows.eachPlace { place, first, channels in
        let mean = target + place * channels
        for offset in windows.offsets {
            let part = source + first + offset
            for c in 0..<channels { mean[c] += part[c] }
        }
        for c in 0..<channels { mean[c] *= share }
    }
    let shape = images.shape
    return result.recorded(from: images.slot) { gradient in
        let sum = Tensor.zeros(shape)
        let (from, to) = (gradient.pointer, sum.pointer)
        windows.eachPlace { place, first, channels in
            for offset in windows.offsets {
                for c in 0..<channels { to[first + offset + c] += from[place * channels + c] * share }
            }
        }
        return sum
    }
}

/// Where the windows of a pooling lie.
private struct Windows {
    let resultShape: [Int]
    /// From a window's first number to the first of each of its pixels.
    let offsets: [Int]
    private let shape: [Int]
    private let stride: Int

    init(
        _ name: String, _ images: Tensor, _ size: Int, _ stride: Int, _ file: StaticString, _ line: UInt
    ) {
        guard images.rank == 4, size > 0, stride > 0, images.shape[1] >= size, images.shape[2] >= size else {
            fail(
                "\(name): windows of \(size)×\(size) at steps of \(stride) do not fit images of shape \(images.shape); [n, height, width, channels] no smaller than a window would fit",
                file: file, line: line)
        }
        shape = images.shape
        self.stride = stride
        resultShape = [shape[0], (shape[1] - size) / stride + 1, (shape[2] - size) / stride + 1, shape[3]]
        let (width, channels) = (shape[2], shape[3])
        offsets = (0..<size).flatMap { y in (0..<size).map { x in (y * width + x) * channels } }
    }

    /// Calls `body` with each place of the result, its window's first number, and the channels; images in parallel.
    func eachPlace(_ body: (_ place: Int, _ first: Int, _ channels: Int) -> Void) {
        let (rows, columns, channels) = (resultShape[1], resultShape[2], resultShape[3])
        let grain = Swift.max(1, Backend.elementGrain / Swift.max(1, shape[1] * shape[2] * channels))
        Backend.parallel(shape[0], grain: grain) { images in
            for image in images {
                for y in 0..<rows {
                    for x in 0..<columns {
                        let first = ((image * shape[1] + y * stride) * shape[2] + x * stride) * channels
                        body((image * rows + y) * columns + x, first, channels)
                    }
                }
            }
        }
    }
}
