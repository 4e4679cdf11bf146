import CKernel
import Foundation
import Kernel
import Testing

@Suite("Frames on the wire")
struct FrameReaderTests {
    private static let mark = withUnsafeBytes(of: labbook_takeover_mark) { Data($0) }

    private static func frame(_ text: String) -> Data {
        Data([UInt8(text.utf8.count), 0, 0, 0, UInt8(ascii: "o")]) + Data(text.utf8)
    }

    private static func texts(_ pieces: [Data]) -> [String] {
        var reader = FrameReader()
        var texts: [String] = []
        for piece in pieces {
            reader.add(piece)
            while let (_, payload) = reader.nextPayload() { texts.append(String(decoding: payload, as: UTF8.self)) }
        }
        return texts
    }

    @Test("frames are found however the bytes are cut")
    func cuts() {
        let stream = Self.frame("first") + Self.frame("") + Self.mark + Self.frame("second")
        for size in 1...stream.count {
            let pieces = stride(from: 0, to: stream.count, by: size).map { stream[$0..<min($0 + size, stream.count)] }
            #expect(Self.texts(pieces.map { Data($0) }) == ["first", "", "second"])
        }
    }

    @Test("half a frame before the mark of a takeover is dropped, whole ones are kept")
    func halfFrame() {
        for length in 0..<Self.frame("never finished").count {
            let half = Self.frame("never finished").prefix(length)
            let stream = Self.frame("whole") + half + Self.mark + Self.frame("after")
            #expect(Self.texts([stream]) == ["whole", "after"])
            #expect(Self.texts(stream.map { Data([$0]) }) == ["whole", "after"])
        }
    }
}
