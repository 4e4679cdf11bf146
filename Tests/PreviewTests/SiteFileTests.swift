import Foundation
import Preview
import Testing

@Suite("Files of a site")
struct SiteFileTests {
    @Test(
        "names that could lead elsewhere are none",
        arguments: [
            "..", "../a", "a/../b", "a/..", "%2e%2e/a", "%2E./a", "a%2Fb", "a%2f..%2fb", "a//b", "/a", "a/", ".hidden",
            "a/.git/config", "a%00.png", "a\\b", "%5c..%5ca", "%zz", "a/%", "",
        ])
    func refused(path: String) {
        #expect(SiteFile.names(in: Substring(path)) == nil)
    }

    @Test("names are decoded once")
    func decoded() {
        #expect(SiteFile.names(in: "my%20lesson/figures/a-1.png") == ["my lesson", "figures", "a-1.png"])
        #expect(SiteFile.names(in: "%252e%252e/a") == ["%2e%2e", "a"])
    }

    @Test("a link out of the folder, a folder and a pipe are no files of the site")
    func links() throws {
        let folder = try TemporaryFolder()
        try folder.write("inside", to: "site/a.txt")
        try folder.write("outside", to: "secret.txt")
        try folder.write("beside", to: "site-other/a.txt")
        let site = folder.url.appending(path: "site")
        try FileManager.default.createSymbolicLink(
            at: site.appending(path: "out.txt"), withDestinationURL: folder.url.appending(path: "secret.txt"))
        try FileManager.default.createSymbolicLink(
            at: site.appending(path: "other"), withDestinationURL: folder.url.appending(path: "site-other"))
        try FileManager.default.createSymbolicLink(
            at: site.appending(path: "in.txt"), withDestinationURL: site.appending(path: "a.txt"))
        #expect(mkfifo(site.appending(path: "pipe").path, 0o600) == 0)
        #expect(SiteFile(["a.txt"], in: site)?.type == "text/plain; charset=utf-8")
        #expect(SiteFile(["in.txt"], in: site)?.path.hasSuffix("/a.txt") == true)
        #expect(SiteFile(["out.txt"], in: site) == nil)
        #expect(SiteFile(["other", "a.txt"], in: site) == nil)
        #expect(SiteFile(["pipe"], in: site) == nil)
        #expect(SiteFile([], in: site) == nil)
        #expect(SiteFile(["missing"], in: site) == nil)
    }
}

/// A folder that is removed when nobody holds it any more.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "labbook-preview-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file, in the place of the one that is there.
    func write(_ text: String, to name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
