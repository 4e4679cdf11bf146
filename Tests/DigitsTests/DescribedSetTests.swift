import Digits
import Foundation
import TensorCore
import Testing

@Suite("Described data sets")
struct DescribedSetTests {
    let small = try! SmallSet()

    @Test("a set that was remembered is known by its name, and can be loaded")
    func remember() throws {
        let set = small.dataSet(sources: [.mirror("https://example.org/small")])
        try set.remember(in: small.locations())
        #expect(try DataSet.named("Small", in: small.locations()) == set)
        #expect(DataSet.known(in: small.locations()) == DataSet.all + [set])
        try small.write(to: "cache/labbook/small")
        #expect(try DataSet.named("small", in: small.locations()).load("test", in: small.locations()).labels == [9, 5])
        try set.remove(in: small.locations())
        #expect(DataSet.known(in: small.locations()) == DataSet.all)
    }

    @Test("many that remember a set at once do not get in each other's way")
    func rememberAtOnce() async throws {
        let set = small.dataSet(sources: [.mirror("https://example.org/small")])
        let locations = small.locations()
        try await withThrowingTaskGroup { group in
            for _ in 0..<40 { group.addTask { try set.remember(in: locations) } }
            try await group.waitForAll()
        }
        #expect(try DataSet.named("small", in: locations) == set)
    }

    @Test("a description that leads out of its folder, or is broken, is refused")
    func unsound() throws {
        let set = small.dataSet(sources: [.mirror("https://example.org/small")])
        try set.remember(in: small.locations())
        let path = "cache/labbook/small/set.json"
        let good = String(decoding: try #require(small.home.read(path)), as: UTF8.self)
        for (old, new) in [
            ("t10k-labels-idx1-ubyte", "../t10k-labels-idx1-ubyte"), ("https://", "--output=x "),
            ("\"small\"", "\"other\""),
            ("{", "["), ("\"classes\" : 10", "\"classes\" : -1"),
        ] {
            let altered = good.replacingOccurrences(of: old, with: new)
            try #require(altered != good)
            try small.home.write(path, Array(altered.utf8))
            let error = try #require(
                dataError { () throws(DataError) in _ = try DataSet.named("small", in: small.locations()) })
            #expect(
                error.kind == .wrongFormat && error.description.contains("/small/set.json: expected the description"))
            #expect(DataSet.known(in: small.locations()) == DataSet.all)
        }
    }

    @Test("names and addresses that could be paths or options are not usable")
    func usable() {
        for name in ["a", "train-images-idx3-ubyte", "k_49.v2"] { #expect(DataSet.isUsable(name: name)) }
        for name in ["", ".", "..", ".x", "-x", "a/b", "a b", "ä", "a\n", String(repeating: "a", count: 101)] {
            #expect(!DataSet.isUsable(name: name))
        }
        for address in ["https://example.org/x", "http://x", "file:///x"] {
            #expect(DataSet.isUsable(address: address))
        }
        for address in ["", "https://", "ftp://x", "-o x", "https://x y", "/x"] {
            #expect(!DataSet.isUsable(address: address))
        }
    }

    @Test("Fashion-MNIST is not mistaken for MNIST, whose files have its names and sizes")
    func sameNames() throws {
        for file in DataSet.mnist.files { try small.home.write("data/" + file.name, [1]) }
        let states = { (set: DataSet) in set.states(verifying: false, in: small.locations()).map(\.state) }
        for (state, file) in zip(states(.mnist), DataSet.mnist.files) {
            #expect(state == .present(path: small.home.path + "/data/" + file.name))
        }
        for state in states(.fashionMNIST) {
            if case .present(let path) = state {
                #expect(path.hasPrefix("/usr/share/"))
            } else {
                #expect(state == .missing)
            }
        }
        try small.home.write("data/fashion-mnist/train-labels-idx1-ubyte", [1])
        #expect(
            states(.fashionMNIST)[1] == .present(path: small.home.path + "/data/fashion-mnist/train-labels-idx1-ubyte"))
    }

    @Test("a Debian package is used where it lies, or else downloaded by apt and unpacked")
    func debianPackage() throws {
        let folder = small.home.path + "/installed"
        let set = small.dataSet(sources: [.debianPackage("dataset-small", folder: folder)])
        try small.install(
            "apt-get",
            "[ \"$1 $3\" = 'download dataset-small' ] && echo \"$PWD\" > \"$LOG\" && touch dataset-small_1_all.deb")
        try small.install("dpkg-deb", "mkdir -p \"$3/usr\" && cp -r '\(small.home.path)/package' \"$3/usr/share\"")
        for (name, bytes) in small.contents { try small.home.write("package/" + name + ".gz", Gzip.stored(bytes)) }
        try set.ensure(in: small.locations())
        #expect(small.log == [small.home.path + "/cache/labbook/small/.fetching/downloaded"])
        #expect(small.home.names(in: "cache/labbook/small").count == 5)
        try set.remove(in: small.locations())
        for (name, bytes) in small.contents { try small.home.write("installed/" + name + ".gz", Gzip.stored(bytes)) }
        #expect(try set.ensure(in: small.locations()).allSatisfy { $0.path.hasPrefix(folder) })
        let missing = small.dataSet(sources: [.debianPackage("other", folder: "/nowhere")])
        try small.install("apt-get", "echo 'E: Unable to locate package other' >&2; exit 100")
        let error = try #require(
            dataError { () throws(DataError) in
                try missing.ensure(
                    in: small.locations(["LABBOOK_DATA": nil, "XDG_CACHE_HOME": small.home.path + "/none"]))
            })
        #expect(error.message.contains("the Debian package other: E: Unable to locate package other"))
        #expect(error.message.hasSuffix("in LABBOOK_DATA, or install the Debian package other"))
    }
}
