import FlyingFox
import FlyingSocks
import Foundation

/// A pool of sockets that send at once what they are given.
///
/// FlyingFox writes the head and the body of an answer one after the other. Unless the socket is told otherwise, the body
/// would be held back until the other side has acknowledged the head, which takes 40 ms on a connection that is kept.
struct PromptPool: AsyncSocketPool {
    private let base: any AsyncSocketPool = HTTPServer.defaultPool()

    func prepare() async throws { try await base.prepare() }

    func run() async throws { try await base.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // Accepted sockets have it from the one that listens.
        var isPrompt: Int32 = 1
        setsockopt(
            socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &isPrompt, socklen_t(MemoryLayout<Int32>.size))
        try await base.suspendSocket(socket, untilReadyFor: events)
    }
}
