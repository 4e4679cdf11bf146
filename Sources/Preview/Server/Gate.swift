import FlyingSocks
import Foundation
import Glibc
import Synchronization

/// What stands between this machine's programs and the HTTP server: it listens on the port, and lets through what is of
/// the size of a request.
///
/// FlyingFox takes as many connections as come and reads lines of any length, in a time that grows with the square of
/// it: one of a megabyte would keep a processor busy for minutes. So requests reach it through here, over a socket that
/// has no address outside of the machine. Answers pass as they are, no faster than they are read.
final class Gate: Sendable {
    /// The port that it listens on.
    let port: UInt16
    private let listener: AsyncSocket
    private let pool: any AsyncSocketPool
    private let inside: sockaddr_un
    private let open = Atomic(0)

    /// How long a line of a request may be, and all that is sent before there is an answer, in bytes.
    private static let limit = (line: 1 << 13, total: 1 << 17)

    /// How many connections there may be: each takes three descriptors, and the kernel needs some.
    private static var mostConnections: Int {
        var descriptors = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &descriptors)
        return max(1, min(256, (Int(clamping: descriptors.rlim_cur) - 64) / 3))
    }

    private static let refusal = Data(
        """
        HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\nlabbook preview: expected a request, found too much of one\n
        """.utf8)

    /// Listens on a port of 127.0.0.1.
    ///
    /// - Parameters:
    ///   - wanted: The port; 0 for one that is free.
    ///   - inside: Where the HTTP server listens.
    ///   - pool: What waits for sockets; the HTTP server keeps it running.
    /// - Throws: `SocketError` where the port cannot be had.
    init(port wanted: UInt16, to inside: sockaddr_un, pool: any AsyncSocketPool) throws {
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: wanted)
        let socket = try Socket(domain: AF_INET)
        try socket.setValue(true, for: .localAddressReuse)
        try socket.bind(to: address)
        try socket.listen()
        guard case .ip4(_, let port) = try socket.sockname() else { throw SocketError.unsupportedAddress }
        (self.port, self.inside, self.pool) = (port, inside, pool)
        listener = try AsyncSocket(socket: socket, pool: pool)
    }

    /// Takes connections until the task is cancelled.
    func run() async {
        let most = Self.mostConnections
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                guard let client = try? await listener.accept() else {
                    // There may be a descriptor again soon.
                    try? await Task.sleep(for: .milliseconds(20))
                    continue
                }
                guard open.load(ordering: .relaxed) < most else {
                    try? client.close()
                    continue
                }
                open.add(1, ordering: .relaxed)
                group.addTask {
                    await self.pass(client)
                    self.open.subtract(1, ordering: .relaxed)
                }
            }
        }
        try? listener.close()
    }

    /// Passes on what comes from both sides of a connection until one of them has enough.
    private func pass(_ client: AsyncSocket) async {
        defer { try? client.close() }
        // An answer's head and body are sent one after the other; the body is not to wait until the head has arrived.
        try? client.socket.setValue(1, for: Int32SocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        // It is there; on a machine that is very busy it may only be its turn late.
        guard let server = try? await AsyncSocket.connected(to: inside, pool: pool, timeout: 60) else { return }
        defer { try? server.close() }
        let unanswered = Unanswered()
        await withTaskGroup { group in
            group.addTask {
                do {
                    try await Self.passRequests(from: client, to: server, unanswered)
                } catch SocketError.disconnected {
                    // Whoever asks may have said all and still wait for the answer.
                    shutdown(server.socket.file.rawValue, Int32(SHUT_WR))
                    return false
                } catch {}
                return true
            }
            group.addTask {
                while let bytes = try? await server.read(atMost: 1 << 16) {
                    unanswered.count.store(0, ordering: .relaxed)
                    do { try await client.write(Data(bytes)) } catch { break }
                }
                return true
            }
            for await isOver in group where isOver { group.cancelAll() }
        }
    }

    /// How many bytes were sent since there last was an answer.
    private final class Unanswered: Sendable {
        let count = Atomic(0)
    }

    /// Passes on requests as long as they are of a usual size.
    ///
    /// - Throws: `SocketError.disconnected` where no more come.
    private static func passRequests(
        from client: AsyncSocket, to server: AsyncSocket, _ unanswered: Unanswered
    ) async throws {
        var line = 0
        while true {
            let bytes = try await client.read(atMost: 1 << 12)
            for byte in bytes where line <= limit.line { line = byte == UInt8(ascii: "\n") ? 0 : line + 1 }
            let total = unanswered.count.add(bytes.count, ordering: .relaxed).newValue
            guard line <= limit.line, total <= limit.total else { return try await client.write(refusal) }
            try await server.write(Data(bytes))
        }
    }
}
