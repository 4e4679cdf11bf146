import Foundation
import Notebook
import Preview
import Report
import Testing

/// A server for a notebook that is never run.
final class TestServer: Sendable {
    let folder: TemporaryFolder
    let state = PreviewState(startsEditor: false)
    let server: PreviewServer

    init(_ text: String = "# Lesson\n\nText.\n\n```swift\n1 + 1\n```\n") async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        try folder.write(text, to: "lesson.md")
        try folder.write("secret", to: "secret.txt")
        try folder.write("other report", to: "Output/other/index.html")
        try folder.write("picture", to: "Output/lesson/figures/a-1.png")
        try FileManager.default.createSymbolicLink(
            at: folder.url.appending(path: "Output/lesson/out.txt"),
            withDestinationURL: folder.url.appending(path: "secret.txt"))
        let writer = ReportWriter(theme: try .standard())
        let site = PreviewSite(folder: folder.url.appending(path: "Output"), first: "lesson") { path in
            guard path == "lesson" else { return nil }
            let file = folder.url.appending(path: "lesson.md").path
            return PreviewPage(
                file: file,
                read: { _ in
                    let notebook = try Notebook(file: file)
                    return (notebook, notebook.frontMatter.params)
                },
                makeReady: { _ in }, render: { try writer.page(of: $0, pending: $1) }, write: { _ in [] })
        }
        state.open("lesson", try #require(site.page("lesson")))
        server = try await PreviewServer(site, state: state, editor: .none, port: 0)
    }

    var host: String { "127.0.0.1:\(server.port)" }
    /// The path of the site: the key between slashes.
    var root: String { server.address.path + "/" }

    /// Sends requests on one connection, and ends the server.
    func use<Value: Sendable>(_ work: @escaping @Sendable (TestServer) throws -> Value) async throws -> Value {
        let result = await Result { try await onThread { try work(self) } }
        await server.stop()
        return try result.get()
    }

    func ask(
        _ path: String, method: String = "GET", headers: [String] = [], host: String? = nil, body: String? = nil
    ) throws -> RawClient.Answer {
        try RawClient(port: server.port).ask(
            path, method: method, headers: headers, host: host ?? self.host, body: body)
    }
}

