import Foundation
import Synchronization

/// All pages that are open, to which events go.
package final class EventHub: Sendable {
    /// How many streams may be open at once.
    package static let limit = 64

    private let streams = Mutex<[EventStream]>([])

    package init() {}

    /// Opens a stream that begins with some events; nil if there are too many already.
    ///
    /// Nothing is sent to the others meanwhile, so what the new one begins with is followed by what comes after it.
    package func open(beginning: () -> [ServerEvent]) -> EventStream? {
        streams.withLock { streams in
            streams.removeAll(where: \.isEnded)
            guard streams.count < Self.limit else { return nil }
            let stream = EventStream(beginning: beginning().map(\.bytes))
            streams.append(stream)
            return stream
        }
    }

    /// Sends an event to all pages.
    package func send(_ event: ServerEvent) {
        send(event.bytes)
    }

    /// Finds connections that broke, which only a write shows.
    package func beat() {
        send(ServerEvent.heartbeat)
    }

    private func send(_ bytes: Data) {
        streams.withLock { streams in
            streams.removeAll(where: \.isEnded)
            for stream in streams { stream.send(bytes) }
        }
    }

    /// How many pages are open.
    package var count: Int { streams.withLock { $0.count { !$0.isEnded } } }

    /// Ends all streams.
    package func end() {
        for stream in streams.withLock({ $0 }) { stream.end() }
    }
}
