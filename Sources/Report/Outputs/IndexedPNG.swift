internal import Foundation

/// Writes tiny PNG files: a palette with opacity and one byte for each dot, not compressed (PNG, 3rd edition).
enum IndexedPNG {
    /// A colour of the palette.
    struct Color {
        var red: UInt8
        var green: UInt8
        var blue: UInt8
        var alpha: UInt8
    }

    /// The file for `pixels`, row by row, each an index into a palette of at most 256 colours.
    ///
    /// All rows together, with a byte more for each, must have less than 65,536 bytes.
    static func data(width: Int, height: Int, palette: [Color], pixels: [UInt8]) -> Data {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits, palette, and no interlacing.
        append("IHDR", bytes(width, 4) + bytes(height, 4) + [8, 3, 0, 0, 0], to: &file)
        append("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] }, to: &file)
        append("tRNS", palette.map(\.alpha), to: &file)
        let rows = (0..<height).flatMap { [0] + pixels[$0 * width..<($0 + 1) * width] }
        // One stored block (RFC 1951, 3.2.4) in a zlib stream.
        let length = [UInt8(rows.count & 0xFF), UInt8(rows.count >> 8)]
        append(
            "IDAT", [0x78, 0x01, 0x01] + length + length.map { ~$0 } + rows + bytes(Int(adler32(rows)), 4), to: &file)
        append("IEND", [], to: &file)
        return Data(file)
    }

    private static func append(_ type: String, _ content: [UInt8], to file: inout [UInt8]) {
        let chunk = Array(type.utf8) + content
        file += bytes(content.count, 4) + chunk + bytes(Int(crc32(chunk)), 4)
    }

    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        let (a, b) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
            let a = (sums.0 + UInt32(byte)) % 65521
            return (a, (sums.1 + a) % 65521)
        }
        return b << 16 | a
    }
}
