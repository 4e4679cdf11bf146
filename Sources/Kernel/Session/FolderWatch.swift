import CKernel
import Foundation
import Glibc

/// Files being written, or replaced by others, in a few folders.
final class FolderWatch {
    /// Can be read once a file was written in one of the folders; nil if the system watches no more.
    let descriptor: Int32?
    private var folders: [Int32: String] = [:]

    init() {
        let watch = labbook_watch()
        descriptor = watch < 0 ? nil : watch
    }

    deinit { if let descriptor { close(descriptor) } }

    /// Watches the folder of a file, too.
    func add(folderOf path: String) {
        guard let descriptor else { return }
        let folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
        let number = labbook_watch_folder(descriptor, folder)
        if number >= 0 { folders[number] = folder }
    }

    /// The absolute paths of the files that were written since the last call.
    func takeWritten() -> Set<String> {
        guard let descriptor else { return [] }
        var seen: [(folder: Int32, name: String)] = []
        withUnsafeMutablePointer(to: &seen) { pointer in
            labbook_watch_read(
                descriptor,
                { folder, name, context in
                    guard let name, let context else { return }
                    let seen = context.assumingMemoryBound(to: [(folder: Int32, name: String)].self)
                    seen.pointee.append((folder, String(cString: name)))
                }, pointer)
        }
        return Set(seen.compactMap { item in folders[item.folder].map { "\($0)/\(item.name)" } })
    }
}
