import Digits
import Foundation
import Glibc
import Kernel
import Notebook

/// What a lesson's run depends on. It is kept beside the results, so that a lesson whose inputs are the same is not run
/// again.
struct LessonInputs: Codable, Equatable {
    /// The digest of the notebook's text.
    var text: String
    /// The program and the compiler.
    var program: String
    /// How many threads there are, and where data are looked for.
    var machine: String
    /// The digests of the files and folders that its cells name in string literals.
    var files: [String: String]
    /// How long the last run took and how much memory its largest process had, in seconds and bytes; not compared.
    var cost = Cost()

    /// What the last run needed.
    struct Cost: Codable {
        var seconds: Double = 0
        var memory = 0
    }

    static func == (left: LessonInputs, right: LessonInputs) -> Bool { left.change(since: right) == nil }

    /// What has changed, in words; nil if nothing has.
    func change(since old: LessonInputs) -> String? {
        if program != old.program { return "Labbook or the compiler is another one" }
        if text != old.text { return "its text has changed" }
        if machine != old.machine { return "the machine or the place of data is another one" }
        guard files != old.files else { return nil }
        let changed = Set(files.keys).union(old.files.keys).filter { files[$0] != old.files[$0] }
        return "\(changed.sorted().joined(separator: ", ")) changed"
    }

    init(of notebook: Notebook, program: String) {
        self.program = program
        text = Self.digest(notebook.lines.joined(separator: "\n"))
        let variables = ProcessInfo.processInfo.environment
        machine =
            "\(ProcessInfo.processInfo.activeProcessorCount) threads, \(variables["LABBOOK_DATA"] ?? ""), "
            + (variables["XDG_CACHE_HOME"] ?? "")
        files = Self.files(of: notebook)
    }

    // MARK: Keeping

    /// The inputs of the last run whose results are in a folder; nil if there are none.
    init?(in folder: URL) {
        guard let data = try? Data(contentsOf: folder.appending(path: Self.fileName)),
            let inputs = try? JSONDecoder().decode(LessonInputs.self, from: data),
            ["results.json", "index.html"].allSatisfy({
                FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
            })
        else { return nil }
        self = inputs
    }

    /// Keeps them beside the results.
    func write(to folder: URL) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Where that fails, the lesson is only run once more than needed.
        try? encoder.encode(self).write(to: folder.appending(path: Self.fileName), options: .atomic)
    }

    /// Forgets those in a folder, before its results are made anew.
    static func remove(from folder: URL) {
        unlink(folder.appending(path: fileName).path)
    }

    private static let fileName = "inputs.json"

    // MARK: Digests

    /// This program and the compiler that it uses, by size and time.
    static func programIdentity() -> String {
        var status = stat()
        let size = stat("/proc/self/exe", &status) == 0 ? "\(status.st_size) \(status.st_mtim.tv_sec)" : ""
        return "labbook \(labbookVersion) \(size), Swift \(Toolchain.version)"
    }

    /// The files and folders that string literals in cells name, as far as they are there.
    private static func files(of notebook: Notebook) -> [String: String] {
        let folder = URL(fileURLWithPath: notebook.file).deletingLastPathComponent()
        var files: [String: String] = [:]
        for cell in notebook.cells where cell.options.eval {
            for match in cell.source.matches(of: /"([^"\\\n]{1,200})"/) {
                let name = String(match.1)
                guard files[name] == nil, !["", ".", "..", "/"].contains(name) else { continue }
                files[name] = digest(of: folder.appending(path: name).path)
            }
        }
        return files
    }

    /// The digest of a file's content, or of the names, sizes and times in a folder; nil if there is neither.
    ///
    /// Of a file that takes long to read, size and time stand for the content.
    static func digest(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG where status.st_size > 16 << 20: return digest("\(status.st_size) \(status.st_mtim.tv_sec)")
        case S_IFREG: return (try? Data(contentsOf: URL(fileURLWithPath: path))).map { SHA256.digest($0) }
        case S_IFDIR:
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
            let lines = names.sorted().prefix(10_000).map { name in
                stat("\(path)/\(name)", &status) == 0
                    ? "\(name) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)" : name
            }
            return digest(lines.joined(separator: "\n"))
        default: return nil
        }
    }

    static func digest(_ text: String) -> String { SHA256.digest(Data(text.utf8)) }
}
