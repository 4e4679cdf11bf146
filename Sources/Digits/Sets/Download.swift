import Glibc

/// How far the download of a file has come.
public struct Transfer: Sendable, Hashable {
    /// The file's name.
    public let file: String
    /// The bytes that are here, those of an earlier try included.
    public let received: Int
    /// The bytes of the whole download, where the server says.
    public let total: Int?
    /// The bytes that came in a second, on average since this try began.
    public let bytesPerSecond: Double
}

/// A file that curl brings from a mirror.
///
/// What came before a break is kept, and the next try goes on where it ended. Whether the parts fit together is told by
/// the content's SHA-256 alone; where they do not, the file is fetched once more from its start.
struct Download {
    let file: DataSet.File
    /// The folder on the web.
    let mirror: String
    /// A folder that outlives this process, for what has come so far.
    let partials: String
    /// The folder that the whole file goes to.
    let folder: String
    let variables: [String: String]

    private var url: String { mirror + "/" + file.name + ".gz" }
    private var final: String { folder + "/" + file.name + ".gz" }

    /// What came so far from this very address.
    private var partial: String {
        let digest = SHA256()
        Array(url.utf8).withUnsafeBytes { digest.update($0) }
        return partials + "/" + digest.finish().prefix(16) + ".gz"
    }

    func run(_ transfer: (Transfer) -> Void) throws(ChildProcess.Failure) {
        mkdir(partials, 0o777)
        let before = fileSize(partial) ?? 0
        if before > 0 {
            do throws(ChildProcess.Failure) {
                try fetch(from: before, transfer)
                if isWhole { return }
            } catch {
                // What came is kept, unless this file cannot be gone on with.
                guard error.isAboutResuming else { throw error }
            }
            unlink(final)
            unlink(partial)
        }
        try fetch(from: 0, transfer)
    }

    private func fetch(from start: Int, _ transfer: (Transfer) -> Void) throws(ChildProcess.Failure) {
        let headers = folder + "/headers"
        let began = monotonicMilliseconds()
        func tell() {
            guard let received = fileSize(partial) else { return }
            let seconds = max(0.001, Double(monotonicMilliseconds() - began) / 1000)
            let length = totalLength(inHeaders: headers)
            transfer(
                Transfer(
                    file: file.name, received: received, total: length,
                    bytesPerSecond: Double(max(0, received - start)) / seconds))
        }
        try ChildProcess(variables: variables).run(
            "curl",
            [
                "--fail", "--location", "--silent", "--show-error", "--connect-timeout", "4",
                // A connection that has gone quiet counts as broken.
                "--speed-limit", "1000", "--speed-time", "15", "--max-filesize", String(file.size + 1 << 16),
                "--dump-header", headers,
            ] + (start > 0 ? ["--continue-at", String(start)] : []) + ["--output", partial, url],
            seconds: 3600, watch: tell)
        tell()
        guard rename(partial, final) == 0 else {
            throw ChildProcess.Failure(reason: "\(final) cannot be written: \(systemMessage(errno))")
        }
    }

    /// Whether the file that came has the content that it should have.
    private var isWhole: Bool {
        do throws(DataError) {
            let reader = try DataReader(path: final, digesting: true)
            try reader.forEachPiece(limit: file.size + 1) { _ throws(DataError) in }
            return reader.produced == file.size && reader.finishDigest() == file.sha256
        } catch {
            return false
        }
    }
}

extension ChildProcess.Failure {
    /// Whether curl says that there is nothing to go on with at that place: by the server's word that the range is wrong,
    /// that it knows no ranges, or that the file is shorter.
    fileprivate var isAboutResuming: Bool {
        ["curl: (33)", "curl: (36)", "curl: (22) The requested URL returned error: 416"].contains {
            reason.hasPrefix($0)
        }
    }
}

/// The length of the whole file by the last of a server's answers; earlier ones send curl elsewhere.
private func totalLength(inHeaders path: String) -> Int? {
    guard let size = fileSize(path), size <= 1 << 16, let reader = try? DataReader(path: path) else { return nil }
    var text = ""
    try? reader.forEachPiece(limit: size) { text += String(decoding: $0, as: UTF8.self) }
    var length: Int?
    for line in text.lowercased().split(whereSeparator: \.isNewline) {
        if line.hasPrefix("http/") { length = nil }
        // A part says of how much it is one: "bytes 100-199/200".
        let separator: Character? =
            line.hasPrefix("content-range:") ? "/" : line.hasPrefix("content-length:") && length == nil ? ":" : nil
        guard let separator, let place = line.lastIndex(of: separator) else { continue }
        length = Int(line[place...].dropFirst().filter { !$0.isWhitespace }) ?? length
    }
    return length
}
