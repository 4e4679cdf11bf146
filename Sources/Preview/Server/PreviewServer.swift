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
    private let server: HTTPServer
    private let task: Task<Void, Never>

    /// Starts to listen.
    ///
    /// - Parameter port: The port; 0 for one that is free.
    /// - Throws: `PreviewFailure` where the port cannot be had.
    package init(_ site: PreviewSite, state: PreviewState, editor: Editor, port wanted: UInt16) async throws {
        let routes = Routes(site: site, state: state, editor: editor)
        let configuration = HTTPServer.Configuration(
            address: try sockaddr_in.inet(ip4: "127.0.0.1", port: wanted), pool: PromptPool(), logger: Self.logger())
        let server = HTTPServer(config: configuration, handler: routes)
        let failure = Failure()
        let task = Task {
            do {
                try await server.run()
            } catch {
                failure.error.withLock { $0 = error }
            }
        }
        while await !server.isListening {
            if let error = failure.error.withLock({ $0 }) { throw PreviewFailure(port: wanted, error) }
            await Task.yield()
        }
        guard case .ip4(_, let port)? = await server.listeningAddress else {
            throw PreviewFailure(description: "expected a port to listen on, found none")
        }
        let access = Access(port: port, token: Access.makeToken())
        routes.access.withLock { $0 = access }
        (self.server, self.task, self.port) = (server, task, port)
        address = URL(string: "http://127.0.0.1:\(port)/\(access.token)/")!
    }

    /// No log; it can only be named where the type is generic.
    private static func logger(_ logger: some Logging = .disabled) -> any Logging { logger }

    /// Ends all streams and connections.
    package func stop() async {
        await server.stop()
        task.cancel()
    }

    private final class Failure: Sendable {
        let error = Mutex<(any Error)?>(nil)
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
