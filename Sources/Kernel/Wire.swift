import CKernel
package import Foundation
import Lab

/// How values go over the wire: as JSON, with strings for numbers that JSON has no form for, as a loss may be one.
enum WireFormat {
    static func encode(_ value: some Encodable) -> Data? {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try? encoder.encode(value)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) -> Value? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try? decoder.decode(type, from: data)
    }
}

/// What the command line asks of the kernel host.
enum Command: Codable {
    /// Sets what holds for the whole run; said once, before all else.
    case configure(seed: UInt64, values: [String: Parameters.Value], memoryLimit: Int)
    /// Loads a unit's library and runs it, if asked with a snapshot from before it. If it `mayFail`, an error that it
    /// throws does not end its process. Its figures tell its label, and are stored in its format.
    case run(
        unit: Int, library: String, entryPoint: String, mayFail: Bool, keepsSnapshot: Bool, label: String,
        figureFormat: String?)
}

/// What the kernel host tells of the unit that it runs, besides text and traps.
enum HostEvent: Codable {
    /// The process that now runs the unit, and the one that is the snapshot from before it, or why there is none.
    case started(process: Int32, snapshot: Int32?, missing: MissingSnapshot?)
    /// The unit put something out.
    case output(Event)
    /// The unit came to its end.
    case finished
    /// The unit threw an error that nobody caught; the places on the stack come innermost first.
    case thrown(message: String, places: [CodePlace])
    /// After the unit had thrown an error, its process goes on: the unit was one that may fail.
    case returnedAfterError
    /// The unit calls `exit`; the places on the stack come innermost first.
    case exiting(places: [CodePlace])
    /// The unit's library could not be loaded.
    case notLoaded(message: String)
    /// The unit's process ended, with this status of `waitpid`, and `process`, the snapshot from before it, goes on.
    case restored(process: Int32, status: Int32)
}

/// Why a snapshot was not kept that was to be kept.
enum MissingSnapshot: String, Codable {
    case task = "a task that no cell waits for still runs"
    case threads = "a thread that a cell started still runs"
    case memory = "memory is short"
    case system = "the system makes no more processes"
}

/// A place in the code of a unit's library.
struct CodePlace: Codable {
    /// The unit.
    var unit: Int
    /// The offset in the library.
    var offset: UInt64

    init(_ place: labbook_place) {
        unit = Int(place.cell)
        offset = place.offset
    }
}

/// One frame as it comes from the host.
enum Frame {
    case stdout(Data)
    case stderr(Data)
    case event(HostEvent)
    case trap(signal: Int32, stackOverflow: Bool, places: [CodePlace])

    /// Reads a frame's payload; nil if it is none that the host sends.
    init?(type: UInt8, payload: Data) {
        switch Int(type) {
        case Int(LABBOOK_FRAME_STDOUT): self = .stdout(payload)
        case Int(LABBOOK_FRAME_STDERR): self = .stderr(payload)
        case Int(LABBOOK_FRAME_EVENT):
            guard let event = WireFormat.decode(HostEvent.self, from: payload) else { return nil }
            self = .event(event)
        case Int(LABBOOK_FRAME_TRAP):
            guard payload.count == MemoryLayout<labbook_trap>.size else { return nil }
            var trap = labbook_trap()
            _ = withUnsafeMutableBytes(of: &trap) { payload.copyBytes(to: $0) }
            let places = withUnsafeBytes(of: trap.places) { bytes in
                (0..<min(Int(trap.count), 64)).map {
                    CodePlace(
                        bytes.loadUnaligned(
                            fromByteOffset: $0 * MemoryLayout<labbook_place>.stride, as: labbook_place.self))
                }
            }
            self = .trap(signal: Int32(trap.signal), stackOverflow: trap.stack_overflow != 0, places: places)
        default: return nil
        }
    }
}

/// Takes frames out of a stream of bytes.
///
/// A process that was ended while it wrote leaves half a frame behind. The snapshot that takes over writes a mark first;
/// a frame that would reach across the mark is that half.
package struct FrameReader {
    private var bytes: [UInt8] = []
    /// Where what was not yet taken begins.
    private var start = 0
    /// Where the first mark begins that has come and is not yet passed.
    private var mark: Int?
    /// Where a mark may begin of which only a part has come; the end if none does.
    private var partialMark = 0

    private static let takeoverMark = withUnsafeBytes(of: labbook_takeover_mark) { [UInt8]($0) }
    private static let headSize = 5

    package init() {}

    /// Adds bytes as they come.
    package mutating func add(_ more: Data) {
        bytes.removeFirst(start)
        mark? -= start
        start = 0
        let unsearched = max(0, bytes.count - Self.takeoverMark.count + 1)
        bytes.append(contentsOf: more)
        if mark == nil { mark = firstMark(from: unsearched) }
        let lengths = stride(from: min(bytes.count, Self.takeoverMark.count - 1), to: 0, by: -1)
        partialMark = bytes.count - (lengths.first { bytes.suffix($0) == Self.takeoverMark.prefix($0) } ?? 0)
    }

    private func firstMark(from index: Int) -> Int? {
        var index = index
        while let found = bytes[index...].firstIndex(of: Self.takeoverMark[0]) {
            if bytes[found...].starts(with: Self.takeoverMark) { return found }
            index = found + 1
        }
        return nil
    }

    /// The next whole frame; nil until more bytes have come.
    mutating func next() -> Frame? {
        while let (type, payload) = nextPayload() {
            if let frame = Frame(type: type, payload: payload) { return frame }
        }
        return nil
    }

    /// The type and content of the next whole frame; nil until more bytes have come.
    package mutating func nextPayload() -> (type: UInt8, payload: Data)? {
        while true {
            let head = bytes[start...].prefix(Self.headSize)
            let length = head.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            let end = start + Self.headSize + length
            if let mark, end > bytes.count || mark < end {
                start = mark + Self.takeoverMark.count
                self.mark = firstMark(from: start)
                continue
            }
            guard head.count == Self.headSize, end <= partialMark else { return nil }
            let payload = Data(bytes[(start + Self.headSize)..<end])
            start = end
            return (bytes[end - length - 1], payload)
        }
    }
}
