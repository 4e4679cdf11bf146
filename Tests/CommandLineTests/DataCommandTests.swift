import Foundation
import Testing

/// `labbook data` on small sets that the tests describe and serve from files.
@Suite("labbook data")
struct DataCommandTests {
    let labbook = try! Labbook()
    private let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20]
    private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 3]

    /// An environment in which nothing but the test's own folder is looked at.
    private var environment: [String: String] {
        ["LABBOOK_DATA": labbook.folder.path + "/data", "XDG_CACHE_HOME": labbook.folder.path + "/cache"]
    }

    private func data(_ arguments: String...) async throws -> Labbook.Outcome {
        try await labbook.run(["data"] + arguments, environment: environment)
    }

    private func describe(sha256: String = digests.0, mirrors: Bool = true) throws {
        try labbook.write(
            """
            name: tiny
            title: Tiny digits
            licence: CC0 1.0
            citation: Nobody, 2026
            mirrors: \(mirrors ? "[\"file://\(labbook.folder.path)/mirror\"]" : "[]")
            splits:
              test:
                images: {name: test-images-idx3-ubyte, size: 18, sha256: \(sha256)}
                labels: {name: test-labels-idx1-ubyte, size: 9, sha256: \(Self.digests.1)}
            """, to: "tiny.yml")
    }

    private static let digests = (
        "f8f5897d03d086b150b464347eaba1ee7de12992802fac7ecf65250e3e1c2959",
        "1e023d46f646a9594224597ffeb38a1e2137e06d2eebb1f6ca8a772dd766deab"
    )

    @Test("the list says of each set whether it is here, how large it is, and its licence")
    func list() async throws {
        let outcome = try await data("list")
        #expect(outcome.exitCode == 0)
        let lines = outcome.standardOutput.split(separator: "\n").map(String.init)
        #expect(lines[0].split(separator: " ").prefix(4) == ["NAME", "HERE", "SIZE", "LICENCE"])
        #expect(lines[1].hasPrefix("mnist") && lines[1].contains(" no ") && lines[1].contains("55.0 MB  CC BY-SA 3.0"))
        #expect(lines[2].hasPrefix("fashion-mnist"))
        let details = try await data("list", "mnist").standardOutput
        #expect(
            details.contains(
                "train-images-idx3-ubyte  47040016  ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"))
        #expect(details.contains("citation") && details.contains("https://ossci-datasets.s3.amazonaws.com/mnist"))
    }

    @Test("the list as JSON has every file with its digest")
    func json() async throws {
        struct Form: Decodable {
            struct Set: Decodable {
                struct File: Decodable {
                    var name, sha256: String
                    var size: Int
                }
                var name, licence, citation: String
                var files: [File]
            }
            var sets: [Set]
        }
        let form = try JSONDecoder().decode(Form.self, from: Data(try await data("list", "--json").standardOutput.utf8))
        #expect(form.sets.map(\.name) == ["mnist", "fashion-mnist"])
        #expect(form.sets.allSatisfy { $0.files.count == 4 && $0.files.allSatisfy { $0.sha256.count == 64 } })
    }

    @Test("a described set is fetched, known by its name from then on, and removed", .enabled(if: hasCurl))
    func described() async throws {
        try describe()
        try labbook.write("", to: "mirror/empty")
        for (name, bytes) in [("test-images-idx3-ubyte", images), ("test-labels-idx1-ubyte", labels)] {
            // A mirror's files are compressed; so is what gzip makes of one stored block.
            try Data(storedGzip(bytes)).write(to: labbook.folder.appending(path: "mirror/\(name).gz"))
        }
        let fetched = try await data("fetch", "tiny.yml")
        #expect(fetched.exitCode == 0, "\(fetched.standardError)")
        #expect(
            fetched.standardError.hasSuffix(
                "Tiny digits is here and whole: \(labbook.folder.path)/cache/labbook/tiny\n"))
        #expect(try await data("list").standardOutput.contains("tiny           yes   27 B"))
        #expect(
            try await data("verify", "tiny").standardOutput.split(separator: "\n").allSatisfy { $0.hasPrefix("ok\t") })
        let paths = try await data("path", "tiny").standardOutput.split(separator: "\n").map(String.init)
        #expect(paths.count == 2 && FileManager.default.contents(atPath: paths[0]) == Data(images))

        try Data(images.dropLast() + [21]).write(to: URL(fileURLWithPath: paths[0]))
        for command in ["verify", "fetch"] {
            let broken = try await data(command, "tiny")
            #expect(broken.exitCode == 2 && broken.standardError.contains("expected SHA-256 f8f5897d"))
        }
        #expect(try await data("remove", "tiny").standardOutput.split(separator: "\n").count == 2)
        #expect(try await data("path", "tiny").exitCode == 2)
    }

    @Test("a set that is neither here nor to be had is one line that says where it looked and what to do")
    func offline() async throws {
        try describe(mirrors: false)
        let outcome = try await data("fetch", "tiny.yml")
        #expect(outcome.exitCode == 2 && outcome.errorLines.count == 1)
        #expect(outcome.standardError.contains("\(labbook.folder.path)/data (LABBOOK_DATA)"))
        #expect(outcome.standardError.contains("no source is known"))
    }

    @Test("mistakes in a description name their line and column, all at once")
    func brokenDescription() async throws {
        try labbook.write(
            """
            name: My Set
            licence: [1]
            mirrors: [ftp://x]
            splits:
              test:
                images: {name: ../x, size: many, sha256: abc}
            colour: red
            """, to: "set.yml")
        let outcome = try await data("fetch", "set.yml")
        #expect(outcome.exitCode == 2)
        let starts = outcome.standardError.split(separator: "\n").map { $0.prefix { $0 != " " } }
        #expect(starts.contains("set.yml:1:7:") && starts.contains("set.yml:2:10:") && starts.contains("set.yml:3:11:"))
        #expect(starts.contains("set.yml:7:1:") && starts.contains("set.yml:6:5:"))
        #expect(outcome.standardError.contains("set.yml:1:1: error: expected the key citation, found none"))
    }

    @Test("what is no description is one line", arguments: ["", "a: [", "- 1", "name: x\nname: y"])
    func noDescription(_ text: String) async throws {
        try labbook.write(text, to: "set.yml")
        let outcome = try await data("list", "set.yml")
        #expect(outcome.exitCode == 2 && outcome.standardError.hasPrefix("set.yml:"))
        #expect(outcome.standardError.split(separator: "\n").count == 1)
    }

    @Test("unknown names are said with those that are known", arguments: ["fetch", "verify", "path", "remove"])
    func unknown(_ command: String) async throws {
        let outcome = try await data(command, "cifar")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.standardError == "labbook: error: data set: expected one of mnist, fashion-mnist, found \"cifar\"; "
                + "`labbook data fetch FILE.yml` adds what a file describes\n"
        )
        #expect(try await data(command, "nowhere.yml").standardError.hasPrefix("nowhere.yml: error: "))
    }
}

private let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

/// A gzip file of one stored block.
private func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
    var checksum = ~UInt32(0)
    for byte in bytes {
        checksum ^= UInt32(byte)
        for _ in 0..<8 { checksum = checksum & 1 == 1 ? 0xEDB8_8320 ^ (checksum >> 1) : checksum >> 1 }
    }
    func littleEndian(_ number: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
    }
    let size = UInt32(bytes.count)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1] + littleEndian(size, 2) + littleEndian(~size, 2) + bytes
        + littleEndian(~checksum, 4) + littleEndian(size, 4)
}
