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

    /// The figure as pictures of a format for light and dark pages, and for phones where they have a form of their own,
    /// with its alt text and its data as a table.
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
            try bundle.add(self, format, parameters: "")
            if let narrow {
                try bundle.addNarrow(narrow, format)
            }
        } catch {
            return .plain("the figure could not be drawn: \(error)")
        }
        return bundle
    }
}

extension MIMEBundle {
    /// Adds a light and a dark picture of a figure; what they are beyond that is told in parameters of their types.
    fileprivate mutating func add(
        _ figure: any Figure, _ format: FigureFormat, parameters: String
    ) throws(FigureError) {
        switch format {
        case .png:
            let source = CurrentCell.label
            data["image/png" + parameters] = try figure.png(theme: .light, source: source, effort: .thorough)
            data["image/png;theme=dark" + parameters] = try figure.png(
                theme: .dark, source: source, effort: .thorough)
        case .svg:
            text["image/svg+xml" + parameters] = try figure.svg(theme: .light)
            text["image/svg+xml;theme=dark" + parameters] = try figure.svg(theme: .dark)
        }
    }
}

extension MIMEBundle {
    /// Bytes of a form for phones in one theme, at the most.
    private static let heaviestNarrowForm = 96 << 10

    /// Adds the form for phones, unless it is heavy, as that of a grid of hundreds of images is: then the page scrolls the
    /// figure sideways instead of growing by another one.
    fileprivate mutating func addNarrow(_ figure: any Figure, _ format: FigureFormat) throws(FigureError) {
        let parameters = ";width=narrow"
        var form = MIMEBundle()
        try form.add(figure, format, parameters: parameters)
        let weight =
            switch format {
            case .png: form.data["image/png" + parameters]?.count ?? 0
            case .svg: form.text["image/svg+xml" + parameters]?.utf8.count ?? 0
            }
        guard weight <= Self.heaviestNarrowForm else { return }
        data.merge(form.data) { $1 }
        text.merge(form.text) { $1 }
        metadata["narrowWidth"] = "\(Int(figure.size.width.rounded(.up)))"
        metadata["narrowHeight"] = "\(Int(figure.size.height.rounded(.up)))"
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
