import Foundation
import Preview
import Testing

@Suite("Events for open pages")
struct EventStreamTests {
    private func event(_ number: Int) -> Data { ServerEvent(name: "n", json: "\(number)").bytes }

    @Test("events come in their order, and those that wait come in one piece")
    func order() async {
        let stream = EventStream(beginning: [event(0)])
        stream.send(event(1))
        #expect(await stream.next() == event(0) + event(1))
        stream.send(event(2))
        #expect(await stream.next() == event(2))
        stream.end()
        stream.send(event(3))
        #expect(await stream.next() == nil)
    }

    @Test("a reader that waits gets the next event at once")
    func waiting() async {
        let stream = EventStream()
        async let first = stream.next()
        stream.send(event(1))
        #expect(await first == event(1))
    }

    @Test("a reader that falls behind is told so once, and its stream ends; whoever sends does not wait")
    func behind() async {
        let stream = EventStream(limit: .init(events: 10))
        for number in 0..<1000 { stream.send(event(number)) }
        #expect(stream.isEnded)
        #expect(await stream.next().map { String(decoding: $0, as: UTF8.self) } == "event: behind\ndata: {}\n\n")
        #expect(await stream.next() == nil)
    }

    @Test("many bytes are too much, too, but not those that a stream begins with")
    func bytes() {
        let large = Data(count: 1000)
        let stream = EventStream(beginning: [large], limit: .init(bytes: 100))
        #expect(!stream.isEnded)
        stream.send(large)
        #expect(stream.isEnded)
    }

    @Test("a reader that is cancelled ends its stream")
    func cancelled() async {
        let stream = EventStream()
        let task = Task { await stream.next() }
        task.cancel()
        #expect(await task.value == nil)
        #expect(stream.isEnded)
    }

    @Test("a stream whose answer is thrown away ends and makes room for another")
    func room() throws {
        let hub = EventHub()
        var bodies: [EventStream.Body] = []
        for _ in 0..<EventHub.limit { bodies.append(EventStream.Body(try #require(hub.open { [] }))) }
        #expect(hub.open { [] } == nil)
        bodies.removeLast()
        #expect(hub.count == EventHub.limit - 1)
        #expect(hub.open { [] } != nil)
    }

    @Test("an event is one line of JSON, whatever is in it")
    func json() {
        let event = ServerEvent(name: "page", id: "7", ["text": "two\nlines\r\u{2028}"])
        let lines = String(decoding: event.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(lines[0] == "id: 7")
        #expect(lines[1] == "event: page")
        #expect(lines[2].hasPrefix("data: {"))
        #expect(lines[3].isEmpty)
    }
}
