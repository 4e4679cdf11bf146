import Figures
import Foundation

extension Figure {
    /// The figure as PNG pictures with two pixels for each CSS pixel, light and dark, with its alt text.
    ///
    /// Where it cannot be drawn, as without the font, it says why.
    public var mimeBundle: MIMEBundle {
        do throws(FigureError) {
            return MIMEBundle(
                text: ["text/plain": altText],
                data: ["image/png": try png(theme: .light), "image/png;theme=dark": try png(theme: .dark)],
                metadata: ["alt": altText, "width": "\(Int(size.width))", "height": "\(Int(size.height))"])
        } catch {
            return .plain("the figure could not be drawn: \(error)")
        }
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
