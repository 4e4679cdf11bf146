import Figures
import Testing

struct ImageGridTests {
    private static let three = [Float](repeating: 0.25, count: 3 * 4)

    @Test("labels and predictions become captions, marks and words")
    func predictions() {
        let grid = ImageGrid(pixels: Self.three, width: 2, height: 2, labels: [7, 9, 4], predictions: [7, 4, 4])
        #expect(grid.captions == ["7", "9 → 4", "4"])
        #expect(grid.marked == [false, true, false])
        #expect(grid.altText == "3 images, 2 right, 1 wrong: 9 read as 4")
    }

    @Test("captions of one's own are in the words")
    func captions() {
        let grid = ImageGrid(
            pixels: Self.three, width: 2, height: 2, captions: ["a", "b", "c"], marked: [true, false, true],
            title: "Three")
        #expect(grid.altText == "Three: 3 images, captions a, b, c; 2 marked")
    }

    @Test(
        "the columns fill the rows where a number does",
        arguments: [(0, 1), (3, 3), (10, 10), (25, 5), (36, 9), (40, 10), (49, 7), (23, 10), (100, 10)])
    func columns(count: Int, columns: Int) {
        let grid = ImageGrid(pixels: [Float](repeating: 0, count: count * 4), width: 2, height: 2)
        #expect(grid.columns == columns)
    }

    @Test("pixels are sharp blocks: ink where they are 1, paper where they are 0")
    func blocks() throws {
        let grid = ImageGrid(pixels: [0, 1, .nan, -1], width: 2, height: 2)
        let image = try PNG(decoding: grid.png(scale: 2)).image
        func pixel(_ x: Int, _ y: Int) -> [UInt8] {
            Array(image.pixels[(y * image.width + x) * 4..<(y * image.width + x) * 4 + 3])
        }
        let (paper, ink): ([UInt8], [UInt8]) = ([0xF3, 0xF4, 0xF6], [0x1B, 0x1F, 0x24])
        // The image begins at the margin of 14 CSS pixels and has blocks of 12.
        #expect(pixel(28, 28) == paper && pixel(51, 51) == paper)
        #expect(pixel(52, 28) == ink && pixel(75, 51) == ink)
        #expect(pixel(28, 52) == paper && pixel(75, 75) == paper)
        #expect(pixel(76, 40) == [255, 255, 255])
    }
}
