/// PNG files put together byte by byte, right or wrong on purpose, without any library.
struct HandmadePNG {
    var width: UInt32 = 4
    var height: UInt32 = 3
    var depth: UInt8 = 8
    var colorType: UInt8 = 0
    var isInterlaced = false
    /// Chunks between the header and the pixels.
    var chunks: [(type: String, content: [UInt8])] = []
    /// The rows with the filter byte before each.
    var rows: [UInt8] = []

    var bytes: [UInt8] {
        var header = Self.bigEndian(width) + Self.bigEndian(height)
        header += [depth, colorType, 0, 0, isInterlaced ? 1 : 0]
        let all = [("IHDR", header)] + chunks.map { ($0.type, $0.content) } + [("IDAT", Self.zlib(rows)), ("IEND", [])]
        return Self.signature + all.flatMap { Self.chunk($0.0, $0.1) }
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]

    static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(crc32(body))
    }

    static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// A zlib stream of stored blocks.
    private static func zlib(_ content: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var rest = content[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            stream.append(rest.isEmpty ? 1 : 0)
            for number in [count, ~count] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
            stream += block
        } while !rest.isEmpty
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in content {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + bigEndian(b << 16 | a)
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}

extension HandmadePNG {
    /// A file whose samples count up from 0 in rows of `width`, packed as the depth asks for.
    static func counting(colorType: UInt8, depth: UInt8, channels: Int, isInterlaced: Bool = false) -> HandmadePNG {
        var file = HandmadePNG(depth: depth, colorType: colorType, isInterlaced: isInterlaced)
        if colorType == 3 { file.chunks = [("PLTE", (0..<(min(16, 1 << Int(depth)) * 3)).map { UInt8($0 * 5) })] }
        let passes =
            isInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)]
        for (left, top, across, down) in passes {
            for y in stride(from: top, to: Int(file.height), by: down) {
                let places = Array(stride(from: left, to: Int(file.width), by: across))
                if places.isEmpty { continue }
                let samples = places.flatMap { x in
                    (0..<channels).map { file.sample(x: x, y: y, channel: $0, channels: channels) }
                }
                file.rows += [0] + packed(samples, depth: Int(depth))
            }
        }
        return file
    }

    /// The sample that `counting` puts at a place.
    func sample(x: Int, y: Int, channel: Int, channels: Int) -> Int {
        let number = (y * Int(width) + x) * channels + channel
        return number * (depth == 16 ? 257 * 5 : depth == 8 && colorType != 3 ? 5 : 1) % (1 << Int(depth))
            % (colorType == 3 ? 16 : 1 << 16)
    }

    private static func packed(_ samples: [Int], depth: Int) -> [UInt8] {
        if depth == 16 { return samples.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
        let perByte = 8 / depth
        return stride(from: 0, to: samples.count, by: perByte).map { start in
            (0..<perByte).reduce(UInt8(0)) { byte, place in
                let sample = start + place < samples.count ? samples[start + place] : 0
                return byte | UInt8(sample << (8 - depth * (place + 1)))
            }
        }
    }
}
