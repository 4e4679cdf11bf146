public import Foundation

/// One value in several forms, from which a reader picks the richest it can show.
///
/// A form's key is its MIME type. `text/plain` should always be there: it is what a terminal shows.
public struct MIMEBundle: Sendable, Codable, Equatable {
    /// The forms that are text, such as `text/plain`, `text/html` and `image/svg+xml`.
    public var text: [String: String]
    /// The forms that are bytes, such as `image/png`.
    public var data: [String: Data]
    /// Facts about the value: `alt` and `caption`, and `width` and `height` in CSS pixels.
    public var metadata: [String: String]

    /// Creates a bundle from its forms.
    public init(text: [String: String] = [:], data: [String: Data] = [:], metadata: [String: String] = [:]) {
        self.text = text
        self.data = data
        self.metadata = metadata
    }

    /// A bundle with plain text only.
    public static func plain(_ text: String) -> MIMEBundle {
        MIMEBundle(text: ["text/plain": text])
    }
}

/// A type whose values say how they are shown in a report.
///
/// Conform a type of your own to have `display(_:)`, and a cell's last line, show more than its description:
/// ```swift
/// extension Board: Displayable {
///     var mimeBundle: MIMEBundle { MIMEBundle(text: ["text/html": svg, "text/plain": "\(self)"]) }
/// }
/// ```
public protocol Displayable {
    /// The value in the forms in which it can be shown.
    var mimeBundle: MIMEBundle { get }
}
