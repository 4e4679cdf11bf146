/// Who may ask the server for what.
///
/// The server listens on this machine alone, but every web page that a browser shows can send requests to it, and a host
/// name can be made to lead here (DNS rebinding). So the host must be this machine by its own name, no other site may be
/// the one that asks, and every address holds a secret.
package struct Access: Sendable {
    /// The port that the server listens on.
    package let port: UInt16
    /// What every path begins with.
    package let token: String

    /// What of a request decides.
    package struct Request {
        package var method: String
        /// The path as it was sent, percent-encoded.
        package var path: String
        package var host: String?
        package var origin: String?
        /// `Sec-Fetch-Site`: who asks, in the browser's own words.
        package var site: String?
        package var contentType: String?

        package init(
            method: String, path: String, host: String?, origin: String? = nil, site: String? = nil,
            contentType: String? = nil
        ) {
            self.method = method
            self.path = path
            self.host = host
            self.origin = origin
            self.site = site
            self.contentType = contentType
        }
    }

    package init(port: UInt16, token: String) {
        self.port = port
        self.token = token
    }

    /// Why a request is refused.
    package enum Refusal: Error, Equatable {
        case foreignHost, foreignOrigin, missingToken, wrongMethod, wrongType

        /// The status of the answer.
        package var status: Int {
            switch self {
            case .foreignHost: 421
            case .foreignOrigin, .missingToken: 403
            case .wrongMethod: 405
            case .wrongType: 415
            }
        }

        /// The answer in words.
        package var message: String {
            switch self {
            case .foreignHost: "expected a request to 127.0.0.1 or localhost with the port, found another host"
            case .foreignOrigin: "expected a request of the preview's own page, found one of another site"
            case .missingToken: "expected the address that labbook preview printed, found one without its key"
            case .wrongMethod: "expected GET for pages and POST for what acts"
            case .wrongType: "expected application/json"
            }
        }
    }

    /// Creates a token that nobody can guess: 192 random bits.
    package static func makeToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return String((0..<32).map { _ in letters[Int(generator.next() & 63)] })
    }

    /// The path inside the site of a request that may be answered, without the token.
    ///
    /// - Throws: `Refusal`.
    package func path(of request: Request) throws(Refusal) -> Substring {
        guard let host = request.host?.lowercased(), hosts.contains(host) else { throw .foreignHost }
        // A browser names the site for every request that a page makes; "none" is a person's own doing.
        if let site = request.site, site != "same-origin", site != "none" { throw .foreignOrigin }
        if let origin = request.origin, !hosts.contains(where: { origin.lowercased() == "http://\($0)" }) {
            throw .foreignOrigin
        }
        let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard request.path.hasPrefix("/"), parts.count == 2, isToken(parts[0]) else { throw .missingToken }
        switch request.method {
        case "GET", "HEAD": break
        case "POST":
            // No form of another page can send this type without asking first.
            let type = request.contentType?.lowercased().split(separator: ";").first
            guard type == "application/json" else { throw .wrongType }
        default: throw .wrongMethod
        }
        return parts[1]
    }

    private var hosts: [String] { ["127.0.0.1:\(port)", "localhost:\(port)"] }

    /// Takes as long for a wrong token as for the right one.
    private func isToken(_ text: Substring) -> Bool {
        let (given, wanted) = (Array(text.utf8), Array(token.utf8))
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
