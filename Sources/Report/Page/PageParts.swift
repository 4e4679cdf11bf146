/// A page in two layers: what stands around the cells, and the cells in it.
public struct PageParts: Sendable, Equatable {
    /// The HTML around the cells, with marks in their places.
    private var frame: String
    /// The HTML of each cell of the notebook; empty where nothing of it is shown.
    public private(set) var cells: [String]

    /// The cells in prose that was rendered with marks for them.
    init(prose: String, cells: [String]) {
        // A cell's HTML brings the end of its last line along.
        frame = prose.replacing(/\u{2}\n+/, with: "\u{2}")
        self.cells = cells
    }

    /// Where a cell goes: between control characters, so that the HTML around the cells can be worked on without them.
    static func mark(_ cell: Int) -> String { "\u{1}\(cell)\u{2}\n" }

    /// The whole page.
    public var html: String { html { $1 } }

    /// The whole page with something in the place of each cell, given its index and its HTML.
    public func html(_ place: (_ index: Int, _ html: String) -> String) -> String {
        var html = ""
        // Bytes are split many times as fast as characters, and both marks are one byte.
        let parts = frame.utf8.split(separator: 1, omittingEmptySubsequences: false)
        for (number, part) in parts.map({ Substring($0) }).enumerated() {
            guard number > 0, let end = part.utf8.firstIndex(of: 2), let cell = Int(part[..<end]),
                cells.indices.contains(cell)
            else {
                html += part
                continue
            }
            html += place(cell, cells[cell]) + part[part.utf8.index(after: end)...]
        }
        return html
    }

    /// The same cells with something else around them.
    func reframed(_ change: (String) throws -> String) rethrows -> PageParts {
        var parts = self
        parts.frame = try change(frame)
        return parts
    }
}

/// What of a run is still to come, while its page is already shown.
public struct Pending: Sendable, Equatable {
    /// The cells whose results are not those of the notebook as it is.
    public var cells: Set<Int>

    /// Nothing: the run is complete.
    public static let nothing = Pending(cells: [])

    /// Creates a set of cells that are still to run.
    public init(cells: Set<Int>) {
        self.cells = cells
    }
}
