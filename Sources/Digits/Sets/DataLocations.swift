@preconcurrency import Glibc

/// Where data are looked for, and where they are kept once fetched.
///
/// In this order: the folder that `LABBOOK_DATA` names; the cache, `labbook` in `XDG_CACHE_HOME` or `~/.cache`; the
/// current folder, which for a cell is that of its notebook; last, the folder of an installed Debian package. In the
/// first three, a set's files lie in a folder of the set's name, or in the folder itself unless they could be taken for
/// those of MNIST, whose names and sizes many sets have taken over.
public struct DataLocations: Sendable {
    /// The environment, for these variables and for the programs that fetch.
    let variables: [String: String]
    let currentFolder: String

    /// Creates locations from an environment of one's own.
    package init(variables: [String: String], currentFolder: String) {
        self.variables = variables
        self.currentFolder = currentFolder
    }

    /// The locations of this process, as its environment is now.
    public static var current: DataLocations {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return DataLocations(variables: variables, currentFolder: ".")
    }

    /// The folder that `LABBOOK_DATA` names, where it does.
    public var dataFolder: String? { variable("LABBOOK_DATA") }

    /// The folder where fetched data are kept; nil where neither `XDG_CACHE_HOME` nor `HOME` says.
    public var cache: String? {
        // The XDG specification wants a relative path ignored.
        if let base = variable("XDG_CACHE_HOME"), base.hasPrefix("/") { return base + "/labbook" }
        return variable("HOME").map { $0 + "/.cache/labbook" }
    }

    /// The folders in the order in which they are looked at.
    public var folders: [String] {
        [dataFolder, cache, currentFolder].compactMap { $0 }
    }

    /// The folders in words, for a message.
    var spelledOut: String {
        [
            dataFolder.map { "\($0) (LABBOOK_DATA)" } ?? "LABBOOK_DATA (not set)",
            cache.map { "\($0) (the cache)" } ?? "the cache (HOME not set)",
            currentFolder == "." ? "the current folder" : currentFolder,
        ].joined(separator: ", ")
    }

    /// The first file of a name, raw or gzip, that is there.
    ///
    /// - Throws: `unreadable` where a place cannot be looked at; it is not passed over.
    func find(_ file: DataSet.File, of set: DataSet) throws(DataError) -> String? {
        for folder in folders {
            var places = [folder == "." ? set.name : folder + "/" + set.name]
            if set.ownsName(of: file) { places.append(folder) }
            for place in places {
                for path in file.paths(in: place) where try fileExists(path) { return path }
            }
        }
        for folder in set.systemFolders {
            for path in file.paths(in: folder) where try fileExists(path) { return path }
        }
        return nil
    }

    private func variable(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension DataSet {
    /// Whether a file of that name and size is this set's, wherever it lies.
    fileprivate func ownsName(of file: File) -> Bool {
        name == DataSet.mnist.name || !DataSet.mnist.files.contains { $0.name == file.name && $0.size == file.size }
    }

    /// The folders where installed packages keep the set.
    var systemFolders: [String] {
        sources.compactMap { source in
            if case .debianPackage(_, let folder) = source { folder } else { nil }
        }
    }
}

extension DataSet.File {
    /// The names that the file goes by: `train-images-idx3-ubyte` or, as some unpack it, `train-images.idx3-ubyte`,
    /// and either with `.gz`.
    var spellings: [String] {
        guard let dash = name.utf8.indices.last(where: { name[$0...].hasPrefix("-idx") }) else {
            return [name, name + ".gz"]
        }
        let dotted = String(name[..<dash] + "." + name[dash...].dropFirst())
        return [name, dotted, name + ".gz", dotted + ".gz"]
    }

    /// The places in a folder where the file may lie.
    func paths(in folder: String) -> [String] {
        spellings.map { folder == "." ? $0 : folder + "/" + $0 }
    }
}
