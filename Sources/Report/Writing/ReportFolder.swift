internal import Foundation

/// Why a report could not be written.
public struct ReportWriteFailure: Error, Sendable, CustomStringConvertible {
    /// The file or folder.
    public var path: String
    /// Why the system refused it.
    public var reason: String

    /// `path: error: expected …, found …`.
    public var description: String {
        "\(path): error: expected to write the report here, found: \(reason)"
    }
}

/// The folder of one report, whose files are replaced all or none.
struct ReportFolder {
    private let folder: URL

    init(_ folder: URL) {
        self.folder = folder
    }

    /// Writes a report in the place of the one that is there, and returns its page's address.
    ///
    /// Every file is first written under a temporary name beside its own; only when all of them are there they get their
    /// names, the page last. Figures that the new report does not have are removed after that. Of two runs that end at
    /// once, one waits for the other.
    func replace(with report: RenderedReport) throws -> URL {
        let attachments = try report.attachments.map { ($0.path, try read($0.file)) }
        let texts = [
            ("results.json", Data(report.results.utf8)),
            (folder.lastPathComponent + ".swift", Data(report.program.utf8)),
            ("index.html", Data(report.html.utf8)),
        ]
        try replace(report.figures.map { ($0.path, $0.data) } + attachments + texts) {
            removeFigures(except: Set(report.figures.map(\.path)))
        }
        return folder.appending(path: "index.html")
    }

    /// Writes files in the place of those that are there, all or none, the last one last.
    ///
    /// - Parameter finish: Is called while no other run can write here.
    func replace(_ files: [(path: String, data: Data)], finish: () -> Void = {}) throws {
        try createFolder(folder)
        let lock = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(lock) }
        // Where the file system knows no locks, runs at once are on their own.
        _ = flock(lock, LOCK_EX)
        for inner in Set(files.compactMap { $0.path.contains("/") ? $0.path.split(separator: "/").first : nil }) {
            try createFolder(folder.appending(path: String(inner)))
        }

        var staged: [(temporary: URL, final: URL)] = []
        do {
            for (path, data) in files {
                let final = folder.appending(path: path)
                let temporary = ReportFolder.temporary(for: final)
                staged.append((temporary, final))
                try refuseFolder(at: final)
                try write(data, to: temporary)
            }
            for (temporary, final) in staged where rename(temporary.path, final.path) != 0 {
                throw failure(final, errno)
            }
        } catch {
            for (temporary, _) in staged { unlink(temporary.path) }
            throw error
        }
        finish()
    }

    private func read(_ file: URL) throws -> Data {
        do {
            return try Data(contentsOf: file)
        } catch {
            throw ReportWriteFailure(path: file.path, reason: "a file that cannot be copied: \(error)")
        }
    }

    /// Makes the folder and tries to write a file in it.
    func prepare() throws {
        try createFolder(folder)
        let probe = ReportFolder.temporary(for: folder.appending(path: "index.html"))
        defer { unlink(probe.path) }
        try write(Data(), to: probe)
    }

    /// A name beside a file's own that no other process uses.
    private static func temporary(for file: URL) -> URL {
        file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).\(getpid()).new")
    }

    /// Makes a folder and those above it, one by one, for the system's own reason where that fails.
    private func createFolder(_ folder: URL) throws {
        var current = URL(fileURLWithPath: "/")
        for component in folder.absoluteURL.standardizedFileURL.pathComponents.dropFirst() {
            current.append(path: component)
            guard mkdir(current.path, 0o777) != 0 else { continue }
            let code = errno
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: current.path, isDirectory: &isFolder)
            if !(exists && isFolder.boolValue) { throw failure(current, exists ? ENOTDIR : code) }
        }
    }

    /// A folder where a file should be would stop the renaming half-way.
    private func refuseFolder(at file: URL) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
            throw ReportWriteFailure(path: file.path, reason: "a folder of that name")
        }
    }

    private func write(_ data: Data, to file: URL) throws {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file, errno) }
        var written = 0
        while written < data.count {
            let count = data.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            }
            if count < 0 {
                if errno == EINTR { continue }
                let code = errno
                close(descriptor)
                throw failure(file, code)
            }
            written += count
        }
        guard close(descriptor) == 0 else { throw failure(file, errno) }
    }

    /// Removes the figures of an older report, and what a process that died has left half-written; what cannot be
    /// removed does no harm.
    private func removeFigures(except kept: Set<String>) {
        for path in ["", "figures/"] {
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)
            for name in names ?? [] where !kept.contains(path + name) {
                let isFigure = !path.isEmpty && name.wholeMatch(of: #/[^.].*-[0-9]+(-dark)?\.(png|svg)/#) != nil
                let owner = name.wholeMatch(of: #/\..*\.([0-9]+)\.new/#).flatMap { pid_t($0.1) }
                let isLeft = owner.map { kill($0, 0) != 0 && errno == ESRCH } ?? false
                if isFigure || isLeft { unlink(folder.appending(path: path + name).path) }
            }
        }
        if kept.isEmpty { rmdir(folder.appending(path: "figures").path) }
    }

    private func failure(_ file: URL, _ code: Int32) -> ReportWriteFailure {
        // The temporary name means nothing to the reader.
        let name = file.lastPathComponent
        let shown = name.wholeMatch(of: #/\.(.*)\.[0-9]+\.new/#).map { String($0.1) } ?? name
        return ReportWriteFailure(
            path: file.deletingLastPathComponent().appending(path: shown).path, reason: String(cString: strerror(code)))
    }
}
