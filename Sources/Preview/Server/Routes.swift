import FlyingFox
import Foundation

/// What is answered to which request.
///
/// Behind the token a path is that of a page or file of the site; what belongs to the live part is in the folder `.live`.
final class Routes: HTTPHandler {
    let site: PreviewSite
    let state: PreviewState
    let editor: Editor
    let access: Access
    /// Marks the scripts of a page that may run.
    private let nonce = Access.makeToken()

    init(site: PreviewSite, state: PreviewState, editor: Editor, access: Access) {
        self.site = site
        self.state = state
        self.editor = editor
        self.access = access
    }

    func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        var response: HTTPResponse
        do throws(Access.Refusal) {
            let path = try access.path(of: Access.Request(request))
            response = await answer(request, path)
        } catch {
            response = .text(HTTPStatusCode(error.status, phrase: "Refused"), "labbook preview: \(error.message)\n")
        }
        if request.method == .HEAD { response.payload = .httpBody(HTTPBodySequence()) }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        return response
    }

    private static let headers: [(HTTPHeader, String)] = [
        (.cacheControl, "no-store"), (HTTPHeader("X-Content-Type-Options"), "nosniff"),
        (HTTPHeader("Referrer-Policy"), "no-referrer"), (HTTPHeader("X-Frame-Options"), "DENY"),
        (HTTPHeader("Cross-Origin-Resource-Policy"), "same-origin"),
        (HTTPHeader("Cross-Origin-Opener-Policy"), "same-origin"),
    ]

    private func answer(_ request: HTTPRequest, _ path: Substring) async -> HTTPResponse {
        if path.hasPrefix(".live/") {
            let name = path.dropFirst(".live/".count)
            guard request.method == .POST else { return live(String(name), request) }
            guard let body = await Self.body(of: request) else {
                return .text(.payloadTooLarge, "expected less than \(Self.bodyLimit) bytes\n")
            }
            return Actions(state: state, editor: editor).answer(String(name), body)
        }
        guard request.method != .POST else { return .text(.methodNotAllowed, "expected GET\n") }
        return page(path)
    }

    // MARK: Pages and files

    private func page(_ path: Substring) -> HTTPResponse {
        if path.isEmpty {
            let home = site.first.map { "\(Self.encoded($0))/index.html" } ?? "index.html"
            return HTTPResponse(statusCode: .found, headers: HTTPHeaders([.location: "/\(access.token)/\(home)"]))
        }
        let isFolder = path.hasSuffix("/")
        guard var names = SiteFile.names(in: isFolder ? path.dropLast() : path) else { return .notFound }
        if isFolder { names.append("index.html") }
        let folder = names.dropLast().joined(separator: "/")
        if names.last == "index.html", let notebook = site.page(folder) {
            if state.current?.path != folder { state.open(folder, notebook) }
            guard let page = state.shownPage(at: folder) else { return .notFound }
            return live(page, at: folder)
        }
        guard site.first == nil || belongsToPage(names), let file = SiteFile(names, in: site.folder),
            let data = FileManager.default.contents(atPath: file.path)
        else { return .notFound }
        let headers: HTTPHeaders = [.contentType: file.type, .policy: Self.filePolicy]
        return HTTPResponse(
            statusCode: .ok, headers: headers, body: HTTPBodySequence(data: data, suggestedBufferSize: 1 << 17))
    }

    /// Whether a file lies in the folder of a page, or in one inside it.
    private func belongsToPage(_ names: [String]) -> Bool {
        (1..<max(1, names.count)).contains { site.page(names.prefix($0).joined(separator: "/")) != nil }
    }

    private func live(_ page: LivePage, at path: String) -> HTTPResponse {
        let html = page.html(.init(live: "/\(access.token)/.live/", page: path, nonce: nonce))
        return HTTPResponse(
            statusCode: .ok,
            headers: [.contentType: "text/html; charset=utf-8", .policy: LivePage.policy(nonce: nonce)],
            body: HTTPBodySequence(data: Data(html.utf8), suggestedBufferSize: 1 << 17))
    }

    /// What the pages of a course that are not live may do: what their own policy says, and no requests.
    private static let filePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; media-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"

    private static func encoded(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }

    // MARK: The live part

    private func live(_ name: String, _ request: HTTPRequest) -> HTTPResponse {
        if name == "events" { return events(request) }
        guard Self.assetNames.contains(name),
            let text = FileManager.default.contents(atPath: Self.assets.appending(path: name).path)
        else { return .notFound }
        let type = name.hasSuffix("js") ? "text/javascript" : "text/css"
        return HTTPResponse(statusCode: .ok, headers: [.contentType: "\(type); charset=utf-8"], body: text)
    }

    private func events(_ request: HTTPRequest) -> HTTPResponse {
        // A browser that lost the connection says by itself what it had last.
        let version = request.headers[HTTPHeader("Last-Event-ID")] ?? request.query["version"]
        guard let stream = state.openStream(path: request.query["page"] ?? "", version: version.flatMap { Int($0) })
        else { return .text(.serviceUnavailable, "expected at most \(EventHub.limit) open pages\n") }
        return HTTPResponse(
            statusCode: .ok, headers: [.contentType: "text/event-stream; charset=utf-8"],
            body: HTTPBodySequence(from: EventStream.Body(stream), suggestedBufferSize: 1 << 16))
    }

    private static let assetNames: Set = ["preview.js", "morph.js", "panel.js", "plot.js", "preview.css"]

    private static let assets = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Assets")

    private static let bodyLimit = 1 << 16

    private static func body(of request: HTTPRequest) async -> Data? {
        var data = Data()
        do {
            for try await part in request.bodySequence {
                data += part
                if data.count > bodyLimit { return nil }
            }
        } catch {
            return nil
        }
        return data
    }
}

extension Access.Request {
    init(_ request: HTTPRequest) {
        self.init(
            method: request.method.rawValue, path: request.target.path(percentEncoded: true),
            host: request.headers[.host], origin: request.headers[HTTPHeader("Origin")],
            site: request.headers[HTTPHeader("Sec-Fetch-Site")], contentType: request.headers[.contentType])
    }
}

extension HTTPHeader {
    static let policy = HTTPHeader("Content-Security-Policy")
}

extension HTTPResponse {
    static func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
        HTTPResponse(
            statusCode: status, headers: [.contentType: "text/plain; charset=utf-8"], body: Data(text.utf8))
    }

    static var notFound: HTTPResponse {
        .text(.notFound, "labbook preview: expected a page or file of the report, found none\n")
    }
}
