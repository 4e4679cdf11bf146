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

    /// Finds the files, fetches those that are missing, and checks all of them.
    ///
    /// - Parameter progress: Is told in a line what is tried.
    /// - Returns: The files in the order of `files`.
    /// - Throws: `wrongContent`, `wrongLength` or `badGzip` for a file that is not what it should be (it is never replaced nor
    ///   passed over), `unavailable` where a file is neither here nor to be had, `unreadable` and `unwritable`.
    @discardableResult
    public func ensure(
        in locations: DataLocations = .current, progress: (String) -> Void = { _ in }
    ) throws(DataError) -> [LocatedFile] {
        let located = try locate(in: locations, progress: progress)
        _ = try concurrentMap(located) { located throws(DataError) in try located.verify(set: self) }
        return located
    }

    /// Finds the files and fetches those that are missing, without reading those that were found.
    func locate(in locations: DataLocations, progress: (String) -> Void) throws(DataError) -> [LocatedFile] {
        let paths = try paths(in: locations)
        let missing = files.filter { paths[$0] == nil }
        if !missing.isEmpty { try fetch(missing, in: locations, progress: progress) }
        let all = missing.isEmpty ? paths : try self.paths(in: locations)
        return files.compactMap { file in all[file].map { LocatedFile(file: file, path: $0) } }
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
        let reader = try DataReader(path: path, digesting: true)
        try check(lengthOf: reader)
        // One byte more than there should be is enough to know.
        let size = try reader.forEachPiece(limit: file.size + 1) { _ throws(DataError) in }
        try check(size: size, digest: reader.finishDigest())
        DataUse.add(DataUse(name: set.name + "/" + file.name, sha256: file.sha256, path: path))
    }

    /// Reads the file as IDX and checks its content.
    func read(set: DataSet) throws(DataError) -> IDXFile {
        let reader = try DataReader(path: path, digesting: true)
        try check(lengthOf: reader)
        let idx = try IDXFile(reader, largest: file.size)
        try check(size: file.size, digest: reader.finishDigest())
        DataUse.add(DataUse(name: set.name + "/" + file.name, sha256: file.sha256, path: path))
        return idx
    }

    /// Refuses a raw file by its length alone: that is how a broken-off copy shows.
    private func check(lengthOf reader: DataReader) throws(DataError) {
        if !reader.isGzip { try check(size: reader.fileSize, digest: file.sha256) }
    }

    func check(size: Int, digest: String) throws(DataError) {
        guard size == file.size else {
            let found = size > file.size ? "more" : size.grouped
            throw DataError(
                .wrongLength, path, "expected \(file.size.grouped) bytes, found \(found); \(DataSet.advice)")
        }
        guard digest == file.sha256 else {
            throw DataError(
                .wrongContent, path, "expected SHA-256 \(file.sha256), found \(digest); \(DataSet.advice)")
        }
    }
}

extension DataSet {
    fileprivate static let advice = "remove or replace the file, it is not used as it is"
}
