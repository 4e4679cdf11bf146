import Glibc

/// The system's own words for an error number.
func systemMessage(_ code: Int32) -> String {
    String(cString: strerror(code))
}

/// The names in a folder, sorted; none where there is no such folder.
func names(inFolder path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
            tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Whether something other than a folder is at a path, links followed.
///
/// - Throws: `unreadable` where that cannot be told, as in a folder that may not be searched.
func fileExists(_ path: String) throws(DataError) -> Bool {
    var status = stat()
    if stat(path, &status) == 0 { return status.st_mode & S_IFMT != S_IFDIR }
    guard errno == ENOENT || errno == ENOTDIR else { throw .unreadable(path, errno) }
    return false
}

/// The length of a file; nil where there is none.
func fileSize(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
}

/// Whether a path is a folder itself, not a link to one.
func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Makes a folder and those that it lies in.
func createFolder(_ path: String) throws(DataError) {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
        made += "/" + part
        guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
        let code = errno
        if !isFolder(made) { throw .unwritable(made, code) }
    }
    guard access(path, W_OK) == 0 else { throw .unwritable(path, errno) }
}

/// Removes a file, or a folder with all that is in it; links are removed, not followed.
func removeTree(_ path: String) {
    guard isFolder(path) else {
        unlink(path)
        return
    }
    for name in names(inFolder: path) { removeTree(path + "/" + name) }
    rmdir(path)
}

/// The first file of a name anywhere below a folder.
func findFile(named wanted: [String], below folder: String) -> String? {
    let names = names(inFolder: folder)
    if let name = names.first(where: { wanted.contains($0) && !isFolder(folder + "/" + $0) }) {
        return folder + "/" + name
    }
    for name in names where isFolder(folder + "/" + name) {
        if let found = findFile(named: wanted, below: folder + "/" + name) { return found }
    }
    return nil
}

/// A file that is being written.
final class DataWriter {
    private let path: String
    private let descriptor: Int32

    init(path: String) throws(DataError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path, errno) }
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(path, errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    func write(_ text: String) throws(DataError) {
        let bytes = Array(text.utf8)
        var failure: DataError?
        bytes.withUnsafeBytes { buffer in
            do throws(DataError) { try write(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Gives the file its final name once all of it is on the disk.
    func publish(as final: String) throws(DataError) {
        guard fsync(descriptor) == 0, rename(path, final) == 0 else { throw .unwritable(final, errno) }
    }
}

/// A lock that other processes respect; it is given up with the last reference, or when the process ends.
final class FileLock {
    private let descriptor: Int32

    /// Takes the lock, and says so where it must wait.
    init(path: String, waiting: () -> Void) throws(DataError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path, errno) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        waiting()
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .unwritable(path, errno) }
        }
    }

    deinit {
        close(descriptor)
    }
}

extension DataError {
    static func unwritable(_ path: String, _ code: Int32) -> DataError {
        DataError(
            .unwritable, path,
            "cannot be written: \(systemMessage(code)); LABBOOK_DATA may name a folder that has the data, "
                + "XDG_CACHE_HOME another place to keep them")
    }
}
