import Foundation
import Glibc

/// A file as it was when a cell read it.
package struct FileRecord: Sendable, Codable, Hashable {
    /// The absolute path.
    package var path: String
    /// The size in bytes; -1 where there was no such file.
    package var size: Int
    /// When it was last changed, in nanoseconds since 1970.
    package var changed: Int

    /// The file as it is now.
    package init(_ path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        var status = stat()
        let exists = stat(self.path, &status) == 0
        size = exists ? Int(status.st_size) : -1
        changed = exists ? status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec : 0
    }

    /// Whether the file is still the same.
    package var isUnchanged: Bool { FileRecord(path) == self }
}
