public import Foundation

/// A picture of data that a report shows: a plot, a grid of images.
///
/// A figure is a value. It is drawn when its PNG is asked for, in a light and a dark rendering from the same data.
public protocol Figure: Sendable {
    /// The title over the figure, or "".
    var title: String { get }
    /// Width and height in CSS pixels.
    var size: Size { get }
    /// What the figure shows, in words computed from the data, for those who cannot see it.
    var altText: String { get }
    /// What the figure shows, as a table; nil where a table would say nothing.
    var data: FigureData? { get }
    /// The figure laid out for the width of a phone; nil where it is narrow anyway, or is better only drawn smaller.
    var narrow: (any Figure)? { get }
    /// Draws the figure on a canvas of its size.
    func draw(on canvas: Canvas)
}

extension Figure {
    /// No table.
    public var data: FigureData? { nil }

    /// No other form for phones.
    public var narrow: (any Figure)? { nil }

    /// The figure as a PNG file with `scale` pixels for each CSS pixel, its title and its resolution.
    /// - Parameters:
    ///   - source: Where the figure comes from, such as the name of a notebook's cell; written into the file.
    ///   - effort: How much time goes into making the file small.
    /// - Throws: `FigureError` where the font is missing or the size is not usable.
    public func png(
        theme: FigureTheme = .light, scale: Double = 2, source: String = "", effort: PNG.Effort = .quick
    ) throws(FigureError) -> Data {
        let texts = [PNG.Text("Title", title), PNG.Text("Source", source), PNG.Text("Software", "Labbook")]
        return try Canvas.render(
            size: size, scale: scale, theme: theme, texts: texts.filter { !$0.text.isEmpty }, effort: effort
        ) { draw(on: $0) }
    }

    /// The figure as an SVG file. Text is drawn as outlines, so that it is the same everywhere; the alt text is in it.
    /// - Throws: `FigureError` where the font is missing or the size is not usable.
    public func svg(theme: FigureTheme = .light) throws(FigureError) -> String {
        do {
            return try Canvas.renderSVG(size: size, theme: theme) { draw(on: $0) }.text(description: altText)
        } catch let error as FigureError {
            throw error
        } catch {
            throw .drawing("\(error)")
        }
    }
}

/// Whether a figure is drawn dark on light or light on dark.
public enum FigureTheme: String, Sendable, CaseIterable {
    /// Dark ink on white.
    case light
    /// Light ink on near-black.
    case dark
}

/// A width and a height in CSS pixels.
public struct Size: Sendable, Equatable {
    /// The width.
    public var width: Double
    /// The height.
    public var height: Double

    /// Creates a size.
    public init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }
}

/// Why a figure could not be drawn.
public enum FigureError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The font could not be loaded.
    case font(String)
    /// The size in CSS pixels or the scale is not usable.
    case size(Size, scale: Double)
    /// A library failed.
    case drawing(String)

    /// What is wrong, as a sentence without a full stop.
    public var description: String {
        switch self {
        case .font(let message), .drawing(let message): message
        case .size(let size, let scale):
            "a figure is 16 to 8,192 CSS pixels wide and high with a scale from 0.5 to 8 and at most 64 million "
                + "pixels, found \(size.width) × \(size.height) at scale \(scale)"
        }
    }
}
