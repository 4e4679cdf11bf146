import Digits
import Testing

@Suite("Finding data")
struct DataSetTests {
    let small = try! SmallSet()

    @Test("MNIST's description is complete and agrees with its shapes")
    func mnist() throws {
        let set = try DataSet.named("MNIST")
        #expect(set.files.map(\.size) == [16 + 60_000 * 784, 8 + 60_000, 16 + 10_000 * 784, 8 + 10_000])
        #expect(set.files.allSatisfy { $0.sha256.count == 64 })
        #expect(Set(set.files.map(\.sha256)).count == 4)
    }

    @Test("an unknown data set is refused with those that are known")
    func unknown() throws {
        let error = try #require(dataError { () throws(DataError) in _ = try DataSet.named("cifar") })
        #expect(
            error.description == "data set: expected one of mnist, fashion-mnist, found \"cifar\"; "
                + "`labbook data fetch FILE.yml` adds what a file describes")
    }

    @Test("files are found in each place", arguments: ["data", "data/small", "cache/labbook/small", "notebook/small"])
    func places(_ place: String) throws {
        try small.write(to: place)
        let located = try small.dataSet().ensure(in: small.locations())
        #expect(located.map(\.path) == small.contents.map { "\(small.home.path)/\(place)/\($0.name)" })
    }

    @Test("LABBOOK_DATA goes before the cache, and the cache before the notebook's folder")
    func order() throws {
        for place in ["notebook", "cache/labbook", "data"] {
            try small.write(to: place)
            let located = try small.dataSet().ensure(in: small.locations())
            #expect(located.allSatisfy { $0.path.hasPrefix("\(small.home.path)/\(place)/") })
        }
    }

    @Test("files may be gzip, and may have a dot in their names")
    func spellings() throws {
        for (name, bytes) in small.contents {
            let dotted = name.replacing("-idx", with: ".idx")
            try small.home.write("data/" + (name.contains("labels") ? dotted : dotted + ".gz"), Gzip.stored(bytes))
        }
        let read = try small.dataSet().read(in: small.locations())
        #expect(read.map(\.labels) == [[7, 2, 1, 0], [9, 5]])
        #expect(read.map(\.count) == [4, 2])
    }

    @Test("one split can be read without the other")
    func oneSplit() throws {
        try small.write(to: "data")
        let test = try small.dataSet().read(["test"], in: small.locations())
        #expect(test.map(\.labels) == [[9, 5]])
    }

    @Test("a file with one byte altered is refused with both digests, and is left alone")
    func altered() throws {
        try small.write(to: "data")
        try small.write(to: "cache/labbook")
        let (name, bytes) = small.contents[0]
        let wrong = bytes.dropLast() + [bytes.last! ^ 1]
        let path = try small.home.write("data/" + name, Array(wrong))
        let expected = "expected SHA-256 \(digest(bytes)), found \(digest(Array(wrong)))"
        let errors = [
            dataError { () throws(DataError) in _ = try small.dataSet().read(in: small.locations()) },
            dataError { () throws(DataError) in try small.dataSet().ensure(in: small.locations()) },
        ]
        for error in errors {
            #expect(error?.kind == .wrongContent)
            #expect(error?.subject == path)
            #expect(error?.message.hasPrefix(expected) == true)
        }
        #expect(small.home.read("data/" + name) == Array(wrong))
    }

    @Test("a half-copied file is refused by its length", arguments: [0, 1, 20])
    func half(_ length: Int) throws {
        try small.write(to: "data")
        try small.home.write("data/" + small.contents[2].name, Array(small.contents[2].bytes.prefix(length)))
        let error = try #require(
            dataError { () throws(DataError) in _ = try small.dataSet().read(in: small.locations()) })
        #expect(error.kind == .wrongLength)
        #expect(error.message.hasPrefix("expected 28 bytes, found \(length)"))
    }

    @Test("a gzip file with other content is refused, longer or shorter")
    func otherGzip() throws {
        try small.write(to: "data")
        let (name, bytes) = small.contents[0]
        for content in [bytes + [1], Array(bytes.dropLast()), Gzip.stored(bytes)] {
            try small.home.write("data/" + name, Gzip.stored(content))
            #expect(dataError { () throws(DataError) in try small.dataSet().ensure(in: small.locations()) } != nil)
            #expect(dataError { () throws(DataError) in _ = try small.dataSet().read(in: small.locations()) } != nil)
        }
    }

    @Test("the state of each file is told, and what is broken does not hide the others")
    func states() throws {
        try small.write(to: "data")
        try small.home.write("data/" + small.contents[1].name, [1, 2, 3])
        let set = small.dataSet()
        let shallow = set.states(verifying: false, in: small.locations())
        #expect(shallow.map(\.file) == set.files)
        #expect(shallow[1].state == .present(path: "\(small.home.path)/data/train-labels-idx1-ubyte"))
        let deep = set.states(verifying: true, in: small.locations()).map(\.state)
        guard case .broken(let error) = deep[1] else {
            Issue.record("expected a broken file, found \(deep[1])")
            return
        }
        #expect(error.kind == .wrongLength)
        #expect(deep[3] == .verified(path: "\(small.home.path)/data/t10k-labels-idx1-ubyte"))
        let elsewhere = small.locations(["LABBOOK_DATA": nil])
        #expect(set.states(verifying: true, in: elsewhere).allSatisfy { $0.state == .missing })
    }

    @Test("a folder that has a file's name is no such file")
    func folderOfThatName() throws {
        try small.write(to: "notebook")
        try small.home.write("data/train-images-idx3-ubyte/inner", [1])
        #expect(try small.dataSet().read(in: small.locations()).count == 2)
    }

    @Test("a place that cannot be looked at is not passed over")
    func unsearchable() throws {
        try small.write(to: "notebook")
        // A name of 300 letters can be looked at by nobody, not even by root.
        let locations = small.locations(["LABBOOK_DATA": small.home.path + "/" + String(repeating: "x", count: 300)])
        let error = try #require(dataError { () throws(DataError) in try small.dataSet().ensure(in: locations) })
        #expect(error.kind == .unreadable)
    }

    @Test("what was read is on record with its digest, once")
    func record() throws {
        try small.write(to: "data")
        for _ in 0..<2 { _ = try small.dataSet().read(in: small.locations()) }
        let uses = DataUse.recorded.filter { $0.path.hasPrefix(small.home.path) }
        #expect(Set(uses.map(\.name)) == Set(small.contents.map { "small/" + $0.name }))
        #expect(uses.count == 4)
        #expect(Set(uses.map(\.sha256)) == Set(small.contents.map { digest($0.bytes) }))
    }
}
