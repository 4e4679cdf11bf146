internal import CCairo
internal import CFreeType
internal import Foundation

/// What a figure is drawn on: lines, areas, text and pixels in CSS pixels, rendered by cairo.
///
/// It exists only while a figure is drawn. All coordinates are CSS pixels from the top left.
public final class Canvas {
    /// Width and height in CSS pixels.
    public let size: Size
    package let palette: Palette
    package let scale: Double
    /// The texts drawn so far with the place that each takes, for tests of the layout.
    package private(set) var placedTexts: [(text: String, box: Rect)] = []

    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let faces: [OpaquePointer]

    /// Draws and encodes what was drawn.
    static func render(
        size: Size, scale: Double, theme: FigureTheme, texts: [PNG.Text], _ draw: (Canvas) -> Void
    ) throws(FigureError) -> Data {
        let canvas = try drawn(size: size, scale: scale, theme: theme, draw)
        do {
            return try canvas.encoded(texts: texts)
        } catch {
            throw .drawing(error.description)
        }
    }

    /// A canvas with something drawn on it.
    package static func drawn(
        size: Size, scale: Double = 2, theme: FigureTheme, _ draw: (Canvas) -> Void
    ) throws(FigureError) -> Canvas {
        let sides = 16.0...8192
        guard sides.contains(size.width), sides.contains(size.height), (0.5...8).contains(scale),
            size.width * size.height * scale * scale <= 64e6
        else { throw .size(size, scale: scale) }
        let canvas = try DrawingLock.withLock { () throws(FigureError) in
            let canvas = Canvas(size: size, scale: scale, palette: theme.palette, fonts: try Fonts.shared.get())
            draw(canvas)
            return canvas
        }
        try canvas.finish()
        return canvas
    }

