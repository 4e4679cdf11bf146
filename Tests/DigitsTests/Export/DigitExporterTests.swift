import Digits
import Figures
import Foundation
import Testing

@Suite("Exporting digits")
struct DigitExporterTests {
    let home = try! TemporaryFolder()
    let images = DigitImages(pixels: (0..<60).map { UInt8($0 * 4) }, labels: [7, 2, 1, 0, 4], height: 3, width: 4)

    private var part: DigitPart { DigitPart(dataSet: "MNIST", split: "test", images: images) }
    private var exporter: DigitExporter { DigitExporter(folder: home.path + "/out") }

    private func picture(_ name: String) throws -> PNG {
        try PNG(decoding: try #require(home.read("out/" + name)))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try #require(home.read("out/" + name)), as: UTF8.self)
    }

    @Test("each digit becomes a grey file with its own pixels and what it is")
    func files() throws {
        let summary = try exporter.export([part])
        #expect(summary.pictures == 5 && summary.replaced == 0)
        let names = [
            "test-00000-label-7.png", "test-00001-label-2.png", "test-00002-label-1.png", "test-00003-label-0.png",
            "test-00004-label-4.png",
        ]
        #expect(home.names(in: "out") == ["digits.csv", "digits.json"] + names)
        #expect(home.names() == ["out"])
        for (index, name) in names.enumerated() {
            let png = try picture(name)
            #expect(png.image.format == .gray && png.image.width == 4 && png.image.height == 3)
            #expect(png.image.pixels == Array(images[index]))
            #expect(
                png.texts == [
                    PNG.Text("Software", "Labbook"), PNG.Text("Data set", "MNIST"), PNG.Text("Split", "test"),
                    PNG.Text("Index", "\(index)"), PNG.Text("Label", "\(images.labels[index])"),
                ])
        }
    }

