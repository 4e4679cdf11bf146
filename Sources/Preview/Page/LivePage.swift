import Foundation
import Report

/// The page of a report with what makes it live: a place around each cell, a style sheet, a script and a panel.
///
/// Nothing of the report is changed but for its policy, which forbids all requests: the server sends one of its own, and
/// the report's is kept under another name. Taken away, what is added leaves the report byte for byte.
struct LivePage: Equatable {
    /// The page of the report.
    var parts: PageParts
    /// The label of each cell.
    var labels: [String]
    /// Counts the changes of the page.
    var version = 0

    /// Where what belongs to the live part is found.
    struct Addresses {
        /// The folder of the live part on the server: `/TOKEN/.live/`.
        var live: String
        /// The page's path in the site.
        var page: String
        /// What marks scripts that may run.
        var nonce: String
    }

    /// The page as it is loaded.
    func html(_ addresses: Addresses) -> String {
        let live = addresses.live.escapedForAttribute
        let head = "<link rel=\"stylesheet\" href=\"\(live)preview.css\">"
        let panel = """
            <aside class="live" aria-label="Preview" data-live="\(live)" data-page="\(addresses.page.escapedForAttribute)" \
            data-version="\(version)"></aside>
            <script type="module" src="\(live)preview.js" data-live></script>
            """
        return parts.html { "<live-cell data-cell=\"\(labels[$0])\">\($1)</live-cell>" }
            .replacingFirst(Self.policy, with: Self.keptPolicy)
            .replacingFirst("</head>", with: "<!--live-->\(head)<!--/live--></head>")
            .replacingLast("<script>", with: "<script nonce=\"\(addresses.nonce)\">")
            .replacingLast("</body>", with: "<!--live-->\(panel)<!--/live--></body>")
    }

    private static let policy = "<meta http-equiv=\"Content-Security-Policy\""
    private static let keptPolicy = "<meta name=\"report-policy\""

    /// The page without its cells, in whose places others can be put.
    var frame: String { parts.html { index, _ in "<live-cell data-cell=\"\(labels[index])\"></live-cell>" } }

    /// What the policy of a live page allows: its own requests to the server, its own scripts, pictures inside the page.
    static func policy(nonce: String) -> String {
        "default-src 'none'; script-src 'self' 'nonce-\(nonce)'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
            + "img-src 'self' data: blob:; media-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
    }
}

/// How a page became another: what the browser has to do to it.
struct PageChange: Encodable, Equatable {
    /// The version of the page that it makes.
    var version: Int
    /// What stands around the cells, if it is another.
    var frame: String?
    /// The cells that are others, by label.
    var cells: [String: String]

    /// The whole of a page.
    init(whole page: LivePage) {
        version = page.version
        frame = page.frame
        cells = Dictionary(zip(page.labels, page.parts.cells)) { first, _ in first }
    }

    /// What is different between two pages; nil if nothing is.
    init?(from old: LivePage, to new: LivePage) {
        version = new.version
        let (oldFrame, newFrame) = (old.frame, new.frame)
        frame = oldFrame == newFrame ? nil : newFrame
        let known = Dictionary(zip(old.labels, old.parts.cells)) { first, _ in first }
        cells = [:]
        for (label, html) in zip(new.labels, new.parts.cells) where known[label] != html { cells[label] = html }
        if frame == nil, cells.isEmpty { return nil }
    }
}

extension String {
    /// The text as the value of an attribute in quotation marks.
    fileprivate var escapedForAttribute: String {
        replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
    }

    fileprivate func replacingFirst(_ part: String, with other: String) -> String {
        range(of: part).map { replacingCharacters(in: $0, with: other) } ?? self
    }

    fileprivate func replacingLast(_ part: String, with other: String) -> String {
        range(of: part, options: .backwards).map { replacingCharacters(in: $0, with: other) } ?? self
    }
}
