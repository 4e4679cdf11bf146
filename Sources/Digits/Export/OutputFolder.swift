import Glibc

/// The folder that digits are exported to.
struct OutputFolder: Sendable {
    let path: String
    /// What is in it already.
    private let names: Set<String>

    /// A file of text that goes beside the pictures.
    struct TextFile {
        let name: String
        let content: String
        /// With what every such file of ours begins.
        let mark: String
    }

    init(_ path: String) throws(DataError) {
        self.path = path
        names = Set(Digits.names(inFolder: path))
    }

    /// Writes what `body` gives to the writer; where that fails, a folder that is new is not left behind.
    func write(_ body: (OutputWriter) throws(DataError) -> Void) throws(DataError) {
        let writer = try OutputWriter(folder: path, isNew: names.isEmpty)
        do throws(DataError) {
            try body(writer)
        } catch {
            writer.abandon()
            throw error
        }
        try writer.finish()
    }

    /// How many of the files are there already.
    ///
    /// - Throws: `foreignFile` where one of them was not written by this program.
    func check(
        pictures: some Sequence<String>, others: [TextFile], replacingForeign: Bool
    ) throws(DataError) -> Int {
        var present: [(name: String, isOurs: Bool)] = []
        for name in pictures where names.contains(name) { present.append((name, isOurPicture(name))) }
        for file in others where names.contains(file.name) {
            present.append((file.name, start(of: file.name, count: file.mark.utf8.count) == Array(file.mark.utf8)))
        }
        for (name, _) in present where isFolder(path + "/" + name) {
            throw DataError(.foreignFile, path + "/" + name, "expected a file or nothing, found a folder")
        }
        let foreign = present.filter { !$0.isOurs }
        if let first = foreign.first, !replacingForeign {
            let more = foreign.count == 1 ? "" : ", and \(foreign.count - 1) more such files"
            throw DataError(
                .foreignFile, path + "/" + first.name,
                "is there already and was not written by labbook\(more); nothing was written; --force replaces it")
        }
        return present.count
    }

    /// Whether a file is a PNG that says it is ours in one of its first chunks, before which a palette may stand.
    private func isOurPicture(_ name: String) -> Bool {
        let bytes = start(of: name, count: 4096)
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return false }
        let mark = Array("tEXtSoftware\0Labbook".utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: mark) }
    }

    private func start(of name: String, count: Int) -> [UInt8] {
        let descriptor = open(path + "/" + name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let length = read(descriptor, &bytes, count)
        return Array(bytes.prefix(max(0, length)))
    }
}
