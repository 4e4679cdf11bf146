/// A file of a data set where it lies on this machine.
public struct LocatedFile: Sendable, Hashable {
    /// Which file it is.
    public let file: DataSet.File
    /// Where it lies.
    public let path: String
}

/// How a file of a data set stands on this machine.
public enum FileState: Sendable, Hashable {
    /// It is in none of the places.
    case missing
    /// It is there; whether it is as it should be was not asked.
    case present(path: String)
    /// It is there, and its content is what it should be.
    case verified(path: String)
    /// It is there and is not what it should be, or cannot be read.
    case broken(DataError)
}

extension DataSet {
    /// How each file stands on this machine, in the order of `files`; nothing is fetched.
    ///
    /// - Parameter verifying: Whether to read the files and check their SHA-256.
    public func states(verifying: Bool, in locations: DataLocations = .current) -> [(file: File, state: FileState)] {
        concurrentMap(files) { file in
            do throws(DataError) {
                guard let path = try locations.find(file, of: self) else { return (file, .missing) }
                guard verifying else { return (file, .present(path: path)) }
                try LocatedFile(file: file, path: path).verify(set: self)
                return (file, .verified(path: path))
            } catch {
                return (file, .broken(error))
            }
        }
    }

    /// Whether a file of the set is nowhere on this machine, so that it would have to be fetched.
    public func isMissing(in locations: DataLocations = .current) -> Bool {
        states(verifying: false, in: locations).contains { if case .missing = $0.state { true } else { false } }
    }

    /// Finds the files, fetches those that are missing, and checks all of them.
    ///
    /// - Parameters:
    ///   - locations: Where to look, and where to keep what is fetched.
    ///   - progress: Is told in a line what is tried.
    ///   - transfer: Is told several times a second how far a download has come.
    /// - Returns: The files in the order of `files`.
    /// - Throws: `wrongContent`, `wrongLength` or `badGzip` for a file that is not what it should be (it is never replaced nor
    ///   passed over), `unavailable` where a file is neither here nor to be had, `unreadable` and `unwritable`.
    @discardableResult
    public func ensure(
        in locations: DataLocations = .current, progress: (String) -> Void = { _ in },
        transfer: (Transfer) -> Void = { _ in }
    ) throws(DataError) -> [LocatedFile] {
        let located = try locate(in: locations, progress: progress, transfer: transfer)
        _ = try concurrentMap(located) { located throws(DataError) in try located.verify(set: self) }
        return located
    }

    /// Finds the files and fetches those that are missing, without reading those that were found.
    func locate(
        in locations: DataLocations, progress: (String) -> Void, transfer: (Transfer) -> Void = { _ in }
    ) throws(DataError) -> [LocatedFile] {
        let paths = try paths(in: locations)
        let missing = files.filter { paths[$0] == nil }
        if !missing.isEmpty {
            try fetch(missing, in: locations, progress: progress, transfer: transfer)
        }
        let all = missing.isEmpty ? paths : try self.paths(in: locations)
        var located: [LocatedFile] = []
        for file in files {
            guard let path = all[file] else {
                throw DataError(.unavailable, title, "\(file.name) was removed while it was looked for")
            }
            located.append(LocatedFile(file: file, path: path))
        }
        return located
    }

    func paths(in locations: DataLocations) throws(DataError) -> [File: String] {
        var paths: [File: String] = [:]
        for file in files { paths[file] = try locations.find(file, of: self) }
        return paths
    }
}

extension LocatedFile {
    /// Reads the file and checks its content.
    func verify(set: DataSet) throws(DataError) {
        try readChecked(set: set) { reader throws(DataError) in
            // One byte more than there should be is enough to know.
            try reader.forEachPiece(limit: file.size + 1) { _ throws(DataError) in }
        }
    }

    /// Reads the file as IDX and checks its content.
    func read(set: DataSet) throws(DataError) -> IDXFile {
        try readChecked(set: set) { reader throws(DataError) in try IDXFile(reader, largest: file.size) }
    }

    private func readChecked<Content>(
        set: DataSet, _ read: (DataReader) throws(DataError) -> Content
    ) throws(DataError) -> Content {
        let advice = "; the file is neither used nor replaced: remove it, and it is fetched anew"
        let reader = try DataReader(path: path, digesting: true)
        // A broken-off copy shows by its length alone.
        if !reader.isGzip { try check(size: reader.fileSize, digest: file.sha256, advice: advice) }
        let content = try read(reader)
        try check(size: reader.produced, digest: reader.finishDigest(), advice: advice)
        DataUse.add(DataUse(name: set.name + "/" + file.name, sha256: file.sha256, path: path))
        return content
    }

    /// Compares what was read with what the description says.
    func check(size: Int, digest: String, advice: String = "") throws(DataError) {
        guard size == file.size else {
            // Nothing is inflated further than one byte too many.
            let found = size == file.size + 1 ? "more" : size.grouped
            throw DataError(.wrongLength, path, "expected \(file.size.grouped) bytes, found \(found)\(advice)")
        }
        guard digest == file.sha256 else {
            throw DataError(.wrongContent, path, "expected SHA-256 \(file.sha256), found \(digest)\(advice)")
        }
    }
}
