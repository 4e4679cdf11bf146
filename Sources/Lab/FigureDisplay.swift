public import Figures
import Foundation
import Synchronization

/// How the pictures of figures are stored.
public enum FigureFormat: String, Sendable, Codable {
    /// Pixels, two for each CSS pixel.
    case png
    /// Lines and outlines, sharp in any size.
    case svg
}

/// Shows a figure in the report as pixels or as outlines, whatever the cell's options say.
public func display(_ figure: some Figure, format: FigureFormat) {
    Outbox.send(.display(figure.mimeBundle(format: format)))
}

/// The cell that is running, as far as its figures must know it.
package enum CurrentCell {
    private static let state = Mutex((label: "", format: FigureFormat.png))

    /// Says which cell runs from now on, and how it wants its figures.
    package static func enter(label: String, figureFormat: FigureFormat = .png) {
        state.withLock { $0 = (label, figureFormat) }
    }

    static var label: String { state.withLock(\.label) }
    static var figureFormat: FigureFormat { state.withLock(\.format) }
}

extension Figure {
    /// The figure as pictures for light and dark pages, with its alt text and its data as a table.
    ///
    /// Where it cannot be drawn, as without the font, it says why.
    public var mimeBundle: MIMEBundle { mimeBundle(format: CurrentCell.figureFormat) }

    /// The figure as pictures of a format for light and dark pages, with its alt text and its data as a table.
    public func mimeBundle(format: FigureFormat) -> MIMEBundle {
        var bundle = MIMEBundle(
            text: ["text/plain": altText],
            metadata: [
                "alt": altText, "width": "\(Int(size.width.rounded(.up)))",
                "height": "\(Int(size.height.rounded(.up)))",
            ])
        if let data, !data.rows.isEmpty, let table = try? JSONEncoder().encode(data) {
            bundle.text["application/vnd.labbook.table+json"] = String(decoding: table, as: UTF8.self)
        }
        do throws(FigureError) {
            switch format {
            case .png:
                let source = CurrentCell.label
                bundle.data["image/png"] = try png(theme: .light, source: source)
                bundle.data["image/png;theme=dark"] = try png(theme: .dark, source: source)
            case .svg:
                bundle.text["image/svg+xml"] = try svg(theme: .light)
                bundle.text["image/svg+xml;theme=dark"] = try svg(theme: .dark)
            }
        } catch {
            return .plain("the figure could not be drawn: \(error)")
        }
        return bundle
    }
}

extension PNG: Displayable {
    /// The picture as a file, shown at its own size.
    public var mimeBundle: MIMEBundle {
        let alt = texts.first { $0.keyword == "Title" }?.text ?? "Picture of \(image.width) × \(image.height) pixels"
        do throws(PNGError) {
            return MIMEBundle(
                text: ["text/plain": alt], data: ["image/png": try encoded()],
                metadata: ["alt": alt, "width": "\(image.width)", "height": "\(image.height)"])
        } catch {
            return .plain("the picture could not be written: \(error)")
        }
    }
}

extension Image: Displayable {
    /// The picture as a PNG file.
    public var mimeBundle: MIMEBundle { PNG(self).mimeBundle }
}
