import Digits
import Foundation
import Glibc

/// Where files that can be made again are kept between runs.
public enum CacheFolder {
    /// The folder that fetched data are kept in too; among temporary files where the environment names none.
    static let path = DataLocations.current.cache ?? FileManager.default.temporaryDirectory.path + "/labbook"

    /// The compiler's own cache of C modules.
    static let modules = path + "/modules"
    /// Compiled units.
    static let cells = path + "/cells"
    /// What cells put out that may be cached.
    static let results = path + "/results"
    /// Where kept sessions are found.
    static let sessions = path + "/sessions"
    /// The folders of runs that are under way.
    static let runs = path + "/runs"

    /// Empties the cache but for data sets and the files of runs under way.
    ///
    /// - Returns: What was removed.
    public static func clean() -> [String] {
        let abandoned = RunFolder.abandoned()
        return ([modules, cells, results] + abandoned).filter { folder in
            (try? FileManager.default.removeItem(atPath: folder)) != nil
        }
    }
}

/// A folder for the files of one run, in the cache, or where that cannot be written to, among temporary files.
struct RunFolder {
    let path: String

    init() throws {
        for folder in Self.abandoned() { try? FileManager.default.removeItem(atPath: folder) }
        for parent in [CacheFolder.runs, FileManager.default.temporaryDirectory.path] {
            try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            var template = Array("\(parent)/labbook-\(getpid())-XXXXXX".utf8CString)
            if let created = mkdtemp(&template) {
                path = String(cString: created)
                return
            }
        }
        throw KernelError(
            "no folder could be made in \(FileManager.default.temporaryDirectory.path): \(String(cString: strerror(errno)))"
        )
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The folders of runs that were killed before they could remove them.
    static func abandoned() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: CacheFolder.runs)) ?? []
        return names.filter { name in
            guard let match = name.wholeMatch(of: /labbook-(\d+)-.*/), let process = pid_t(match.1) else {
                return false
            }
            return kill(process, 0) != 0 && errno == ESRCH
        }.map { "\(CacheFolder.runs)/\($0)" }
    }
}
