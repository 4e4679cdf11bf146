import Digits
import Foundation
import Testing

/// Downloads that broke off, by the real curl from files, whose parts it can ask for as it can from the web.
@Suite("Downloads that broke off", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct ResumeTests {
    let small = try! SmallSet()

    /// The place in the cache of what came so far of a file.
    private func partial(of name: String, from mirror: String) -> String {
        "cache/labbook/small/.partial/" + digest(Array("\(mirror)/\(name).gz".utf8)).prefix(16) + ".gz"
    }

    private func mirror() throws -> String {
        _ = try small.writeMirror()
        return "file://" + small.home.path + "/mirror"
    }

    @Test("go on where they ended", arguments: [1, 20, 60])
    func resume(_ length: Int) throws {
        let mirror = try mirror()
        let (name, bytes) = small.contents[0]
        try small.home.write(partial(of: name, from: mirror), Array(Gzip.stored(bytes).prefix(length)))
        var transfers: [Transfer] = []
        try small.dataSet(sources: [.mirror(mirror)]).ensure(in: small.locations(), transfer: { transfers.append($0) })
        #expect(small.home.read("cache/labbook/small/" + name) == bytes)
        #expect(!small.home.names(in: "cache/labbook/small").contains(".partial"))
        let whole = Gzip.stored(bytes).count
        // How often is told in between depends on the machine; the last word is always that all is there.
        let told = transfers.filter { $0.file == name }
        #expect(told.allSatisfy { $0.received >= length })
        #expect(told.last.map { [$0.received, $0.total ?? -1] } == [whole, whole])
    }

    @Test("begin anew where the parts do not fit together")
    func altered() throws {
        let mirror = try mirror()
        let (name, bytes) = small.contents[0]
        try small.home.write(partial(of: name, from: mirror), [UInt8](repeating: 7, count: 30))
        try small.dataSet(sources: [.mirror(mirror)]).ensure(in: small.locations())
        #expect(small.home.read("cache/labbook/small/" + name) == bytes)
    }

    @Test("begin anew where more came than there is")
    func tooMuch() throws {
        let mirror = try mirror()
        let (name, bytes) = small.contents[0]
        try small.home.write(partial(of: name, from: mirror), [UInt8](repeating: 7, count: 3000))
        try small.dataSet(sources: [.mirror(mirror)]).ensure(in: small.locations())
        #expect(small.home.read("cache/labbook/small/" + name) == bytes)
    }

    @Test("are kept for the next time where the source is gone")
    func kept() throws {
        let gone = "file://" + small.home.path + "/gone"
        let place = partial(of: small.contents[0].name, from: gone)
        try small.home.write(place, [1, 2, 3])
        _ = try #require(
            dataError { () throws(DataError) in
                try small.dataSet(sources: [.mirror(gone)]).ensure(in: small.locations())
            })
        #expect(small.home.names(in: "cache/labbook/small") == [".lock", ".partial"])
    }
}
