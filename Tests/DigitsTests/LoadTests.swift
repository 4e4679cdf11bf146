import Digits
import TensorCore
import Testing

@Suite("Loading digits as tensors")
struct LoadTests {
    let small = try! SmallSet()

    @Test("a split has a row for each image, from 0 to 1, and its labels")
    func split() throws {
        try small.write(to: "data")
        let train = try small.dataSet().load("train", in: small.locations())
        #expect(train.inputs.shape == [4, 6])
        #expect(train.labels == [7, 2, 1, 0])
        let expected = small.contents[0].bytes.dropFirst(16).map { Float($0) / 255 }
        #expect(zip(train.inputs.scalars, expected).allSatisfy { abs($0 - $1) < 1e-7 })
    }

    @Test("black is 0 and white is 1, exactly")
    func ends() throws {
        let folder = try TemporaryFolder()
        let images = try DigitImages(
            images: folder.write("images", idx([1, 1, 2], [0, 255])), labels: folder.write("labels", idx([1], [3])))
        #expect(LabeledData(images).inputs.scalars == [0, 1])
    }

    @Test("a split that the set does not have is refused with those that it has")
    func unknownSplit() throws {
        try small.write(to: "data")
        let error = dataError { () throws(DataError) in
            _ = try small.dataSet().load("validation", in: small.locations())
        }
        #expect(error?.description == "Small: expected a split that is one of train, test, found \"validation\"")
    }

    @Test("MNIST that is nowhere is one error, not a crash")
    func nowhere() throws {
        let locations = small.locations(["PATH": small.home.path + "/bin"])
        let error = dataError { () throws(DataError) in _ = try MNIST.load(in: locations) }
        #expect(error?.kind == .unavailable)
    }
}
