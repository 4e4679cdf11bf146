import FlyingFox
import FlyingSocks
package import Foundation
import Synchronization

/// The server: listens on this machine alone, and answers with pages, files of the report, events, and what acts.
package final class PreviewServer: Sendable {
    /// The port that it listens on.
    package let port: UInt16
    /// The address of the site.
    package let address: URL
    private let listening: Listening
    private let task: Task<Void, Never>

    /// Starts to listen.
    ///
    /// - Parameter port: The port; 0 for one that is free.
    /// - Throws: `PreviewFailure` where the port cannot be had.
    package init(_ site: PreviewSite, state: PreviewState, editor: Editor, port wanted: UInt16) async throws {
        let routes = Routes(site: site, state: state, editor: editor)
        let server = try Self.server(on: wanted, routes)
        let listening = Listening(server)
        let task = Task {
            do {
                try await server.run()
            } catch {
                listening.failure.withLock { $0 = error }
            }
        }
        while await !server.isListening {
            if let error = listening.failure.withLock({ $0 }) { throw PreviewFailure(port: wanted, error) }
            await Task.yield()
        }
        guard case .ip4(_, let port)? = await server.listeningAddress else {
            throw PreviewFailure(description: "expected a port to listen on, found none")
        }
        let access = Access(port: port, token: Access.makeToken())
        routes.access.withLock { $0 = access }
        (self.listening, self.port) = (listening, port)
        self.task = Task { await Self.keepListening(listening, after: task, on: port, routes) }
        address = URL(string: "http://127.0.0.1:\(port)/\(access.token)/")!
    }

    /// Listens again where the system has ended that: it does when connections take up all descriptors that a program may
    /// have. They are closed by then, and open pages connect anew.
    private static func keepListening(
        _ listening: Listening, after first: Task<Void, Never>, on port: UInt16, _ routes: Routes
    ) async {
        await first.value
        while !listening.isOver.withLock({ $0 }) {
            try? await Task.sleep(for: .milliseconds(100))
            guard let server = try? Self.server(on: port, routes) else { return }
            listening.server.withLock { $0 = server }
            try? await server.run()
        }
    }

    private static func server(on port: UInt16, _ routes: Routes) throws -> HTTPServer {
        let configuration = HTTPServer.Configuration(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), pool: PromptPool(), logger: logger())
        return HTTPServer(config: configuration, handler: routes)
    }

    /// No log; it can only be named where the type is generic.
    private static func logger(_ logger: some Logging = .disabled) -> any Logging { logger }

    /// Ends all streams and connections.
    package func stop() async {
        listening.isOver.withLock { $0 = true }
        task.cancel()
        await listening.server.withLock { $0 }.stop()
    }

    private final class Listening: Sendable {
        let server: Mutex<HTTPServer>
        let failure = Mutex<(any Error)?>(nil)
        let isOver = Mutex(false)

        init(_ server: HTTPServer) {
            self.server = Mutex(server)
        }
    }
}

/// Why there is no preview.
public struct PreviewFailure: Error, CustomStringConvertible {
    /// What was expected and what was found.
    public var description: String

    init(description: String) {
        self.description = description
    }

    init(port: UInt16, _ error: any Error) {
        let reason =
            switch error {
            case SocketError.failed(_, EADDRINUSE, _): "another program has it"
            case SocketError.failed(_, EACCES, _): "the system keeps it for itself"
            case SocketError.failed(_, _, let message): message
            default: "\(error)"
            }
        description =
            port == 0
            ? "expected a free port, found none: \(reason)" : "--port expects a free port, found \(port): \(reason)"
    }
}
