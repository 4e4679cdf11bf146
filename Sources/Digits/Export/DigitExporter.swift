import Figures
import Foundation
import Glibc
import Synchronization

/// Writes digits as PNG files into a folder, with an index of them.
///
/// Every file gets its name when all of it is written. A file of another origin is never replaced unless that is asked
/// for: whose a file is, is told by what stands in it.
public struct DigitExporter: Sendable {
    /// The folder, which is made where it is not there.
    public let folder: String
    /// How single digits are drawn.
    public var style = DigitStyle()
    /// Whether files may be replaced that this program did not write.
    public var replacesForeignFiles = false
    /// Whether a page to browse the digits is written too.
    public var writesPage = false

    /// What was, or would be, written.
    public struct Summary: Sendable, Hashable, CustomStringConvertible {
        /// The number of pictures.
        public let pictures: Int
        /// All other files, by name.
        public let indexFiles: [String]
        /// How many of the files were there before, and are replaced.
        public let replaced: Int

        /// What it is in words: `3 pictures, digits.csv, digits.json`.
        public var description: String {
            let counted = pictures == 1 ? ["1 picture"] : pictures > 1 ? ["\(pictures) pictures"] : []
            return (counted + indexFiles).joined(separator: ", ")
        }
    }

    /// Creates an exporter into a folder.
    public init(folder: String) {
        self.folder = folder
    }

    /// Writes one file for each digit: 8-bit grey, with the data set, split, index and label as texts in it.
    ///
    /// - Parameter dryRun: Whether to find out only what would be written.
    /// - Throws: `foreignFile` where a file stands in the way, before anything is written; `unwritable`.
    @discardableResult
    public func export(_ parts: [DigitPart], dryRun: Bool = false) throws(DataError) -> Summary {
        for part in parts where part.images.width < 1 || part.images.height < 1 {
            throw DataError(
                .badChoice, part.dataSet, expected: "images that have pixels",
                found: "\(part.images.height) × \(part.images.width)")
        }
        let records = parts.records()
        let output = try OutputFolder(folder)
        let index = DigitIndex(records: records, title: title(of: parts), style: style, sheet: nil)
        let files = index.files(withPage: writesPage)
        let replaced = try output.check(
            pictures: records.lazy.map(\.file), others: files, replacingForeign: replacesForeignFiles)
        let summary = Summary(pictures: records.count, indexFiles: files.map(\.name), replaced: replaced)
        if dryRun { return summary }
        try output.write { writer throws(DataError) in
            try write(parts, with: writer)
            for file in files { try writer.write(file) }
        }
        return summary
    }

    /// Writes a file for each digit, on all processors.
    private func write(_ parts: [DigitPart], with output: OutputWriter) throws(DataError) {
        let jobs = parts.enumerated().flatMap { number, part in part.indices.map { (part: number, index: $0) } }
        let workers = min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), 16)
        // Small shares, taken in turn, so that no worker waits for a slower one.
        let next = Atomic(0)
        let share = 64
        _ = try concurrentMap(Array(0..<workers)) { worker throws(DataError) in
            let writer = PictureWriter(output: output, style: style, worker: worker)
            while true {
                let start = next.add(share, ordering: .relaxed).oldValue
                guard start < jobs.count else { return }
                for job in jobs[start..<min(start + share, jobs.count)] {
                    try writer.write(parts[job.part], job.index)
                }
            }
        }
    }

    /// Writes all digits on one sheet.
    ///
    /// - Throws: `foreignFile` where a file stands in the way, before anything is written; `unwritable`; `badPicture`
    ///   where the sheet cannot be drawn.
    @discardableResult
    public func exportSheet(
        _ parts: [DigitPart], _ sheet: DigitSheet, dryRun: Bool = false
    ) throws(DataError) -> Summary {
        let records = parts.records(in: DigitSheet.fileName)
        let output = try OutputFolder(folder)
        let index = DigitIndex(records: records, title: title(of: parts), style: style, sheet: DigitSheet.fileName)
        let files = index.files(withPage: false)
        let replaced = try output.check(
            pictures: [DigitSheet.fileName], others: files, replacingForeign: replacesForeignFiles)
        let summary = Summary(pictures: 1, indexFiles: files.map(\.name), replaced: replaced)
        if dryRun { return summary }
        let picture = try sheet.picture(of: parts, title: title(of: parts))
        try output.write { writer throws(DataError) in
            try writer.write(picture, to: DigitSheet.fileName)
            for file in files { try writer.write(file) }
        }
        return summary
    }

    /// Writes all digits of the parts as IDX files, `NAME-images-idx3-ubyte` and, where the labels are known,
    /// `NAME-labels-idx1-ubyte`, named after the split.
    ///
    /// - Throws: `foreignFile` where such a file is there already: an IDX file does not say whose it is; `unwritable`.
    @discardableResult
    public func exportIDX(_ parts: [DigitPart], dryRun: Bool = false) throws(DataError) -> Summary {
        let output = try OutputFolder(folder)
        var files: [(name: String, bytes: [UInt8])] = []
        for part in parts {
            let images = part.images[part.indices]
            let shape = [images.count, images.height, images.width]
            files.append((part.split + "-images-idx3-ubyte", IDXFile.encoded(images.pixels, dimensions: shape)))
            guard images.labels.allSatisfy({ (0...255).contains($0) }) else { continue }
            let labels = images.labels.map { UInt8($0) }
            files.append((part.split + "-labels-idx1-ubyte", IDXFile.encoded(labels, dimensions: [labels.count])))
        }
        let replaced = try output.check(
            pictures: files.map(\.name), others: [], replacingForeign: replacesForeignFiles)
        let summary = Summary(pictures: 0, indexFiles: files.map(\.name), replaced: replaced)
        if dryRun { return summary }
        try output.write { writer throws(DataError) in
            for file in files { try writer.write(Data(file.bytes), to: file.name) }
        }
        return summary
    }

    private func title(of parts: [DigitPart]) -> String {
        var sets: [String] = []
        for part in parts where !sets.contains(part.dataSet) { sets.append(part.dataSet) }
        return sets.joined(separator: ", ") + ", " + parts.map(\.split).joined(separator: " and ")
    }
}

/// Draws and writes single digits, one after the other; each thread has its own.
private struct PictureWriter {
    let output: OutputWriter
    let style: DigitStyle
    let worker: Int

    func write(_ part: DigitPart, _ index: Int) throws(DataError) {
        let images = part.images
        let name = part.fileName(of: index)
        let pixels = style.draw(images[index], width: images.width, height: images.height)
        let image = Image(
            width: images.width * style.scale, height: images.height * style.scale, format: .gray, pixels: pixels)
        let texts = [
            PNG.Text("Software", "Labbook"), PNG.Text("Data set", part.dataSet), PNG.Text("Split", part.split),
            PNG.Text("Index", String(index)),
        ]
        let label = images.labels[index]
        let named = label < 0 ? texts : texts + [PNG.Text("Label", String(label))]
        let failure: DataError?
        do throws(PNGError) {
            failure = try PNG(image, texts: named).encoded().withUnsafeBytes { buffer in
                output.replace(name, with: buffer, worker: worker)
            }
        } catch {
            failure = DataError(.badPicture, name, error.description)
        }
        if let failure { throw failure }
    }
}
