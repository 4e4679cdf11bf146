import FlyingFox
import FlyingSocks
package import Foundation
import Synchronization

/// The events for one open page, as server-sent events (HTML standard, section 9.2).
///
/// Whoever sends never waits. A reader that falls too far behind loses its place: what it has not read is given up, it is
/// told to fetch the whole page again, and the stream ends.
package final class EventStream: Sendable {
    /// What may wait for a reader.
    package struct Limit {
        package var events: Int
        package var bytes: Int

        package init(events: Int = 256, bytes: Int = 32 << 20) {
            (self.events, self.bytes) = (events, bytes)
        }
    }

    private struct State {
        var waiting: [Data] = []
        var bytes = 0
        var isEnded = false
        var reader: CheckedContinuation<Data?, Never>?
    }

    private let limit: Limit
    private let state: Mutex<State>

    /// Opens a stream that begins with some events, however large they are.
    package init(beginning events: [Data] = [], limit: Limit = Limit()) {
        self.limit = limit
        state = Mutex(State(waiting: events))
    }

    /// Whether nothing more will be sent.
    package var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Sends an event, or puts it where the reader will find it.
    package func send(_ event: Data) {
        let reader: CheckedContinuation<Data?, Never>? = state.withLock { state in
            if state.isEnded { return nil }
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            state.waiting.append(event)
            state.bytes += event.count
            if state.waiting.count > limit.events || state.bytes > limit.bytes {
                state.waiting = [ServerEvent(name: "behind", json: "{}").bytes]
                state.isEnded = true
            }
            return nil
        }
        reader?.resume(returning: event)
    }

    /// Ends the stream once what waits is read.
    package func end() {
        let reader: CheckedContinuation<Data?, Never>? = state.withLock { state in
            state.isEnded = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// The next events in one piece; waits for one, and gives nil at the end. There is one reader.
    package func next() async -> Data? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (isReady, data): (Bool, Data?) = state.withLock { state in
                    if !state.waiting.isEmpty {
                        defer { (state.waiting, state.bytes) = ([], 0) }
                        return (true, state.waiting.count == 1 ? state.waiting[0] : Data(state.waiting.joined()))
                    }
                    if state.isEnded || Task.isCancelled { return (true, nil) }
                    state.reader = continuation
                    return (false, nil)
                }
                if isReady { continuation.resume(returning: data) }
            }
        } onCancel: {
            end()
        }
    }

    /// The stream as the body of an answer; the stream ends when nobody holds the body any more.
    package final class Body: AsyncBufferedSequence {
        package typealias Element = UInt8
        private let stream: EventStream

        package init(_ stream: EventStream) {
            self.stream = stream
        }

        deinit { stream.end() }

        package func makeAsyncIterator() -> Iterator { Iterator(body: self) }

        package struct Iterator: AsyncBufferedIteratorProtocol {
            fileprivate let body: Body

            package mutating func next() async throws -> UInt8? { try await nextBuffer(suggested: 1)?.first }

            package mutating func nextBuffer(suggested count: Int) async throws -> Data? { await body.stream.next() }
        }
    }
}

/// One event as it goes over the wire.
package struct ServerEvent {
    package let bytes: Data

    /// - Parameters:
    ///   - id: What the browser says when it asks again for what it missed.
    ///   - json: The data; it must be one line.
    package init(name: String, id: String? = nil, json: String) {
        bytes = Data(((id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(json)\n\n").utf8)
    }

    /// The data as JSON of a value.
    package init(name: String, id: String? = nil, _ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // Line ends inside of JSON strings are escaped, so it is one line.
        let json = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        self.init(name: name, id: id, json: json)
    }

    /// A line that says nothing, by which a broken connection is noticed.
    static let heartbeat = Data(":\n\n".utf8)
}
