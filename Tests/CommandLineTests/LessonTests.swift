import Foundation
import Testing

private let hasMNIST: Bool = {
    let cache = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache"
    let folders = [ProcessInfo.processInfo.environment["LABBOOK_DATA"], cache + "/labbook"].compactMap { $0 }
    return folders.contains { folder in
        ["", "/mnist"].contains { FileManager.default.fileExists(atPath: folder + $0 + "/train-images-idx3-ubyte") }
    }
}()

/// The main lesson on real MNIST, which must be here already: tests fetch nothing.
@Suite("The main lesson", .serialized, .enabled(if: hasMNIST, "MNIST is not here; 'labbook data fetch mnist' gets it"))
struct LessonTests {
    static let lesson = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Notebooks/06-enjoy-mnist.md")

    @Test("reads at least 97 % of the test digits and loses no class, whatever the seed", arguments: 0..<5)
    func accuracy(seed: Int) async throws {
        let labbook = try Labbook()
        let text = try String(contentsOf: Self.lesson, encoding: .utf8)
        try #require(text.contains("\nseed: 0\n"))
        try labbook.write(text.replacing("\nseed: 0\n", with: "\nseed: \(seed)\n"), to: "lesson.md")
        let outcome = try await labbook.run(["run", "lesson.md"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let results = try labbook.results(of: "lesson")
        #expect(results.seed == UInt64(seed))
        #expect(try #require(results.metrics["test accuracy"]) >= 0.97)
        #expect(try #require(results.metrics["test accuracy with fit"]) >= 0.97)
        #expect(try #require(results.metrics["lowest recall"]) >= 0.9)
        // The lesson's own network loses none; the one that starts the usual way loses some, as the text says.
        let dead = try #require(results.cells.first { $0.label == "dead-class" })
        #expect(dead.text.contains(/\n +\d +0 +0\n/))
    }

    @Test("puts out its loss plot and digit grids as PNG files and on a page that asks nobody for anything")
    func files() async throws {
        let labbook = try Labbook()
        try FileManager.default.copyItem(at: Self.lesson, to: labbook.folder.appending(path: "lesson.md"))
        _ = try await labbook.run(["run", "lesson.md", "-P", "epochs=1"])
        for name in ["loss-plot", "predictions", "worst-mistakes", "fit-plot"] {
            let png = try Data(contentsOf: labbook.folder.appending(path: "Output/lesson/figures/\(name)-1.png"))
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        }
        let page = try String(contentsOf: labbook.folder.appending(path: "Output/lesson/index.html"), encoding: .utf8)
        #expect(page.contains("<math"))
        #expect(page.contains("data:image/png;base64,"))
        #expect(!page.contains(/(?:src|href)="https?:/))
        #expect(page.utf8.count < 900_000)
    }
}
