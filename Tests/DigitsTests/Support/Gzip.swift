/// Gzip members made by hand, so that each part of them can be made wrong.
enum Gzip {
    /// A member that stores the bytes as they are.
    static func stored(_ bytes: [UInt8], checksum: UInt32? = nil, length: UInt32? = nil) -> [UInt8] {
        var body: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(65535)
            rest = rest.dropFirst(block.count)
            let size = UInt16(block.count)
            body += [rest.isEmpty ? 1 : 0] + littleEndian(size) + littleEndian(~size) + block
        } while !rest.isEmpty
        return header + body + littleEndian(checksum ?? crc32(bytes)) + littleEndian(length ?? UInt32(bytes.count))
    }

    /// A member that inflates to `start` and then zeros, 258 of them from each 13 bits.
    static func zeros(after start: [UInt8], count: Int) -> [UInt8] {
        var bits = BitWriter()
        bits.write(0b011, count: 3)  // the last block, with the fixed codes
        for byte in start + [0] { bits.writeLiteral(byte) }
        for _ in 0..<(count - 1) / 258 {
            bits.writeReversed(0b1100_0101, count: 8)  // a length of 258
            bits.writeReversed(0, count: 5)  // at a distance of 1
        }
        for _ in 0..<(count - 1) % 258 { bits.writeLiteral(0) }
        bits.writeReversed(0, count: 7)  // the end of the block
        let content = start + [UInt8](repeating: 0, count: count)
        return header + bits.bytes + littleEndian(crc32(content)) + littleEndian(UInt32(content.count))
    }

    private static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var value = ~UInt32(0)
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 255)] ^ (value >> 8) }
        return ~value
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }
}

private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    /// Writes the lowest bits, the lowest first.
    mutating func write(_ value: Int, count: Int) {
        for bit in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << used
            used += 1
        }
    }

    /// Writes a Huffman code, the highest bit first.
    mutating func writeReversed(_ code: Int, count: Int) {
        for bit in (0..<count).reversed() { write(code >> bit, count: 1) }
    }

    mutating func writeLiteral(_ byte: UInt8) {
        if byte < 144 {
            writeReversed(0x30 + Int(byte), count: 8)
        } else {
            writeReversed(0x190 + Int(byte) - 144, count: 9)
        }
    }
}
