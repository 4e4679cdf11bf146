import Figures
import Foundation

/// Shows a value in the report, at this place among the cell's outputs.
///
/// Values that are `Displayable` (tensors, plots, image grids, tables, HTML, PNG files) are shown in their richest form,
/// text as it is, and all others by their description.
public func display(_ value: Any) {
    Outbox.send(.display(mimeBundle(of: value, quotesText: false)))
}

/// Shows the value of a cell's last line: the kernel does so for every cell, and so does the notebook's program.
///
/// Text is shown in quotation marks here, so that `"1"` and `1` differ; of `Void` nothing is shown.
public func display<Value>(result value: Value) {
    if value is Void { return }
    Outbox.send(.display(mimeBundle(of: value, quotesText: true)))
}

/// Shows the value of a cell's last line under a name that no cell declares; the kernel adds the call.
public func _display<Value>(_ value: Value) {
    display(result: value)
}

/// Sends the value of an expression in prose; the kernel adds the call.
public func _inline<Value>(_ index: Int, _ value: Value) {
    let bundle = mimeBundle(of: value, quotesText: false)
    Outbox.send(.inlineValue(index: index, text: bundle.text["text/plain"] ?? String(describing: value)))
}

private func mimeBundle(of value: Any, quotesText: Bool) -> MIMEBundle {
    if let value = value as? any Displayable { return value.mimeBundle }
    if let value = value as? any Figure { return value.mimeBundle }
    if let value = value as? MIMEBundle { return value }
    if let value = value as? Data, let png = try? PNG(decoding: value) { return png.mimeBundle }
    if let text = value as? String { return .plain(quotesText ? text.debugDescription : text) }
    return .plain(String(describing: value))
}

/// HTML that is put into the report as it is.
public struct HTML: Displayable, Sendable {
    /// The markup.
    public var markup: String

    /// Creates a piece of HTML.
    public init(_ markup: String) {
        self.markup = markup
    }

    /// The markup as `text/html`.
    public var mimeBundle: MIMEBundle {
        MIMEBundle(text: ["text/html": markup, "text/plain": markup])
    }
}
