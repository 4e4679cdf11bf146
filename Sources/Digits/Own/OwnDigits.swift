import Figures
import Foundation

/// Digits of one's own: a folder of IDX files, a folder of PNG files for each class, a CSV file, an .npy file.
public enum OwnDigits {
    /// Digits with the name of the split that they are.
    public struct Split: Sendable {
        /// `train`, `test`, or what the file is called.
        public let name: String
        /// The digits.
        public let images: DigitImages
    }

    /// Reads what is at a path, by its kind:
    ///
    /// - a folder with files such as `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, raw or gzip;
    /// - a folder with a folder of PNG files for each class, or with such folders in `train` and `test`. Classes are
    ///   numbered in the order of their names, or as they are called where all are numbers;
    /// - `NAME.csv`, raw or gzip: a label and the pixels from 0 to 255 in each line, with a line of names or without;
    /// - `NAME.npy` of shape [n, height, width] or [n, pixels], with its labels in the file whose name has `labels` for
    ///   `images` or `y` for `x`.
    ///
    /// Pixels are taken as they stand: 0 is the background, 255 is ink.
    ///
    /// - Throws: `DataError` that names the file, what was expected and what was found.
    public static func read(_ path: String) throws(DataError) -> [Split] {
        var folder = path
        while folder.hasSuffix("/"), folder.count > 1 { folder.removeLast() }
        if isFolder(folder + "/.") { return try readFolder(folder) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let lowered = name.lowercased()
        if lowered.hasSuffix(".csv") || lowered.hasSuffix(".csv.gz") {
            return [
                Split(
                    name: DataSet.usableName(from: String(name.prefix { $0 != "." })),
                    images: try DigitImages(csv: path))
            ]
        }
        if lowered.hasSuffix(".npy") {
            return [
                Split(
                    name: DataSet.usableName(from: String(name.prefix { $0 != "." })),
                    images: try DigitImages(npy: path))
            ]
        }
        _ = try DataReader(path: path)
        throw DataError(
            .wrongFormat, path, expected: "a folder of IDX files or of folders of PNG files, a .csv or an .npy file",
            found: "another kind of file")
    }

    private static func readFolder(_ folder: String) throws(DataError) -> [Split] {
        let inside = names(inFolder: folder).filter { !$0.hasPrefix(".") }
        let imageFiles = inside.filter { $0.contains("images") && $0.contains("idx3") }
        if !imageFiles.isEmpty {
            var splits: [Split] = []
            for name in imageFiles {
                let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
                // A file that is there twice, raw and gzip, is read once.
                if name != plain, imageFiles.contains(plain) { continue }
                let labels = plain.replacing("images", with: "labels").replacing("idx3", with: "idx1")
                guard let found = [labels, labels + ".gz"].first(where: { inside.contains($0) }) else {
                    throw DataError(
                        .unavailable, folder + "/" + labels, "expected the labels of \(name), found no such file")
                }
                let images = try DigitImages(images: folder + "/" + name, labels: folder + "/" + found, classes: 256)
                let start = plain[..<plain.range(of: "images")!.lowerBound].trimmingSuffix("-_.")
                splits.append(Split(name: start == "t10k" ? "test" : DataSet.usableName(from: start), images: images))
            }
            return splits
        }
        let folders = inside.filter { isFolder(folder + "/" + $0) }
        guard !folders.isEmpty else {
            throw DataError(
                .wrongFormat, folder, expected: "IDX files, or a folder of PNG files for each class",
                found: inside.isEmpty ? "an empty folder" : "neither")
        }
        let halves = folders.filter { ["train", "test"].contains($0) }
        guard halves.isEmpty else {
            var splits: [Split] = []
            for half in halves.reversed() {
                splits.append(Split(name: half, images: try DigitImages(classFolders: folder + "/" + half)))
            }
            return splits
        }
        let name = folder.split(separator: "/").last.map(String.init) ?? folder
        return [
            Split(
                name: DataSet.usableName(from: String(name.prefix { $0 != "." })),
                images: try DigitImages(classFolders: folder))
        ]
    }
}

extension DataSet {
    /// A name that can begin those of files, as near to a text as can be.
    package static func usableName(from text: String) -> String {
        let plain = text.prefix(60).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(plain.drop { $0 == "-" }).trimmingSuffix("-")
        return isUsable(name: name) ? name : "own"
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(_ characters: String) -> String {
        var text = String(self)
        while let last = text.last, characters.contains(last) { text.removeLast() }
        return text
    }
}

extension DigitImages {
    /// Reads the only split, or the one of a name, of what is at a path, as `OwnDigits.read` does.
    ///
    /// - Throws: `DataError` that names the file, what was expected and what was found.
    public init(contentsOf path: String, split: String? = nil) throws(DataError) {
        let splits = try OwnDigits.read(path)
        guard let found = split == nil && splits.count == 1 ? splits[0] : splits.first(where: { $0.name == split })
        else {
            throw DataError(
                .badChoice, path, expected: "a split that is one of \(splits.map(\.name).joined(separator: ", "))",
                found: split.map { "\"\($0)\"" } ?? "none")
        }
        self = found.images
    }

