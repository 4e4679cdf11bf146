internal import Foundation

/// A link in prose, as it is written.
public struct LinkReference: Sendable, Equatable {
    /// Where it leads: an address, a path relative to the notebook's folder, or a place in the page (`#name`).
    public var destination: String
    /// The text that appears when one points at it; empty if there is none.
    public var title: String
    /// Whether it has no text of its own, as in `[](lesson.md)`, so that the name of its target is to stand there.
    public var isEmpty: Bool
    /// Its line, from 1.
    public var line: Int
    /// The UTF-8 column where the destination starts, from 1; nil where that is not known.
    public var column: Int?

    /// Creates a link.
    public init(destination: String, title: String = "", isEmpty: Bool = false, line: Int, column: Int? = nil) {
        self.destination = destination
        self.title = title
        self.isEmpty = isEmpty
        self.line = line
        self.column = column
    }

    /// The notebook that the link leads to, `../02-layers.md`, and the place in it; nil if it leads to something else.
    ///
    /// A place alone, `#name`, is one in the notebook itself, whose path is then empty.
    public var notebook: (path: String, place: String?)? {
        let (path, place) = parts
        if path.isEmpty { return place.map { ("", $0) } }
        return isRelative && path.lowercased().hasSuffix(".md") ? (path, place) : nil
    }

    /// The path from the notebook's folder of the file that the link leads to; nil if it leads to a notebook or away.
    public var file: String? {
        isRelative && notebook == nil && !destination.isEmpty ? parts.path : nil
    }

    private var isRelative: Bool {
        let isAddress = destination.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.-]*:/) != nil
        return !isAddress && !["/", "?"].contains(where: destination.hasPrefix)
    }

    private var parts: (path: String, place: String?) {
        let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.removingPercentEncoding ?? String($0) }
        return (parts[0], parts.count > 1 ? parts[1] : nil)
    }
}
