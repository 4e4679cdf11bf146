import Digits
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

    mutating func mutate(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        // A raw file inside gzip, so that the header's checks are reached behind an honest checksum.
        let wrap = below(4) == 0
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
