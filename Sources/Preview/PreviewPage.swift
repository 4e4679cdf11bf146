public import Foundation
public import Notebook
public import Report

/// A notebook that can be shown live, and what is done with it.
public struct PreviewPage: Sendable {
    /// The notebook's file.
    public var file: String
    /// Reads the notebook and sets its parameters, given the values that a reader of the page chose, as text.
    public var read: @Sendable (_ values: [String: String]) throws -> (notebook: Notebook, params: [Parameter])
    /// Brings what the notebook needs, and looks whether the report can be written.
    public var makeReady: @Sendable (Notebook) throws -> Void
    /// Renders the page of a run, also while it goes on.
    public var render: @Sendable (Run, Pending) throws -> PageParts
    /// Writes the report of a run, and returns the paths of the files that its page was made from.
    public var write: @Sendable (Run) throws -> [String]

    /// Creates a page.
    public init(
        file: String,
        read: @escaping @Sendable (_ values: [String: String]) throws -> (notebook: Notebook, params: [Parameter]),
        makeReady: @escaping @Sendable (Notebook) throws -> Void,
        render: @escaping @Sendable (Run, Pending) throws -> PageParts,
        write: @escaping @Sendable (Run) throws -> [String]
    ) {
        self.file = file
        self.read = read
        self.makeReady = makeReady
        self.render = render
        self.write = write
    }
}

/// The pages that a preview can show, and the folder with their files.
public struct PreviewSite: Sendable {
    /// The folder in which each page has one of its own.
    public var folder: URL
    /// The path of the page to begin with; nil to begin with the site's own `index.html`.
    public var first: String?
    /// The notebook at a path of the site, if there is one.
    public var page: @Sendable (_ path: String) -> PreviewPage?
    /// Creates a site.
    public init(folder: URL, first: String?, page: @escaping @Sendable (_ path: String) -> PreviewPage?) {
        self.folder = folder
        self.first = first
        self.page = page
    }
}
