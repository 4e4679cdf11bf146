import Digits

/// A made-up data set of a few tiny images, with a home of its own and programs that stand in for curl and Python.
final class SmallSet: Sendable {
    let home: TemporaryFolder
    /// What the set's files should hold, by name.
    let contents: [(name: String, bytes: [UInt8])]

    init() throws {
        home = try TemporaryFolder()
        contents = [
            ("train-images-idx3-ubyte", idx([4, 2, 3], (0..<24).map { UInt8($0 * 10) })),
            ("train-labels-idx1-ubyte", idx([4], [7, 2, 1, 0])),
            ("t10k-images-idx3-ubyte", idx([2, 2, 3], (0..<12).map { UInt8($0) })),
            ("t10k-labels-idx1-ubyte", idx([2], [9, 5])),
        ]
    }

    /// The set's description; two sets from the same contents are equal.
    func dataSet(sources: [DataSet.Source] = [], classes: Int = 10) -> DataSet {
        let files = contents.map { name, bytes in
            DataSet.File(name, size: bytes.count, sha256: digest(bytes))
        }
        return DataSet(
            name: "small", title: "Small", summary: "made up", classes: classes,
            splits: [
                DataSet.Split("train", images: files[0], labels: files[1]),
                DataSet.Split("test", images: files[2], labels: files[3]),
            ],
            sources: sources, licence: "none", citation: "none")
    }

    /// Data in `data`, the cache in `cache`, the notebook in `notebook`, programs in `bin`.
    func locations(_ change: [String: String?] = [:]) -> DataLocations {
        var variables: [String: String] = [
            "LABBOOK_DATA": home.path + "/data", "XDG_CACHE_HOME": home.path + "/cache", "HOME": home.path,
            "PATH": home.path + "/bin:/usr/bin:/bin", "LOG": home.path + "/log",
        ]
        for (name, value) in change { variables[name] = value }
        return DataLocations(variables: variables, currentFolder: home.path + "/notebook")
    }

    /// Writes all files to a folder of the home.
    func write(to folder: String) throws {
        for (name, bytes) in contents { try home.write(folder + "/" + name, bytes) }
    }

    /// Writes all files to a folder of the home as a mirror has them, and gives its source.
    func writeMirror(_ folder: String = "mirror") throws -> DataSet.Source {
        for (name, bytes) in contents { try home.write(folder + "/" + name + ".gz", Gzip.stored(bytes)) }
        return .mirror(home.path + "/" + folder)
    }

    /// Puts a shell script on the PATH.
    func install(_ name: String, _ script: String) throws {
        try home.write("bin/" + name, Array(("#!/bin/sh\n" + script).utf8), executable: true)
    }

    /// A curl that copies files and keeps a log of what it was asked for.
    func installCurl() throws {
        try install(
            "curl",
            """
            while [ $# -gt 1 ]; do
                if [ "$1" = --output ]; then out=$2; fi
                shift
            done
            echo "$1" >> "$LOG"
            if [ ! -f "$1" ]; then echo "curl: (22) no such file: $1" >&2; exit 22; fi
            exec cp "$1" "$out"
            """)
    }

    /// The lines of the log that the programs kept.
    var log: [String] {
        String(decoding: home.read("log") ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// The SHA-256 of bytes.
func digest(_ bytes: [UInt8]) -> String {
    let digest = SHA256()
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.finish()
}

/// The error that `body` throws.
func dataError(_ body: () throws(DataError) -> Void) -> DataError? {
    do throws(DataError) {
        try body()
        return nil
    } catch {
        return error
    }
}
