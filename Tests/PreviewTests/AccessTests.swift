import Preview
import Testing

@Suite("Who is let in")
struct AccessTests {
    private let access = Access(port: 4040, token: "secret")

    private func refusal(
        _ method: String = "GET", _ path: String = "/secret/a/index.html", host: String? = "127.0.0.1:4040",
        origin: String? = nil, site: String? = nil, type: String? = nil
    ) -> Access.Refusal? {
        do throws(Access.Refusal) {
            _ = try access.path(
                of: .init(method: method, path: path, host: host, origin: origin, site: site, contentType: type))
            return nil
        } catch {
            return error
        }
    }

    @Test("the page's own requests are answered, with the path behind the key")
    func own() throws {
        #expect(refusal() == nil)
        #expect(refusal(host: "localhost:4040", origin: "http://localhost:4040", site: "same-origin") == nil)
        #expect(refusal("POST", origin: "http://127.0.0.1:4040", type: "application/json; charset=utf-8") == nil)
        let path = try access.path(of: .init(method: "GET", path: "/secret/a%2Fb/", host: "127.0.0.1:4040"))
        #expect(path == "a%2Fb/")
    }

    @Test(
        "a host that is not this machine with this port is refused",
        arguments: [
            nil, "", "evil.example", "evil.example:4040", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:4040.evil.example",
            "localhost:4040@evil.example", "[::1]:4040", "127.0.0.1:4040 ", "0.0.0.0:4040",
        ])
    func hosts(host: String?) {
        #expect(refusal(host: host) == .foreignHost)
    }

    @Test(
        "another origin is refused, for whatever it asks",
        arguments: [
            "http://evil.example", "null", "https://127.0.0.1:4040", "http://127.0.0.1:4041", "http://127.0.0.1",
            "file://", "",
        ])
    func origins(origin: String) {
        #expect(refusal(origin: origin) == .foreignOrigin)
        #expect(refusal("POST", origin: origin, type: "application/json") == .foreignOrigin)
    }

    @Test("what the browser says another site asks for is refused", arguments: ["cross-site", "same-site", "odd"])
    func sites(site: String) {
        #expect(refusal(site: site) == .foreignOrigin)
    }

    @Test(
        "without the key, or with another one, nothing is answered",
        arguments: [
            "/", "/index.html", "//", "/secre/", "/secrets/", "/Secret/", "/secret", "secret/", "", "/%73ecret/",
            "/x/secret/", "http://127.0.0.1:4040/secret/",
        ])
    func keys(path: String) {
        #expect(refusal("GET", path) == .missingToken)
    }

    @Test("what acts is JSON by POST; other methods are refused")
    func methods() {
        #expect(refusal("POST") == .wrongType)
        #expect(refusal("POST", type: "text/plain") == .wrongType)
        #expect(refusal("POST", type: "application/x-www-form-urlencoded") == .wrongType)
        for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"] {
            #expect(refusal(method, type: "application/json") == .wrongMethod)
        }
    }

    @Test("keys are long, and no two are the same")
    func tokens() {
        let tokens = Set((0..<100).map { _ in Access.makeToken() })
        #expect(tokens.count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 32 && !$0.contains("/") })
    }
}
