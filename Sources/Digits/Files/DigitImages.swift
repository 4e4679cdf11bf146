/// Grey images of one size with their labels, as bytes: what a pair of IDX files holds.
public struct DigitImages: Sendable {
    /// The number of images.
    public let count: Int
    /// The rows of an image.
    public let height: Int
    /// The columns of an image.
    public let width: Int
    /// All images one after another, each row by row, from 0 (background) to 255 (ink).
    public let pixels: [UInt8]
    /// What each image shows, from 0 to the number of classes less one.
    public let labels: [Int]

    /// Creates images from their pixels.
    ///
    /// - Parameter pixels: `labels.count` images of `height` × `width` bytes, one after another.
    public init(
        pixels: [UInt8], labels: [Int], height: Int = 28, width: Int = 28, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        guard height > 0, width > 0, pixels.count == labels.count * height * width else {
            fatalError(
                "DigitImages: \(labels.count) labels go with \(labels.count) × \(height) × \(width) pixels, found "
                    + "\(pixels.count)", file: file, line: line)
        }
        count = labels.count
        self.height = height
        self.width = width
        self.pixels = pixels
        self.labels = labels
    }

    /// Reads images and labels from two IDX files, each raw or gzip.
    ///
    /// - Parameters:
    ///   - images: A file of bytes, `[count, height, width]`.
    ///   - labels: A file of bytes, `[count]`.
    ///   - classes: The number of classes.
    /// - Throws: `DataError` for a file that is damaged or not of that kind, `badLabel` for a label that is no class,
    ///   `countMismatch` where the files are not of the same set.
    public init(images: String, labels: String, classes: Int = 10) throws(DataError) {
        try self.init(images: IDXFile(path: images), labels: IDXFile(path: labels), classes: classes)
    }

    init(images: IDXFile, labels: IDXFile, classes: Int) throws(DataError) {
        try images.check(rank: 3, of: "images, [count, height, width]")
        try labels.check(rank: 1, of: "labels, [count]")
        guard images.dimensions[0] == labels.dimensions[0] else {
            throw DataError(
                .countMismatch, labels.path,
                expected: "\(images.dimensions[0].grouped) labels, one for each image in \(images.path)",
                found: labels.dimensions[0].grouped)
        }
        if let position = labels.bytes.firstIndex(where: { $0 >= classes }) {
            throw DataError(
                .badLabel, labels.path, expected: "labels from 0 to \(classes - 1)",
                found: "\(labels.bytes[position]) for image \(position)")
        }
        count = images.dimensions[0]
        height = images.dimensions[1]
        width = images.dimensions[2]
        pixels = images.bytes
        self.labels = labels.bytes.map(Int.init)
    }

    /// The pixels of one image, row by row.
    public subscript(index: Int) -> ArraySlice<UInt8> {
        pixels[index * height * width..<(index + 1) * height * width]
    }
}

extension IDXFile {
    fileprivate func check(rank: Int, of content: String) throws(DataError) {
        guard element == .uint8, dimensions.count == rank else {
            throw DataError(
                .wrongFormat, path, expected: "bytes of rank \(rank): \(content)",
                found: "\(element) of rank \(dimensions.count): \(dimensions)")
        }
    }
}

extension DataSet {
    /// Reads the images and labels of the splits, in their order, after finding or fetching the files and checking
    /// each.
    ///
    /// - Parameters:
    ///   - splits: The names of the splits to read; all where nil.
    ///   - progress: Is told in a line what is tried where files must be fetched.
    /// - Throws: As `ensure(in:progress:)`.
    public func read(
        _ splits: [String]? = nil, in locations: DataLocations = .current, progress: (String) -> Void = { _ in }
    ) throws(DataError) -> [DigitImages] {
        let located = try locate(in: locations, progress: progress)
        let wanted = self.splits.filter { splits?.contains($0.name) ?? true }
        let files = wanted.flatMap { split in located.filter { [split.images, split.labels].contains($0.file) } }
        let contents = try concurrentMap(files) { file throws(DataError) in try file.read(set: self) }
        var images: [DigitImages] = []
        for index in stride(from: 0, to: contents.count, by: 2) {
            images.append(
                try DigitImages(images: contents[index], labels: contents[index + 1], classes: classes))
        }
        return images
    }
}