    private init(size: Size, scale: Double, palette: Palette, fonts: Fonts) {
        self.size = size
        self.scale = scale
        self.palette = palette
        let width = Int32((size.width * scale).rounded(.up))
        let height = Int32((size.height * scale).rounded(.up))
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)
        context = cairo_create(surface)
        faces = [fonts.regular, fonts.bold].map {
            cairo_ft_font_face_create_for_ft_face($0, Int32(CFREETYPE_LOAD_NO_HINTING))
        }
        // Outlines as designed: at two pixels and more for each CSS pixel, hinting only spoils the spacing.
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
        cairo_scale(context, scale, scale)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        fill(Rect(x: 0, y: 0, width: size.width, height: size.height), palette.background)
    }

    deinit {
        DrawingLock.withLock {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            for face in faces { cairo_font_face_destroy(face) }
        }
    }

    private func finish() throws(FigureError) {
        cairo_surface_flush(surface)
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw .drawing("cairo could not draw the figure: \(String(cString: cairo_status_to_string(status)))")
        }
    }

    private func encoded(texts: [PNG.Text]) throws(PNGError) -> Data {
        let stride = Int(cairo_image_surface_get_stride(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let pixels = UnsafeRawBufferPointer(start: cairo_image_surface_get_data(surface), count: stride * height)
        return try PNG.encode(
            bgrx: pixels, bytesPerRow: stride, width: Int(cairo_image_surface_get_width(surface)), height: height,
            scale: scale, texts: texts)
    }

    // MARK: Lines and areas

    private static let longestStroke = 48

    /// How a line is drawn.
    package struct Pen {
        var color: Color
        var width = 1.0
        /// Lengths of dashes and gaps in turn; none for a solid line.
        var dash: [Double] = []
        /// Whether speed matters more than the last shade at the edges: for noise, which has no edges to speak of.
        var isQuick = false
    }

    /// Moves a coordinate so that a line of this width has sharp edges.
    package func crisp(_ coordinate: Double, width: Double = 1) -> Double {
        let half = (width * scale).rounded() / 2
        return ((coordinate * scale - half).rounded() + half) / scale
    }

    package func fill(_ rect: Rect, _ color: Color) {
        use(color)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_fill(context)
    }

    /// Draws a frame inside the edges of a rectangle.
    package func frame(_ rect: Rect, _ pen: Pen) {
        use(pen)
        let inner = rect.inset(by: pen.width / 2)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
        cairo_rectangle(context, inner.x, inner.y, inner.width, inner.height)
        cairo_stroke(context)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    package func line(_ from: Point, _ to: Point, _ pen: Pen) {
        polyline([from, to], pen)
    }

    package func polyline(_ points: [Point], _ pen: Pen) {
        guard points.count > 1 else { return }
        use(pen)
        // The time for a stroke grows faster than its length, so a long one is drawn in pieces; but a pattern of dashes
        // must not begin anew.
        var rest = points[...]
        while pen.dash.isEmpty, rest.count > Self.longestStroke {
            trace(rest.prefix(Self.longestStroke))
            cairo_stroke(context)
            rest = rest.dropFirst(Self.longestStroke - 1)
        }
        trace(rest)
        cairo_stroke(context)
    }

    package func polygon(_ points: [Point], fill color: Color, stroke pen: Pen? = nil) {
        trace(points)
        cairo_close_path(context)
        paint(color, pen)
    }

    /// Fills an area so that what is below can be seen: areas of several series may overlap.
    package func veil(_ points: [Point], _ color: Color, opacity: Double) {
        trace(points)
        cairo_close_path(context)
        cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
        cairo_fill(context)
    }

    package func ring(_ center: Point, radius: Double, _ pen: Pen) {
        use(pen)
        cairo_new_sub_path(context)
        cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
        cairo_stroke(context)
    }

    package func circle(_ center: Point, radius: Double, fill color: Color, stroke pen: Pen? = nil) {
        cairo_new_sub_path(context)
        cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
        paint(color, pen)
    }

    /// Draws only inside a rectangle.
    package func clipped(to rect: Rect, _ draw: () -> Void) {
        cairo_save(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_clip(context)
        draw()
        cairo_restore(context)
    }

    /// Fills a rectangle with an image of `0xRRGGBB` pixels, each drawn as a sharp block.
    package func image(_ pixels: [UInt32], width: Int, height: Int, in rect: Rect) {
        guard let image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
            let data = cairo_image_surface_get_data(image)
        else { return }
        let stride = Int(cairo_image_surface_get_stride(image))
        pixels.withUnsafeBytes { bytes in
            for row in 0..<height {
                data.advanced(by: row * stride).update(
                    from: bytes.bindMemory(to: UInt8.self).baseAddress! + row * width * 4, count: width * 4)
            }
        }
        cairo_surface_mark_dirty(image)
        cairo_save(context)
        cairo_translate(context, rect.x, rect.y)
        cairo_scale(context, rect.width / Double(width), rect.height / Double(height))
        cairo_set_source_surface(context, image, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
        cairo_rectangle(context, 0, 0, Double(width), Double(height))
        cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
        cairo_fill(context)
        cairo_restore(context)
        cairo_surface_destroy(image)
    }

    private func trace(_ points: some Collection<Point>) {
        for point in points { cairo_line_to(context, point.x, point.y) }
    }

    private func paint(_ color: Color, _ pen: Pen?) {
        use(color)
        guard let pen else { return cairo_fill(context) }
        cairo_fill_preserve(context)
        use(pen)
        cairo_stroke(context)
    }

    private func use(_ color: Color) {
        cairo_set_source_rgb(context, color.red, color.green, color.blue)
    }

    private func use(_ pen: Pen) {
        use(pen.color)
        cairo_set_line_width(context, pen.width)
        cairo_set_dash(context, pen.dash, Int32(pen.dash.count), 0)
        cairo_set_antialias(context, pen.isQuick ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT)
        cairo_set_line_join(context, pen.isQuick ? CAIRO_LINE_JOIN_BEVEL : CAIRO_LINE_JOIN_ROUND)
    }

    // MARK: Text

    /// Size and weight of text.
    package struct Font: Sendable, Equatable {
        var size: Double
        var bold = false
    }

    /// Which part of a text lies at its place.
    package enum Alignment {
        case left, center, right
    }

    /// Draws one line of text with its baseline at a height.
    package func text(
        _ text: String, at place: Point, _ font: Font, _ color: Color, _ alignment: Alignment = .left
    ) {
        guard !text.isEmpty else { return }
        let width = self.width(of: text, font)
        let x =
            switch alignment {
            case .left: place.x
            case .center: place.x - width / 2
            case .right: place.x - width
            }
        use(color)
        cairo_move_to(context, x, place.y)
        cairo_show_text(context, text)
        cairo_new_path(context)
        // From the height of capitals to the depth of descenders, which is what a reader sees as the text's place.
        let box = Rect(x: x, y: place.y - font.capHeight, width: width, height: font.capHeight + font.size * 0.24)
        placedTexts.append((text, box))
    }

    /// How wide a line of text is.
    package func width(of text: String, _ font: Font) -> Double {
        guard !text.isEmpty else { return 0 }
        cairo_set_font_face(context, faces[font.bold ? 1 : 0])
        cairo_set_font_size(context, font.size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }
}

extension Canvas.Font {
    /// The height of a capital letter of DejaVu Sans over the baseline.
    package var capHeight: Double { size * 0.729 }
}