    /// Reads a folder of PNG files for each class; all pictures have one size.
    init(classFolders folder: String) throws(DataError) {
        let classes = names(inFolder: folder).filter { !$0.hasPrefix(".") && isFolder(folder + "/" + $0) }
        let areNumbers = classes.allSatisfy { Int($0).map { (0...255).contains($0) } ?? false }
        var pixels: [UInt8] = []
        var labels: [Int] = []
        var size: (height: Int, width: Int)?
        for (position, name) in classes.enumerated() {
            let label = areNumbers ? Int(name)! : position
            for file in names(inFolder: folder + "/" + name) where file.lowercased().hasSuffix(".png") {
                let path = folder + "/" + name + "/" + file
                // Pictures of a data set are small; a large one among them is a mistake.
                let image = try readPicture(path, maximumPixels: 1 << 20)
                let expected = size ?? (image.height, image.width)
                guard expected == (image.height, image.width) else {
                    throw DataError(
                        .wrongFormat, path,
                        expected: "\(expected.width) × \(expected.height) pixels as the pictures before it",
                        found: "\(image.width) × \(image.height)")
                }
                size = expected
                guard pixels.count + image.width * image.height <= IDXFile.largestSize else {
                    throw DataError(
                        .impossibleSize, folder, expected: "at most \(IDXFile.largestSize.grouped) pixels",
                        found: "more")
                }
                pixels +=
                    image.format == .gray ? image.pixels : image.gray(background: 0).map { UInt8(($0 * 255).rounded()) }
                labels.append(label)
            }
        }
        guard let size else {
            throw DataError(.wrongFormat, folder, expected: "PNG files in a folder for each class", found: "none")
        }
        self.init(pixels: pixels, labels: labels, height: size.height, width: size.width)
    }

    /// Divides the digits at random into those to train on and those to test with.
    ///
    /// - Parameters:
    ///   - share: The share of digits to test with, from 0 to 1.
    ///   - seed: What the random order starts from; the same seed divides in the same way.
    public func split(test share: Double, seed: UInt64 = 0) -> (train: DigitImages, test: DigitImages) {
        let (train, test) = splitIndices(count, test: share, seed: seed)
        return (self[train], self[test])
    }

    /// The digits at the given indices, in that order.
    public subscript(indices: [Int]) -> DigitImages {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * height * width)
        for index in indices { chosen += self[index] }
        return DigitImages(pixels: chosen, labels: indices.map { labels[$0] }, height: height, width: width)
    }
}

/// Reads a PNG file.
///
/// - Throws: `badPicture` that names the file and what is wrong with it.
func readPicture(_ path: String, maximumPixels: Int) throws(DataError) -> Image {
    let bytes = try wholeFile(path, limit: 64 << 20)
    do throws(PNGError) {
        return try PNG(decoding: bytes, maximumPixels: maximumPixels).image
    } catch {
        throw DataError(.badPicture, path, error.description)
    }
}
