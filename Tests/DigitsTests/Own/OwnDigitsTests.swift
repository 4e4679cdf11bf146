import Digits
import Figures
import Foundation
import TensorCore
import Testing

@Suite("One's own data")
struct OwnDigitsTests {
    let home = try! TemporaryFolder()

    private func fault(_ path: String) throws -> DataError {
        try #require(dataError { () throws(DataError) in _ = try OwnDigits.read(home.path + "/" + path) })
    }

    private func npy(_ type: String, _ shape: String, _ payload: [UInt8], order: String = "False") -> [UInt8] {
        var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(shape)), }"
        header += String(repeating: " ", count: 63 - (header.utf8.count + 10) % 64) + "\n"
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
            + Array(header.utf8) + payload
    }

    @Test("a folder of IDX files is read by its names, raw or gzip, each split once")
    func idxFolder() throws {
        try home.write("set/train-images-idx3-ubyte", idx([2, 1, 2], [1, 2, 3, 4]))
        try home.write("set/train-images-idx3-ubyte.gz", Gzip.stored(idx([2, 1, 2], [1, 2, 3, 4])))
        try home.write("set/train-labels-idx1-ubyte.gz", Gzip.stored(idx([2], [200, 1])))
        try home.write("set/t10k-images.idx3-ubyte", idx([1, 1, 2], [5, 6]))
        try home.write("set/t10k-labels.idx1-ubyte", idx([1], [9]))
        let splits = try OwnDigits.read(home.path + "/set/")
        #expect(splits.map(\.name) == ["test", "train"])
        #expect(splits[1].images.labels == [200, 1] && splits[0].images.pixels == [5, 6])
        try FileManager.default.removeItem(atPath: home.path + "/set/t10k-labels.idx1-ubyte")
        #expect(
            try fault("set").description.hasSuffix(
                "/set/t10k-labels.idx1-ubyte: expected the labels of t10k-images.idx3-ubyte, found no such file"))
    }

    @Test("a folder of PNG files for each class is read in the order of their names")
    func classFolders() throws {
        func png(_ pixels: [UInt8], _ format: Image.Format = .gray) throws -> [UInt8] {
            [UInt8](try PNG(Image(width: 2, height: 1, format: format, pixels: pixels)).encoded())
        }
        try home.write("set/9/b.png", png([1, 2]))
        try home.write("set/9/a.PNG", png([3, 4]))
        try home.write("set/10/x.png", png([255, 0, 0, 0, 0, 255], .rgb))
        try home.write("set/10/notes.txt", [1])
        let numbered = try DigitImages(contentsOf: home.path + "/set")
        #expect(numbered.labels == [10, 9, 9])
        #expect(numbered.pixels == [54, 18, 3, 4, 1, 2])
        try home.write("set/x/a.png", png([7, 8]))
        #expect(try DigitImages(contentsOf: home.path + "/set").labels == [0, 1, 1, 2])
        try home.write("half/train/0/a.png", png([1, 2]))
        try home.write("half/test/0/a.png", png([1, 2]))
        #expect(try OwnDigits.read(home.path + "/half").map(\.name) == ["train", "test"])
        try home.write(
            "set/x/b.png", [UInt8](try PNG(Image(width: 1, height: 1, format: .gray, pixels: [1])).encoded()))
        #expect(try fault("set").message == "expected 2 × 1 pixels as the pictures before it, found 1 × 1")
        try home.write("set/x/a.png", Array(png([1, 2]).dropLast(9)))
        #expect(try fault("set").kind == .badPicture)
    }

    @Test(
        "CSV is read with names or without, raw or gzip",
        arguments: [
            "7,0,1,2,255\n1,9,8,7,6\n", "label,p1,p2,p3,p4\r\n7,0,1,2,255\r\n\r\n1,9,8,7,6",
            "\u{FEFF}7, 0,1,2,\"255\"\n1,9,8,7,6",
        ])
    func csv(_ content: String) throws {
        try home.write("my set.csv", Array(content.utf8))
        try home.write("x.csv.gz", Gzip.stored(Array(content.utf8)))
        for name in ["my set.csv", "x.csv.gz"] {
            let split = try #require(try OwnDigits.read(home.path + "/" + name).first)
            #expect(split.name == (name == "x.csv.gz" ? "x" : "my-set"))
            #expect(split.images.labels == [7, 1] && split.images.pixels == [0, 1, 2, 255, 9, 8, 7, 6])
            #expect(split.images.width == 2 && split.images.height == 2)
        }
    }

    @Test(
        "broken CSV names its line",
        arguments: [
            ("", ": expected lines of a label and pixels, found none"),
            ("label,a,b\n", ": expected lines of a label and pixels, found none"),
            ("7,0,1,2\n", ":1: expected a label and the pixels of a square image, 785 numbers for 28 × 28, found 4"),
            ("7,0,1,2,3\n1,2\n", ":2: expected 5 numbers as in the lines before, found 2"),
            ("7,0,1,2,256\n", ":1: expected a number from 0 to 255, found 256"),
            ("7,0,1,2,99999999999999999999\n", ":1: expected a number from 0 to 255, found a larger one"),
            ("7,0,-1,2,3\n", ":1: expected a number from 0 to 255, found \"-\""),
            ("7,0,,2,3\n", ":1: expected a number from 0 to 255, found nothing in field 3"),
            ("7,0,1,2,3\na,b\n", ":2: expected a number from 0 to 255, found \"a\""),
        ])
    func brokenCSV(_ content: String, _ message: String) throws {
        try home.write("x.csv", Array(content.utf8))
        #expect(try fault("x.csv").description == "\(home.path)/x.csv\(message)")
    }

    @Test("npy files are read with the labels beside them, bytes and floats in either order")
    func npyFiles() throws {
        try home.write("images.npy", npy("|u1", "2, 1, 2", [1, 2, 3, 255]))
        try home.write("labels.npy", npy("<i8", "2,", [7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]))
        let bytes = try DigitImages(contentsOf: home.path + "/images.npy")
        #expect(bytes.pixels == [1, 2, 3, 255] && bytes.labels == [7, 2] && bytes.width == 2 && bytes.height == 1)
        try home.write("x_train.npy", npy(">f4", "1, 4", [0, 0, 0, 0, 0x3F, 0x80, 0, 0, 0x3F, 0, 0, 0, 0, 0, 0, 0]))
        try home.write("y_train.npy", npy("|u1", "1,", [9]))
        let floats = try DigitImages(contentsOf: home.path + "/x_train.npy")
        #expect(floats.pixels == [0, 255, 128, 0] && floats.width == 2 && floats.labels == [9])
    }

    @Test("broken npy files are refused before anything is made of them")
    func brokenNPY() throws {
        let good = npy("|u1", "1, 2, 2", [1, 2, 3, 4])
        try home.write("labels.npy", npy("|u1", "1,", [1]))
        for (bytes, kind) in [
            (Array(good.dropLast()), DataError.Kind.wrongLength), (good + [0], .wrongLength),
            ([1, 2, 3], .wrongFormat),
            (npy("<U4", "1, 2, 2", [1, 2, 3, 4]), .wrongFormat),
            (npy("|u1", "1, 2, 2", [1, 2, 3, 4], order: "True"), .wrongFormat),
            (npy("|u1", "4294967296, 4294967296, 4294967296", []), .impossibleSize),
            (npy("|u1", "99999999999999999999, 2", []), .wrongFormat), (npy("|u1", "-1, 2", []), .wrongFormat),
            (npy("|u1", "1, 3", [1, 2, 3]), .wrongFormat), (npy("|i1", "1, 1, 1", [255]), .wrongFormat),
            (npy("<f4", "1, 1, 1", [0, 0, 0xC0, 0x7F]), .wrongFormat),
            (npy("|u1", "2, 1, 1", [1, 2]), .countMismatch), (npy("|u1", "1, 0, 0", []), .wrongFormat),
        ] {
            try home.write("images.npy", bytes)
            #expect(try fault("images.npy").kind == kind)
        }
        for length in 0..<good.count {
            try home.write("images.npy", Array(good.prefix(length)))
            _ = try fault("images.npy")
        }
    }

    @Test("what is none of these is refused")
    func others() throws {
        try home.write("x.txt", [1])
        try home.write("empty/.hidden", [])
        #expect(try fault("x.txt").kind == .wrongFormat)
        #expect(try fault("missing.csv").kind == .unreadable)
        #expect(try fault("empty").message.hasSuffix("found an empty folder"))
    }

    @Test("a division by seed takes each digit once, and the same ones again")
    func splitting() {
        let all = DigitImages(pixels: (0..<10).map { UInt8($0) }, labels: Array(0..<10), height: 1, width: 1)
        let (train, test) = all.split(test: 0.3, seed: 5)
        #expect(test.count == 3 && train.count == 7)
        #expect(Set(train.labels + test.labels).count == 10)
        #expect(test.labels.map { UInt8($0) } == test.pixels)
        #expect(all.split(test: 0.3, seed: 5).test.labels == test.labels)
        #expect(LabeledData(all).split(test: 0.3, seed: 5).test.labels == test.labels)
        #expect(all.split(test: 2).train.count == 0 && all.split(test: -1).test.count == 0)
    }
}
