public import Foundation
public import Notebook

/// A report before it is written: all its files as they will be.
public struct RenderedReport: Sendable {
    /// One file of a report.
    public struct File: Sendable {
        /// The path inside the report's folder.
        public var path: String
        /// The content.
        public var data: Data
    }

    /// A file that the page links to.
    public struct Attachment: Sendable {
        /// The path inside the report's folder.
        public var path: String
        /// The file to copy.
        public var file: URL
    }

    /// The page in its parts.
    public var page: PageParts
    /// The page.
    public var html: String { page.html }
    /// The text of `results.json`.
    public var results: String
    /// The whole notebook as one Swift program, the text of `NAME.swift`.
    public var program: String
    /// The pictures beside the page.
    public var figures: [File]
    /// The files that the prose links to.
    public var attachments: [Attachment] = []
    /// The paths of the pictures that the page was made from, or would have been if they were there.
    public var sources: [String] = []
    /// What is odd in the page, such as an unknown TeX command; it is to be seen in the page, too.
    public var warnings: [Diagnostic]
}
