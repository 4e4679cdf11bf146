internal import Foundation
package import Notebook

/// Knows the notebooks that a notebook's prose can link to.
package protocol Neighbours {
    /// What a link to another notebook leads to.
    ///
    /// - Parameters:
    ///   - path: The other notebook's path from the folder of the one with the link: `../02-layers.md`.
    ///   - place: The label or fragment identifier in it, if one is named.
    func target(path: String, place: String?) -> LinkTarget
}

/// What a link to a notebook leads to.
package enum LinkTarget: Equatable, Sendable {
    /// A page, with its address from the page with the link, and the text of a link that has none of its own.
    case page(address: String, text: String)
    /// A page whose place is not there because its cell did not run.
    case notRun(address: String, text: String)
    /// Nothing: what was expected, and what was found, as one sentence.
    case broken(String)
}

/// The places in a page that links can lead to, each with the words that name it.
package struct PagePlaces: Sendable {
    /// A place that a link names.
    package enum Place: Equatable, Sendable {
        /// It is there: its fragment identifier, and the words that name it.
        case found(id: String, name: String)
        /// It belongs to a cell that did not run.
        case notRun
        /// It is not there, and the end of a sentence about it.
        case missing(String)
    }

    /// The page's title.
    package let title: String
    private let numbering: Numbering
    private let headings: [String: String]
    private let cells: Set<String>
    /// What the author's HTML and Markdown name besides.
    private let others: Set<String>

    /// The places in the page of a run.
    package init(of run: Run) {
        self.init(of: run.notebook, numbering: Numbering(of: run, figures: FigurePlan(of: run)))
    }

    init(of notebook: Notebook, numbering: Numbering) {
        title = notebook.title
        self.numbering = numbering
        headings = Dictionary(notebook.headings.map { ($0.id, $0.text) }) { first, _ in first }
        cells = Set(notebook.cells.filter(\.options.include).map(\.anchor))
        let inHTML = notebook.lines.flatMap { line in
            line.contains("id=") ? line.matches(of: #/\bid=["']?([^"'\s>]+)/#).map { String($0.1) } : []
        }
        others = Set(inHTML)
    }

    /// The place of a label or fragment identifier.
    package subscript(_ label: String) -> Place {
        if let target = numbering.target(label), let kind = CrossReference.Kind(ofLabel: label) {
            return .found(id: target.id, name: "\(kind.name)\u{A0}\(target.number)")
        }
        if let heading = headings[label] { return .found(id: label, name: heading) }
        if cells.contains(label) { return .found(id: label, name: String(label.drop { $0 != ":" }.dropFirst())) }
        if others.contains(label) { return .found(id: label, name: title) }
        switch numbering.missing(label) {
        case .notRun: return .notRun
        case .noCaption: return .missing("which has no caption (fig-cap or tbl-cap) and so no number")
        case nil:
            let known = CrossReference.Kind(ofLabel: label).map(numbering.labels) ?? headings.keys.sorted()
            let nearest = Suggestion.nearest(to: label, among: known).map { "; did you mean \"\($0)\"?" }
            return .missing("which is neither a heading nor a label there" + (nearest ?? ""))
        }
    }

    /// What a link to a place in this page, or to the page, leads to from another page.
    ///
    /// - Parameters:
    ///   - address: The page's address from the other page.
    ///   - path: The notebook's path as the link has it, for a sentence about a place that is not there.
    package func target(address: String, path: String, place: String?) -> LinkTarget {
        guard let place, !place.isEmpty else { return .page(address: address, text: title) }
        switch self[place] {
        case .found(let id, let name):
            let words = CrossReference.Kind(ofLabel: id) == nil ? "\(name) (\(title))" : "\(name) of \(title)"
            return .page(address: "\(address)#\(id)", text: name == title ? title : words)
        case .notRun: return .notRun(address: address, text: title)
        case .missing(let reason): return .broken("expected a place in \(path), found #\(place), \(reason)")
        }
    }
}

/// The notebooks in the same folder and near it, for a report that stands alone: `04-loss.md` is looked for at
/// `../04-loss/index.html`, where its own run writes it.
final class FolderNeighbours: Neighbours {
    private let folder: URL
    /// What was read before; nil where a file is no notebook that can be read, which its own run tells.
    private var places: [String: PagePlaces?] = [:]

    init(of notebook: Notebook) {
        folder = URL(fileURLWithPath: notebook.file).deletingLastPathComponent()
    }

    func target(path: String, place: String?) -> LinkTarget {
        let file = folder.appending(path: path).path
        guard FileManager.default.fileExists(atPath: file) else {
            return .broken("expected a notebook, found \(path), which is no file")
        }
        let address = "../\(path.dropLast(".md".count))/index.html"
        if places[path] == nil {
            places[path] = .some((try? Notebook(file: file)).map { PagePlaces(of: .notRun($0)) })
        }
        guard let other = places[path] ?? nil else { return .page(address: address, text: path) }
        switch other.target(address: address, path: path, place: place) {
        case .notRun(let address, let text):
            // What has a number has it only once it has run; its label is known.
            return .page(address: "\(address)#\(place ?? "")", text: text)
        case let target: return target
        }
    }
}

extension PageBuilder {
    /// A link to another notebook as a link to its page, and one without a text with the name of its target; nil for
    /// any other link.
    func linkHTML(_ link: LinkReference, _ content: String, ofCell cell: Int? = nil) -> String? {
        guard let (path, place) = link.notebook else { return fileLinkHTML(link, content, ofCell: cell) }
        let target = path.isEmpty ? targetHere(place ?? "") : neighbours.target(path: path, place: place)
        switch target {
        case .page(let address, let text), .notRun(let address, let text):
            return linkHTML(link, to: address, link.isEmpty ? text.htmlEscaped : content)
        case .broken(let reason): return brokenHTML(link, content, reason, ofCell: cell)
        }
    }

    /// A link to a file, which is copied beside the page; nil for a link to somewhere else.
    private func fileLinkHTML(_ link: LinkReference, _ content: String, ofCell cell: Int?) -> String? {
        guard let path = link.file else { return nil }
        let file = URL(fileURLWithPath: run.notebook.file).deletingLastPathComponent().appending(path: path)
            .standardizedFileURL
        let type = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)[.type]
        guard type as? FileAttributeType == .typeRegular else {
            let found = type == nil ? "which is not there" : "which is none"
            return brokenHTML(link, content, "expected a file, found \(path), \(found)", ofCell: cell)
        }
        return linkHTML(link, to: attach(file), link.isEmpty ? file.lastPathComponent.htmlEscaped : content)
    }

    private func linkHTML(_ link: LinkReference, to address: String, _ content: String) -> String {
        let title = link.title.isEmpty ? "" : " title=\"\(link.title.htmlEscaped)\""
        return "<a href=\"\(address.addressEscaped)\"\(title)>\(content)</a>"
    }

    private func brokenHTML(_ link: LinkReference, _ content: String, _ reason: String, ofCell cell: Int?) -> String {
        warnings.append(
            Diagnostic(
                file: run.notebook.file, line: cell.map { run.notebook.cells[$0].fenceLine } ?? link.line,
                column: cell == nil ? link.column : nil, severity: brokenLinks, message: reason))
        let text = link.isEmpty ? "<code>\(link.destination.htmlEscaped)</code>" : content
        return "<span class=\"inline-error\">\(text) <span class=\"reason\">broken link</span></span>"
    }

    /// Looks at all links in the prose, whatever the run gave; what is wrong becomes warnings.
    func checkLinks() {
        for link in run.notebook.links { _ = linkHTML(link, "") }
    }

    private func targetHere(_ place: String) -> LinkTarget {
        if place.isEmpty || place.hasPrefix("L") { return .page(address: "#\(place)", text: run.notebook.title) }
        switch places[place] {
        case .found(let id, let name): return .page(address: "#\(id)", text: name)
        case .notRun: return .page(address: "#", text: place)
        case .missing(let reason): return .broken("expected a place in this notebook, found #\(place), \(reason)")
        }
    }
}

extension String {
    /// The text as the value of `href`: blanks and the like percent-encoded as far as Markdown leaves them.
    var addressEscaped: String {
        replacing(" ", with: "%20").replacing("\"", with: "%22").htmlEscaped
    }
}
