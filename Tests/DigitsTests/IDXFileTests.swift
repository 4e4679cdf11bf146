import Digits
import Testing

@Suite("IDX files")
struct IDXFileTests {
    let folder = try! TemporaryFolder()

    private func fault(_ bytes: [UInt8], largest: Int = IDXFile.largestSize) throws -> DataError {
        let path = try folder.write("x", bytes)
        return try #require(dataError { () throws(DataError) in _ = try IDXFile(path: path, largest: largest) })
    }

    @Test("a raw file and its gzip hold the same")
    func rawAndGzip() throws {
        let raw = try IDXFile(path: fixture("images-idx3-ubyte"))
        let gzip = try IDXFile(path: fixture("images-idx3-ubyte.gz"))
        #expect(raw.dimensions == [8, 12, 10])
        #expect(raw.bytes.count == 960)
        #expect(raw.bytes == gzip.bytes)
        #expect(raw.floats == raw.bytes.map(Float.init))
    }

    @Test("gzip is told by its first bytes, not by the name")
    func gzipByContent() throws {
        let path = try folder.write("labels", Gzip.stored(idx([3], [1, 2, 3])))
        #expect(try IDXFile(path: path).bytes == [1, 2, 3])
        let named = try folder.write("labels.gz", idx([3], [1, 2, 3]))
        #expect(try IDXFile(path: named).bytes == [1, 2, 3])
    }

    @Test("every element type is read", arguments: ["int8", "int16", "int32", "float32", "float64"])
    func elementTypes(_ name: String) throws {
        let file = try IDXFile(path: fixture(name + ".idx"))
        #expect("\(file.element)" == name)
        #expect(file.dimensions == [2, 2])
        #expect(file.floats == [-100, 0, 1, 100])
    }

    @Test("a dimension may be zero")
    func zeroImages() throws {
        let path = try folder.write("none", idx([0, 28, 28], []))
        #expect(try IDXFile(path: path).bytes.isEmpty)
    }

    @Test("a wrong magic number is shown")
    func wrongMagic() throws {
        let error = try fault(Array("<html>not here</html>".utf8))
        #expect(error.kind == .wrongFormat)
        #expect(error.subject == folder.path + "/x")
        #expect(error.message.hasSuffix("found the bytes 3c 68 74 6d"))
    }

    @Test("an unknown element type or a rank of zero is refused", arguments: [[0, 0, 0x0A, 1], [0, 0, 8, 0]])
    func wrongType(_ magic: [UInt8]) throws {
        #expect(try fault(magic + [0, 0, 0, 0]).kind == .wrongFormat)
    }

    @Test("an empty or cut-off header is refused", arguments: 0..<16)
    func truncatedHeader(_ length: Int) throws {
        let error = try fault(Array(idx([1, 1, 1], [5]).prefix(length)))
        #expect(error.kind == (length < 4 ? .wrongFormat : .wrongLength))
    }

    @Test("a count that lies is refused, with both numbers")
    func lyingCount() throws {
        let fewer = try fault(idx([10, 2, 2], [UInt8](repeating: 1, count: 39)))
        #expect(fewer.kind == .wrongLength)
        #expect(fewer.message == "expected 40 bytes after the header as it promises, found 39")
        let more = try fault(idx([2000], [UInt8](repeating: 1, count: 2001)))
        #expect(more.message == "expected 2,000 bytes after the header as it promises, found 2,001")
    }

    @Test("a count that lies is refused in gzip too")
    func lyingCountInGzip() throws {
        let fewer = try fault(Gzip.stored(idx([10], [1, 2, 3])))
        #expect(fewer.message == "expected 10 bytes after the header as it promises, found 3")
        let more = try fault(Gzip.stored(idx([2], [1, 2, 3])))
        #expect(more.message == "expected 2 bytes after the header as it promises, found more")
    }

    @Test("dimensions whose product overflows are refused")
    func overflow() throws {
        let error = try fault(idx([0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [1, 2, 3]))
        #expect(error.kind == .impossibleSize)
        #expect(error.message.contains("[4294967295, 4294967295, 4294967295]"))
    }

    @Test("all 255 dimensions are read, and their product too")
    func highestRank() throws {
        let path = try folder.write("x", idx([Int](repeating: 1, count: 255), [7]))
        #expect(try IDXFile(path: path).dimensions.count == 255)
        #expect(try fault(idx([Int](repeating: 2, count: 255), [7])).kind == .impossibleSize)
    }

    @Test("more than is wanted is refused before it is read")
    func largest() throws {
        #expect(try fault(idx([100], [UInt8](repeating: 1, count: 100)), largest: 99).kind == .impossibleSize)
        #expect(try fault(idx([0x7FFF_FFFF], [1])).kind == .impossibleSize)
    }

    @Test("a missing file, a folder and a device are named as such")
    func notAFile() throws {
        let missing = try #require(dataError { () throws(DataError) in _ = try IDXFile(path: folder.path + "/none") })
        #expect(missing.description == "\(folder.path)/none: cannot be read: No such file or directory")
        let path = folder.path
        let aFolder = try #require(dataError { () throws(DataError) in _ = try IDXFile(path: path) })
        #expect(aFolder.message == "expected a file, found a folder")
        let device = try #require(dataError { () throws(DataError) in _ = try IDXFile(path: "/dev/zero") })
        #expect(device.kind == .unreadable)
    }

    @Test("a message stays on one line whatever the file is called")
    func strangeName() throws {
        let path = folder.path + "/a\nb\u{1B}[31m"
        let error = try #require(dataError { () throws(DataError) in _ = try IDXFile(path: path) })
        #expect(error.description.contains("a\\nb\\u{1B}[31m"))
        #expect(!error.description.contains("\n"))
    }
}
