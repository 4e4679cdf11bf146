import Foundation
import Glibc

/// A connection that sends exactly the bytes that it is told, as no browser would.
final class RawClient {
    /// What came back.
    struct Answer {
        var status: Int
        var head: String
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Failure: Error {
        var what: String
    }

    private let socket: Int32
    private var buffer = Data()

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        // A test that would wait for ever fails instead.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(what: "no connection: \(String(cString: strerror(errno)))") }
    }

    deinit { close(socket) }

    func send(_ text: String) throws {
        var bytes = Data(text.utf8)
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure(what: "the connection broke") }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Sends a request and reads the answer to it.
    func ask(
        _ path: String, method: String = "GET", headers: [String] = [], host: String, body: String? = nil
    ) throws -> Answer {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let head = ["\(method) \(path) HTTP/1.1", "Host: \(host)"] + headers + length
        try send(head.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
        return try readAnswer()
    }

    /// Reads until a text has come.
    func read(until text: String) throws -> String {
        while true {
            if let range = buffer.range(of: Data(text.utf8)) {
                defer { buffer = Data(buffer[range.upperBound...]) }
                return String(decoding: buffer[..<range.upperBound], as: UTF8.self)
            }
            guard try readMore() else { throw Failure(what: "the connection ended before \(text)") }
        }
    }

    /// Reads to the end of the connection or of a chunked body.
    func readToEnd() throws -> Data {
        while buffer.range(of: Data("\r\n0\r\n\r\n".utf8)) == nil, try readMore() {}
        return buffer
    }

    private func readAnswer() throws -> Answer {
        let head = try read(until: "\r\n\r\n")
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = head.firstMatch(of: /(?i)content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        while buffer.count < length { guard try readMore() else { throw Failure(what: "a body was cut") } }
        defer { buffer = Data(buffer.dropFirst(length)) }
        return Answer(status: status, head: head, body: Data(buffer.prefix(length)))
    }

    private func readMore() throws -> Bool {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(socket, &bytes, bytes.count, 0)
        if count < 0 { throw Failure(what: "nothing came: \(String(cString: strerror(errno)))") }
        buffer += bytes.prefix(count)
        return count > 0
    }
}

/// Does what blocks on threads of its own, so that the server and other tests go on.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withTaskExecutorPreference(Threads()) { try work() }
}

/// Gives each job a thread; unlike a thread that is started by hand, the job still knows to which test it belongs.
private final class Threads: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
