import Digits
import Testing

@Suite("Images with labels")
struct DigitImagesTests {
    let folder = try! TemporaryFolder()

    private func fault(images: [UInt8], labels: [UInt8], classes: Int = 10) throws -> DataError {
        let images = try folder.write("images", images)
        let labels = try folder.write("labels", labels)
        return try #require(
            dataError { () throws(DataError) in _ = try DigitImages(images: images, labels: labels, classes: classes) })
    }

    @Test("a pair of files is read, and each image can be had")
    func pair() throws {
        let digits = try DigitImages(images: fixture("images-idx3-ubyte.gz"), labels: fixture("labels-idx1-ubyte"))
        #expect(digits.count == 8)
        #expect([digits.height, digits.width] == [12, 10])
        #expect(digits.labels == [3, 1, 4, 1, 5, 9, 2, 6])
        #expect(Array(digits[7]) == Array(digits.pixels.suffix(120)))
    }

    @Test("a label past the last class is refused, with its place")
    func labelPastNine() throws {
        let error = try fault(images: idx([3, 1, 1], [0, 0, 0]), labels: idx([3], [9, 0, 10]))
        #expect(error.kind == .badLabel)
        #expect(error.description == "\(folder.path)/labels: expected labels from 0 to 9, found 10 for image 2")
    }

    @Test("images and labels of different counts are refused")
    func differentCounts() throws {
        let error = try fault(images: idx([3, 1, 1], [0, 0, 0]), labels: idx([2], [9, 0]))
        #expect(error.kind == .countMismatch)
        #expect(error.message == "expected 3 labels, one for each image in \(folder.path)/images, found 2")
    }

    @Test("files that are given in the wrong order are refused")
    func swapped() throws {
        let error = try fault(images: idx([1], [0]), labels: idx([1, 1, 1], [0]))
        #expect(error.kind == .wrongFormat)
        #expect(
            error.message == "expected bytes of rank 3: images, [count, height, width], found uint8 of rank 1: [1]")
    }

    @Test("images of floats are refused")
    func floatImages() throws {
        #expect(
            try fault(images: idx([1, 1, 1], [0, 0, 0, 0], element: 0x0D), labels: idx([1], [0])).kind == .wrongFormat)
    }
}