    @Test("the index lists file, index, split, label, prediction and confidence")
    func index() throws {
        var part = part
        part.indices = [3, 0]
        part.predictions = Predictions(labels: [7, 2, 1, 6], confidences: [0.5, 0.5, 0.5, 0.75])
        try exporter.export([part])
        #expect(
            try text("digits.csv") == """
                file,index,split,label,prediction,confidence
                test-00003-label-0.png,3,test,0,6,0.75
                test-00000-label-7.png,0,test,7,7,0.5

                """)
        struct Index: Decodable {
            struct Digit: Decodable {
                var file: String
                var index: Int
                var split: String
                var label: Int
                var prediction: Int?
                var confidence: Double?
            }
            var title: String
            var digits: [Digit]
        }
        let index = try JSONDecoder().decode(Index.self, from: Data(try text("digits.json").utf8))
        #expect(index.title == "MNIST, test")
        #expect(index.digits.map(\.index) == [3, 0] && index.digits.map(\.prediction) == [6, 7])
    }

    @Test("a strange name cannot break out of the index or the page")
    func hostileName() throws {
        var exporter = exporter
        exporter.writesPage = true
        try exporter.export([DigitPart(dataSet: "</script><b>\"\n", split: "test", images: images)])
        #expect(!(try text("digits.html")).contains("<b>"))
        let json = try JSONSerialization.jsonObject(with: Data(try text("digits.json").utf8)) as? [String: Any]
        #expect(json?["title"] as? String == "</script><b>\"\n, test")
    }

    @Test("digits can be enlarged in blocks or smoothly, and inverted")
    func styles() throws {
        var exporter = exporter
        exporter.style = DigitStyle(scale: 3, isInverted: true)
        try exporter.export([part])
        let blocks = try picture("test-00001-label-2.png").image
        #expect(blocks.width == 12 && blocks.height == 9)
        for (place, value) in blocks.pixels.enumerated() {
            #expect(value == 255 - images[1][12 + place / 12 / 3 * 4 + place % 12 / 3])
        }
        exporter.style = DigitStyle(scale: 3, scaling: .smooth)
        try exporter.export([part])
        let smooth = try picture("test-00001-label-2.png").image
        // An interpolation goes through the values in the middles of their blocks.
        for y in 0..<3 {
            for x in 0..<4 { #expect(smooth.pixels[(y * 3 + 1) * 12 + x * 3 + 1] == images[1][12 + y * 4 + x]) }
        }
    }

    @Test("its own files are replaced, those of others are not, and then nothing is written")
    func foreign() throws {
        try exporter.export([part])
        #expect(try exporter.export([part]).replaced == 7)
        try home.write("out/test-00001-label-2.png", Array("mine".utf8))
        try home.write(
            "out/test-00002-label-1.png",
            [UInt8](try PNG(Image(width: 1, height: 1, format: .gray, pixels: [9])).encoded()))
        try FileManager.default.removeItem(atPath: home.path + "/out/test-00000-label-7.png")
        let error = try #require(dataError { () throws(DataError) in try exporter.export([part]) })
        #expect(error.kind == .foreignFile)
        #expect(
            error.description == "\(home.path)/out/test-00001-label-2.png: is there already and was not written by "
                + "labbook, and 1 more such files; nothing was written; --force replaces it")
        #expect(home.read("out/test-00000-label-7.png") == nil)
        #expect(home.read("out/test-00001-label-2.png") == Array("mine".utf8))
        var forced = exporter
        forced.replacesForeignFiles = true
        try forced.export([part])
        #expect(try picture("test-00001-label-2.png").image.pixels == Array(images[1]))
    }

    @Test("an index of another origin is not replaced", arguments: ["digits.csv", "digits.json", "digits.html"])
    func foreignIndex(_ name: String) throws {
        try home.write("out/" + name, Array("file,label\n".utf8))
        var exporter = exporter
        exporter.writesPage = true
        #expect(dataError { () throws(DataError) in try exporter.export([part]) }?.kind == .foreignFile)
        #expect(home.names(in: "out") == [name])
    }

    @Test("files of other names in the folder stay")
    func others() throws {
        try home.write("out/notes.txt", [1])
        try home.write("out/.labbook-unfinished-0", [1])
        try exporter.export([part])
        #expect(home.names(in: "out").count == 8)
        #expect(home.read("out/notes.txt") == [1])
    }

    @Test("a dry run finds out what would be written, and writes nothing")
    func dryRun() throws {
        #expect(try exporter.export([part], dryRun: true).pictures == 5)
        #expect(home.names().isEmpty)
    }

    @Test("a place that cannot be written is named, and nothing is left")
    func unwritable() throws {
        try home.write("out", [1])
        let error = try #require(dataError { () throws(DataError) in try exporter.export([part]) })
        #expect(error.kind == .unwritable && error.description.hasPrefix(home.path + "/out"))
        let below = DigitExporter(folder: home.path + "/out/below")
        #expect(dataError { () throws(DataError) in try below.export([part]) }?.kind == .unwritable)
        #expect(home.names() == ["out"])
    }

    @Test("where the label is not known, it is left out")
    func unknownLabels() throws {
        let unknown = DigitImages(pixels: [1, 2], labels: [-1, -1], height: 1, width: 1)
        try exporter.export([DigitPart(dataSet: "drawing.png", split: "drawing", images: unknown)])
        #expect(try picture("drawing-00000.png").texts.map(\.keyword) == ["Software", "Data set", "Split", "Index"])
        #expect(try text("digits.csv").hasSuffix("drawing-00000.png,0,drawing,,,\ndrawing-00001.png,1,drawing,,,\n"))
    }

    @Test("two splits go into one folder, and none is empty of pixels")
    func splits() throws {
        let train = DigitPart(dataSet: "MNIST", split: "train", images: images)
        #expect(try exporter.export([train, part]).pictures == 10)
        #expect(try text("digits.csv").split(separator: "\n").count == 11)
        let path = try home.write("empty", idx([2, 0, 4], []))
        let labels = try home.write("labels", idx([2], [1, 2]))
        let empty = try DigitImages(images: path, labels: labels)
        let part = DigitPart(dataSet: "empty", split: "test", images: empty)
        #expect(dataError { () throws(DataError) in try exporter.export([part]) }?.kind == .badChoice)
    }

    @Test("a sheet shows digits in rows, marks mistakes, and is its own file to replace")
    func sheet() throws {
        var part = part
        part.predictions = Predictions(labels: [7, 2, 1, 6, 4])
        var sheet = DigitSheet(columns: 3)
        sheet.scale = 8
        sheet.padding = 30
        try exporter.exportSheet([part], sheet)
        let wide = try picture("sheet.png")
        #expect(wide.texts.contains(PNG.Text("Title", "MNIST, test")))
        sheet.scale = 4
        sheet.caption = .none
        sheet.theme = .dark
        #expect(try exporter.exportSheet([part], sheet).replaced == 3)
        let small = try picture("sheet.png")
        #expect(small.image.height < wide.image.height)
        #expect(small.image.pixels[0] < 64 && wide.image.pixels[0] == 255)
        #expect(try text("digits.csv").contains("sheet.png,3,test,0,6,\n"))
    }

    @Test("IDX files are read back as they were, and are not replaced unasked")
    func idxFiles() throws {
        #expect(try exporter.exportIDX([part]).indexFiles == ["test-images-idx3-ubyte", "test-labels-idx1-ubyte"])
        let read = try DigitImages(contentsOf: home.path + "/out", split: "test")
        #expect(read.pixels == images.pixels && read.labels == images.labels && read.width == 4)
        #expect(dataError { () throws(DataError) in try exporter.exportIDX([part]) }?.kind == .foreignFile)
    }
}