@Suite("The server", .serialized)
struct ServerTests {
    @Test("the page is that of the report but for the live part, and a file beside it is served")
    func page() async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            let page = try test.ask("\(test.root)lesson/index.html")
            #expect(page.status == 200)
            #expect(page.head.contains("Content-Security-Policy: default-src 'none'; script-src 'self' 'nonce-"))
            let notebook = try Notebook(file: test.folder.url.appending(path: "lesson.md").path)
            let report = try ReportWriter(theme: .standard()).page(of: .notRun(notebook), pending: Pending(cells: [0]))
            #expect(withoutLivePart(page.text) == report.html)
            #expect(try test.ask("\(test.root)lesson/").text == page.text)
            #expect(try test.ask("\(test.root)lesson/figures/a-1.png").text == "picture")
            #expect(try test.ask(test.root).status == 302)
            let script = try test.ask("\(test.root).live/preview.js")
            #expect(script.head.contains("text/javascript"))
        }
    }

    @Test(
        "no path leads out of the report's folder",
        arguments: [
            "../secret.txt", "lesson/../../secret.txt", "lesson/%2e%2e/%2e%2e/secret.txt",
            "lesson/..%2f..%2fsecret.txt",
            "lesson/..%5c..%5csecret.txt", "lesson/%252e%252e/secret.txt", "lesson/out.txt", "lesson//out.txt",
            "other/index.html", "secret.txt", ".live/../lesson.md", ".live/../../../../etc/passwd",
            ".live/%2e%2e/Preview.swift", "lesson/./figures/a-1.png", "lesson/figures", "lesson/figures/",
            "lesson/figures/a-1.png%00.html", "lesson.md", "%00", "lesson/;/../../secret.txt",
        ])
    func traversal(path: String) async throws {
        let answer = try await TestServer().use { try $0.ask($0.root + path) }
        #expect(answer.status == 404)
        #expect(!answer.text.contains("secret") && !answer.text.contains("other report"))
    }

    @Test("foreign hosts and origins, missing keys and other methods are refused; so is a form's POST")
    func refused() async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            let (page, stop) = ("\(test.root)lesson/index.html", "\(test.root).live/stop")
            #expect(try test.ask(page, host: "evil.example").status == 421)
            #expect(try test.ask(page, host: "evil.example:\(test.server.port)").status == 421)
            #expect(try test.ask(page, headers: ["Origin: http://evil.example"]).status == 403)
            #expect(try test.ask(page, headers: ["Sec-Fetch-Site: cross-site"]).status == 403)
            for path in ["/", "/lesson/index.html", "/.live/stop", "/wrong/lesson/index.html"] {
                #expect(try test.ask(path).status == 403)
            }
            let json = "Content-Type: application/json"
            #expect(try test.ask("/.live/stop", method: "POST", headers: [json], body: "{}").status == 403)
            for headers in [[], ["Content-Type: text/plain"], ["Content-Type: application/x-www-form-urlencoded"]] {
                #expect(try test.ask(stop, method: "POST", headers: headers, body: "{}").status == 415)
            }
            let foreign = [json, "Origin: http://evil.example"]
            #expect(try test.ask(stop, method: "POST", headers: foreign, body: "{}").status == 403)
            #expect(try test.ask(stop, method: "DELETE").status == 405)
            #expect(try test.ask(stop).status == 404)
            // Let in, and told that there is no kernel here.
            #expect(try test.ask(stop, method: "POST", headers: [json], body: "{}").status == 503)
            #expect(try test.ask(stop, method: "POST", headers: [json], body: "[").status == 400)
            let large = String(repeating: String(repeating: " ", count: 999) + "\n", count: 100)
            #expect(try test.ask(stop, method: "POST", headers: [json], body: large).status == 413)
        }
    }

    @Test("what is too large for a request is refused before it is read", arguments: ["a", "a: b\r\n"])
    func endless(part: String) async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            let client = try RawClient(port: test.server.port)
            // The rest of it may not be taken any more.
            try? client.send(
                "GET \(test.root) HTTP/1.1\r\n" + String(repeating: part, count: (1 << 20) / part.utf8.count))
            // The answer is lost where the system resets the connection for what it did not take.
            let answer = try? client.read(until: "\r\n")
            #expect(answer?.hasPrefix("HTTP/1.1 431 ") ?? true)
            #expect(try test.ask("\(test.root)lesson/").status == 200)
        }
    }

    @Test("ten thousand requests are answered, over few connections and many")
    func many() async throws {
        let test = try await TestServer()
        try await withThrowingTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    try await onThread {
                        let path = "\(test.root)lesson/figures/a-1.png"
                        var client = try RawClient(port: test.server.port)
                        for number in 0..<1250 {
                            if worker < 4, number.isMultiple(of: 5) { client = try RawClient(port: test.server.port) }
                            let answer = try client.ask(path, host: test.host)
                            guard answer.status == 200, answer.text == "picture" else {
                                throw RawClient.Failure(what: "answer \(number) was \(answer.status)")
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        await test.server.stop()
    }

    @Test("fifty open streams all get what happens, and one that is closed leaves room")
    func streams() async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            var clients = try (0..<50).map { _ in try test.openStream() }
            for client in clients { _ = try client.read(until: "event: status") }
            #expect(test.state.hub.count == 50)
            test.state.hub.send(ServerEvent(name: "hello", json: "1"))
            for client in clients { _ = try client.read(until: "event: hello\ndata: 1\n\n") }
            clients.removeAll()
            // A broken connection is noticed by writing to it.
            let deadline = ContinuousClock.now + .seconds(20)
            while test.state.hub.count > 0, ContinuousClock.now < deadline {
                test.state.hub.beat()
                sched_yield()
            }
            #expect(test.state.hub.count == 0)
        }
    }

    @Test("readers that do not read make nobody wait, lose their place, and are told to take the page anew")
    func slow() async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            let slow = try (0..<5).map { _ in try test.openStream() }
            let quick = try test.openStream()
            for client in slow + [quick] { _ = try client.read(until: "event: status") }
            let event = ServerEvent(name: "much", json: "\"\(String(repeating: "x", count: 200_000))\"")
            for number in 0..<400 {
                test.state.hub.send(event)
                test.state.hub.send(ServerEvent(name: "mark", json: "\(number)"))
                _ = try quick.read(until: "event: mark\ndata: \(number)\n\n")
            }
            for client in slow {
                #expect(try client.readToEnd().range(of: Data("event: behind\ndata: {}\n\n".utf8)) != nil)
            }
        }
    }

    @Test("connections that say nothing cannot take up all descriptors")
    func exhausted() async throws {
        try await onThread {
            let preview = try LivePreview("```swift\n6 * 7\n```\n", descriptors: 128)
            var silent: [RawClient] = []
            while silent.count < 200, let client = try? RawClient(port: UInt16(preview.address.port ?? 0)) {
                silent.append(client)
            }
            silent = []
            let deadline = ContinuousClock.now + .seconds(30)
            var page = ""
            while !page.contains("</live-cell>"), ContinuousClock.now < deadline {
                page = (try? preview.page()) ?? ""
                sched_yield()
            }
            #expect(page.contains("</live-cell>"))
        }
    }

    @Test("a page that was loaded before a change gets the change when it connects, another only what is new")
    func versions() async throws {
        try await TestServer().use { (test: TestServer) throws -> Void in
            let fresh = try test.openStream(version: "1")
            #expect(try fresh.read(until: "event: status").contains("event: page") == false)
            let old = try test.openStream(version: "0")
            let events = try old.read(until: "event: status")
            #expect(events.contains("id: 1\nevent: page"))
            #expect(events.contains("live-cell"))
        }
    }

    @Test("a port that is taken, and one that the system keeps, are told in one line")
    func taken() async throws {
        let test = try await TestServer()
        let site = PreviewSite(folder: test.folder.url, first: "lesson") { _ in nil }
        await #expect {
            _ = try await PreviewServer(
                site, state: test.state, editor: .none, port: test.server.port)
        } throws: {
            "\($0)" == "--port expects a free port, found \(test.server.port): another program has it"
        }
        await test.server.stop()
    }
}

extension Editor {
    /// No editor at all.
    fileprivate static let none = Editor(environment: [:]) { _ in }
}

extension TestServer {
    /// Opens a stream of events and reads the head of the answer.
    fileprivate func openStream(version: String = "1") throws -> RawClient {
        let client = try RawClient(port: server.port)
        try client.send("GET \(root).live/events?page=lesson&version=\(version) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        guard try client.read(until: "\r\n\r\n").contains("200 OK") else { throw RawClient.Failure(what: "no stream") }
        return client
    }
}

/// A live page without what makes it live.
func withoutLivePart(_ html: String) -> String {
    html.replacing(/<!--live-->.*?<!--\/live-->/.dotMatchesNewlines(), with: "")
        .replacing(/<\/?live-cell[^>]*>/, with: "")
        .replacing(/<script nonce="[^"]*">/, with: "<script>")
        .replacing("<meta name=\"report-policy\"", with: "<meta http-equiv=\"Content-Security-Policy\"")
}

extension Result where Failure == any Error {
    fileprivate init(_ work: () async throws -> Success) async {
        do {
            self = .success(try await work())
        } catch {
            self = .failure(error)
        }
    }
}
