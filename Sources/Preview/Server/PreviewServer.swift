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
    private let tasks: [Task<Void, any Error>]

    /// Starts to listen.
    ///
    /// - Parameter port: The port; 0 for one that is free.
    /// - Throws: `PreviewFailure` where the port cannot be had.
    package init(_ site: PreviewSite, state: PreviewState, editor: Editor, port wanted: UInt16) async throws {
        let pool = HTTPServer.defaultPool()
        let inside = sockaddr_un.unix(abstractNamespace: "labbook-preview-\(Access.makeToken())")
        let gate: Gate
        do {
            gate = try Gate(port: wanted, to: inside, pool: pool)
        } catch {
            throw PreviewFailure(port: wanted, error)
        }
        let access = Access(port: gate.port, token: Access.makeToken())
        let routes = Routes(site: site, state: state, editor: editor, access: access)
        let server = HTTPServer(
            config: .init(address: inside, pool: pool, logger: Self.logger()), handler: routes)
        tasks = [Task { try await server.run() }, Task { await gate.run() }]
        try await server.waitUntilListening(timeout: 10)
        (self.server, port) = (server, gate.port)
        address = URL(string: "http://127.0.0.1:\(gate.port)/\(access.token)/")!
    }

    /// No log; it can only be named where the type is generic.
    private static func logger(_ logger: some Logging = .disabled) -> any Logging { logger }

    /// Ends all streams and connections.
    package func stop() async {
        for task in tasks { task.cancel() }
        await server.stop()
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
