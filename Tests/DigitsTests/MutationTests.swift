import Digits
import Figures
import Foundation
import Testing

/// Damaged files, the same ones in every run; `LABBOOK_MUTATIONS` asks for another number of them.
@Suite("Damaged files")
struct MutationTests {
    @Test(
        "whatever is done to a file, it is read or refused",
        arguments: ["images-idx3-ubyte", "images-idx3-ubyte.gz"])
    func mutate(_ name: String) throws {
        // Twenty thousand files are written and read: in memory, where that is to be had.
        let folder = try TemporaryFolder(in: access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory())
        let count = ProcessInfo.processInfo.environment["LABBOOK_MUTATIONS"].flatMap { Int($0) } ?? 10_000
        let original = try Array(Data(contentsOf: URL(filePath: fixture(name))))
        let whole = try IDXFile(path: fixture(name)).bytes
        var mutator = Mutator(seed: 2026)
        var outcomes: [String: Int] = [:]
        for _ in 0..<count {
            let bytes = mutator.mutate(original)
            let path = try folder.write("x", bytes)
            do throws(DataError) {
                let file = try IDXFile(path: path, largest: 1 << 20)
                outcomes["read", default: 0] += 1
                #expect(file.bytes.count == file.dimensions.reduce(file.element.size, *))
                // gzip's checksum lets nothing altered through, but for its own header's names and times.
                if name.hasSuffix(".gz"), bytes.starts(with: [0x1f, 0x8b]) { #expect(file.bytes == whole) }
            } catch {
                outcomes[error.kind.rawValue, default: 0] += 1
                #expect(error.subject == path)
                #expect(!error.message.contains("\n"))
            }
        }
        // The damage reaches every check, not just the first.
        if count >= 10_000 {
            let expected = ["read", "wrongFormat", "wrongLength", "impossibleSize"]
            #expect(outcomes.keys.sorted() == (expected + (name.hasSuffix(".gz") ? ["badGzip"] : [])).sorted())
        }
    }

    @Test("whatever is done to a PNG file, it is read or refused", arguments: [1, 2, 3])
    func mutatePicture(_ format: Int) throws {
        let count = (ProcessInfo.processInfo.environment["LABBOOK_MUTATIONS"].flatMap { Int($0) } ?? 10_000) / 3
        let digits = SyntheticDigits.images(count: 3, seed: UInt64(format)).pixels
        let image = Image(
            width: 28, height: 28, format: format == 1 ? .gray : format == 2 ? .rgb : .rgba,
            pixels: pixels(format, digits))
        let original = Array(
            try PNG(image, pixelsPerMetre: 3780, texts: [PNG.Text("Label", "7"), PNG.Text("Title", "数")]).encoded())
        var mutator = Mutator(seed: UInt64(format))
        var outcomes: [String: Int] = [:]
        for _ in 0..<count {
            // With its checksums made right again, damage gets past the first of them.
            let damaged = mutator.mutate(original)
            let bytes = mutator.isLucky ? withRightChecksums(damaged) : damaged
            do throws(PNGError) {
                let read = try PNG(decoding: bytes, maximumPixels: 1 << 20).image
                outcomes["read", default: 0] += 1
                #expect(read.pixels.count == read.width * read.height * read.format.rawValue)
            } catch {
                outcomes["refused", default: 0] += 1
                #expect(!error.description.contains("\n"))
            }
        }
        if count >= 3_000 { #expect(outcomes.count == 2) }
    }

    /// Found by mutation: libpng took gigabytes for it.
    @Test("a chunk that claims to be longer than its file is refused before memory is taken for it")
    func overlongChunk() throws {
        let path = URL(filePath: fixture("")).deletingLastPathComponent().appending(
            path: "png/chunk-longer-than-file.png")
        let bytes = try Data(contentsOf: path)
        let error = #expect(throws: PNGError.self) { try PNG(decoding: bytes) }
        #expect(error?.description == "not a PNG file that can be used: the file ends within a chunk")
    }

    private func pixels(_ format: Int, _ digits: [UInt8]) -> [UInt8] {
        switch format {
        case 1: Array(digits.prefix(784))
        case 2: digits
        default: digits + digits.prefix(784)
        }
    }

    private func withRightChecksums(_ file: [UInt8]) -> [UInt8] {
        var bytes = file
        var place = 8
        while place + 12 <= bytes.count {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - place - 12 else { break }
            let checksum = Gzip.crc32(Array(bytes[place + 4..<place + 8 + length]))
            for byte in 0..<4 {
                bytes[place + 8 + length + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * byte))
            }
            place += length + 12
        }
        return bytes
    }
}

/// Changes bytes as bad disks, broken downloads and bad intent do.
private struct Mutator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64, after Steele, Lea and Flood (2014).
    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ value >> 31) >> 1) % max(bound, 1)
    }

    /// Every other time.
    var isLucky: Bool { mutating get { below(2) == 0 } }

    mutating func mutate(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        // A raw file inside gzip, so that the header's checks are reached behind an honest checksum.
        let wrap = original.starts(with: [0x89]) ? false : below(4) == 0
        for _ in 0...below(3) {
            // Half of the damage goes where the sizes are.
            let place = below(2) == 0 ? below(min(bytes.count, 20)) : below(bytes.count)
            guard place < bytes.count else { continue }
            switch below(7) {
            case 0: bytes[place] ^= 1 << UInt8(below(8))
            case 1: bytes[place] = [0, 1, 0x7f, 0x80, 0xff, 0x1f, 0x8b][below(7)]
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.remove(at: place)
            case 4: bytes.insert(UInt8(below(256)), at: place)
            case 5: bytes += bytes[place...]
            default:
                for index in place..<min(place + 4, bytes.count) { bytes[index] = UInt8(below(256)) }
            }
        }
        return wrap ? Gzip.stored(bytes) : bytes
    }
}
