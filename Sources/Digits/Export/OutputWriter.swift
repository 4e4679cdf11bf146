import Foundation
import Glibc

/// Writes the files of an export, each whole or not at all.
///
/// A folder that is new gets its name when all of its files are written. Into a folder that has files already each is
/// written under another name first.
final class OutputWriter: Sendable {
    private let folder: String
    /// Where files are written: beside the folder, where it is new.
    private let workshop: String
    private let isNew: Bool
    private let descriptor: Int32

    init(folder: String, isNew: Bool) throws(DataError) {
        var plain = folder
        while plain.hasSuffix("/"), plain.count > 1 { plain.removeLast() }
        let cut = plain.utf8.lastIndex(of: UInt8(ascii: "/")).map { plain.utf8.index(after: $0) } ?? plain.startIndex
        let (parent, name) = (String(plain[..<cut]), String(plain[cut...]))
        // A link, and the names that stand for other folders, cannot be replaced by a folder.
        let isPlain = !["", ".", ".."].contains(name) && (isFolder(plain) || !entryExists(plain))
        self.folder = plain
        self.isNew = isNew && isPlain
        if self.isNew {
            try createFolder(parent.isEmpty ? "." : parent)
            let mark = Self.unfinished + name + "-"
            Self.removeLeftovers(mark, in: parent)
            workshop = parent + mark + String(getpid())
            removeTree(workshop)
            guard mkdir(workshop, 0o777) == 0 else { throw .unwritten(plain, errno) }
        } else {
            try createFolder(plain)
            workshop = plain
            for name in names(inFolder: plain) where name.hasPrefix(Self.unfinished) { unlink(plain + "/" + name) }
        }
        descriptor = open(workshop, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritten(plain, errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Gives the folder its name.
    func finish() throws(DataError) {
        guard isNew, rename(workshop, folder) != 0 else { return }
        let code = errno
        removeTree(workshop)
        throw .unwritten(folder, code)
    }

    /// Takes away what was written where not all of it could be.
    func abandon() {
        if isNew { removeTree(workshop) }
    }

    func write(_ file: OutputFolder.TextFile) throws(DataError) {
        try write(Data(file.content.utf8), to: file.name)
    }

    func write(_ bytes: Data, to name: String) throws(DataError) {
        let failure = bytes.withUnsafeBytes { replace(name, with: $0, worker: 0) }
        if let failure { throw failure }
    }

    /// Writes a file, and gives what went wrong. Workers that write at the same time have different numbers.
    func replace(_ name: String, with bytes: UnsafeRawBufferPointer, worker: Int) -> DataError? {
        let temporary = isNew ? name : Self.unfinished + String(worker)
        let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { return .unwritten(folder + "/" + name, errno) }
        var rest = bytes
        var code: Int32 = 0
        while !rest.isEmpty, code == 0 {
            let count = Glibc.write(file, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            } else if errno != EINTR {
                code = errno
            }
        }
        if close(file) != 0, code == 0 { code = errno }
        if code == 0, !isNew, renameat(descriptor, temporary, descriptor, name) != 0 { code = errno }
        guard code != 0 else { return nil }
        unlinkat(descriptor, temporary, 0)
        return .unwritten(folder + "/" + name, code)
    }

    /// With what the names begin of what is not finished.
    private static let unfinished = ".labbook-unfinished-"

    /// Removes what processes left that were stopped in the middle.
    private static func removeLeftovers(_ mark: String, in parent: String) {
        for name in names(inFolder: parent.isEmpty ? "." : parent) where name.hasPrefix(mark) {
            guard let process = pid_t(name.dropFirst(mark.count)), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            removeTree(parent + name)
        }
    }
}

/// Whether anything is at a path, be it a link that leads nowhere.
private func entryExists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

extension DataError {
    fileprivate static func unwritten(_ path: String, _ code: Int32) -> DataError {
        DataError(.unwritable, path, "cannot be written: \(systemMessage(code))")
    }
}
