import Foundation

/// A folder for one test, gone with its last reference.
final class TemporaryFolder: Sendable {
    let path: String

    init(in parent: String = NSTemporaryDirectory()) throws {
        path = URL(filePath: parent).appending(path: "digits-" + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, with the folders that it lies in, and gives its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8], executable: Bool = false) throws -> String {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        if executable {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        return path + "/" + name
    }

    /// The bytes of a file; nil where there is none.
    func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path + "/" + name).map(Array.init)
    }

    /// The names in a folder, hidden ones too.
    func names(in folder: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []).sorted()
    }
}

/// A file that is kept beside the tests.
func fixture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/digits-idx/\(name)").path
}

/// The bytes of an IDX file.
func idx(_ dimensions: [Int], _ payload: [UInt8], element: UInt8 = 0x08) -> [UInt8] {
    [0, 0, element, UInt8(dimensions.count)]
        + dimensions.flatMap { size in (0..<4).reversed().map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } }
        + payload
}
