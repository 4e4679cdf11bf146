import Digits
import Testing

@Suite("Gzip")
struct GzipTests {
    let folder = try! TemporaryFolder()
    let content = idx([200, 28, 28], (0..<200 * 28 * 28).map { UInt8(truncatingIfNeeded: $0 * 7) })

    private func read(_ bytes: [UInt8]) throws -> IDXFile {
        try IDXFile(path: folder.write("x.gz", bytes))
    }

    private func fault(_ bytes: [UInt8]) throws -> DataError {
        let path = try folder.write("x.gz", bytes)
        return try #require(dataError { () throws(DataError) in _ = try IDXFile(path: path) })
    }

    @Test("a member of several blocks is read whole")
    func whole() throws {
        #expect(try read(Gzip.stored(content)).bytes == Array(content.dropFirst(16)))
    }

    @Test("two members are one file, wherever the cut is", arguments: [0, 1, 10, 16, 17, 100_000])
    func twoMembers(_ cut: Int) throws {
        let file = try read(Gzip.stored(Array(content.prefix(cut))) + Gzip.stored(Array(content.dropFirst(cut))))
        #expect(file.bytes == Array(content.dropFirst(16)))
    }

    @Test("a member after the promised end is refused")
    func memberTooMany() throws {
        #expect(try fault(Gzip.stored(content) + Gzip.stored([1])).kind == .wrongLength)
        #expect(try read(Gzip.stored(content) + Gzip.stored([])).bytes.count == content.count - 16)
    }

    @Test("bytes after the end are counted and refused", arguments: [1, 2, 100_000])
    func trailing(_ count: Int) throws {
        let error = try fault(Gzip.stored(idx([1], [1])) + [UInt8](repeating: 0, count: count))
        #expect(error.kind == .badGzip)
        #expect(error.message.contains(count == 100_000 ? "100,000 bytes more" : "\(count) bytes more"))
    }

    @Test("a wrong checksum is refused though all bytes came")
    func wrongChecksum() throws {
        let error = try fault(Gzip.stored(content, checksum: 1))
        #expect(error.kind == .badGzip)
        #expect(error.message.contains("incorrect data check"))
    }

    @Test("a wrong length is refused")
    func wrongLength() throws {
        #expect(try fault(Gzip.stored(content, length: 1)).message.contains("incorrect length check"))
    }

    @Test("a file cut off anywhere is refused")
    func cutOff() throws {
        let whole = Gzip.stored(idx([2, 2], [1, 2, 3, 4]))
        for length in 2..<whole.count {
            #expect(try fault(Array(whole.prefix(length))).kind == .badGzip)
        }
    }

    @Test("a bomb is refused by what its header promises")
    func bombThatSaysSo() throws {
        let bomb = Gzip.zeros(after: idx([20_000, 1000], []), count: 20_000_000)
        #expect(bomb.count < 130_000)
        let error = try fault(bomb)
        #expect(error.kind == .impossibleSize)
        #expect(error.message.contains("20,000,000 bytes from"))
    }

    @Test("a bomb behind a modest header is not inflated past it")
    func bombThatLies() throws {
        let error = try fault(Gzip.zeros(after: idx([28, 28], []), count: 20_000_000))
        #expect(error.message == "expected 784 bytes after the header as it promises, found more")
    }

    @Test("zeros that are what the header says are no bomb")
    func honestZeros() throws {
        #expect(try read(Gzip.zeros(after: idx([10, 100, 100], []), count: 100_000)).bytes.allSatisfy { $0 == 0 })
    }
}
