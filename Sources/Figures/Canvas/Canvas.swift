internal import CCairo
internal import CFreeType
internal import Foundation

/// What a figure is drawn on: lines, areas, text and pixels in CSS pixels, rendered by cairo.
///
/// It exists only while a figure is drawn. All coordinates are CSS pixels from the top left.
public final class Canvas {
    /// Width and height in CSS pixels; inside a panel those of the panel.
    public private(set) var size: Size
    package let palette: Palette
    /// Device pixels for each CSS pixel.
    package private(set) var scale: Double
    /// The texts drawn so far with the place that each takes, for tests of the layout.
    package private(set) var placedTexts: [(text: String, box: Rect)] = []

    /// The images of an SVG file with their places; nil where they are drawn at once. Cairo would have a reader smooth
    /// their pixels.
    private(set) var laidImages: [(image: Image, place: Rect)]?

    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let faces: [OpaquePointer]
    /// Where the panel begins that is being drawn, and how much it is magnified.
    private var panel = (origin: Point(0, 0), factor: 1.0)

    /// Draws and encodes what was drawn.
    static func render(
        size: Size, scale: Double, theme: FigureTheme, texts: [PNG.Text], effort: PNG.Effort, _ draw: (Canvas) -> Void
    ) throws(FigureError) -> Data {
        let canvas = try drawn(size: size, scale: scale, theme: theme, draw)
        do {
            return try canvas.encoded(texts: texts, effort: effort)
        } catch {
            throw .drawing(error.description)
        }
    }

    /// A canvas with something drawn on it.
    package static func drawn(
        size: Size, scale: Double = 2, theme: FigureTheme, _ draw: (Canvas) -> Void
    ) throws(FigureError) -> Canvas {
        try check(size, scale)
        let canvas = try DrawingLock.withLock { () throws(FigureError) in
            let width = Int32((size.width * scale).rounded(.up))
            let height = Int32((size.height * scale).rounded(.up))
            let canvas = Canvas(
                surface: cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), size: size, scale: scale,
                palette: theme.palette, fonts: try Fonts.shared.get())
            cairo_scale(canvas.context, scale, scale)
            canvas.fillAndDraw(draw)
            return canvas
        }
        try canvas.checkStatus()
        return canvas
    }

    /// What is drawn as the text of an SVG file.
    static func renderSVG(
        size: Size, theme: FigureTheme, _ draw: (Canvas) -> Void
    ) throws(FigureError) -> SVGText {
        try check(size, 2)
        let file = UnsafeMutablePointer<[UInt8]>.allocate(capacity: 1)
        file.initialize(to: [])
        defer {
            file.deinitialize(count: 1)
            file.deallocate()
        }
        // The canvas goes after the lock is open again, for it takes the lock to go.
        let canvas = try DrawingLock.withLock { () throws(FigureError) in
            let fonts = try Fonts.shared.get()
            let write: cairo_write_func_t = { file, bytes, count in
                let bytes = UnsafeBufferPointer(start: bytes, count: Int(count))
                file?.assumingMemoryBound(to: [UInt8].self).pointee.append(contentsOf: bytes)
                return CAIRO_STATUS_SUCCESS
            }
            guard let surface = cairo_svg_surface_create_for_stream(write, file, size.width, size.height) else {
                throw .drawing("cairo could not begin an SVG file")
            }
            cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
            // Lines are placed as on a screen with two pixels for each CSS pixel.
            let canvas = Canvas(surface: surface, size: size, scale: 2, palette: theme.palette, fonts: fonts)
            canvas.laidImages = []
            canvas.fillAndDraw(draw)
            cairo_surface_finish(surface)
            return canvas
        }
        try canvas.checkStatus()
        return SVGText(cairo: String(decoding: file.pointee, as: UTF8.self), images: canvas.laidImages ?? [])
    }

    private static func check(_ size: Size, _ scale: Double) throws(FigureError) {
        let sides = 16.0...8192
        guard sides.contains(size.width), sides.contains(size.height), (0.5...8).contains(scale),
            size.width * size.height * scale * scale <= 64e6
        else { throw .size(size, scale: scale) }
    }

    private init(surface: OpaquePointer, size: Size, scale: Double, palette: Palette, fonts: Fonts) {
        self.surface = surface
        self.size = size
        self.scale = scale
        self.palette = palette
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
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    deinit {
        DrawingLock.withLock {
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            for face in faces { cairo_font_face_destroy(face) }
        }
    }

    private func fillAndDraw(_ draw: (Canvas) -> Void) {
        fill(Rect(x: 0, y: 0, width: size.width, height: size.height), palette.background)
        draw(self)
        cairo_surface_flush(surface)
    }

    private func checkStatus() throws(FigureError) {
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw .drawing("cairo could not draw the figure: \(String(cString: cairo_status_to_string(status)))")
        }
    }

    private func encoded(texts: [PNG.Text], effort: PNG.Effort) throws(PNGError) -> Data {
        let stride = Int(cairo_image_surface_get_stride(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let pixels = UnsafeRawBufferPointer(start: cairo_image_surface_get_data(surface), count: stride * height)
        return try PNG.encode(
            bgrx: pixels, bytesPerRow: stride, width: Int(cairo_image_surface_get_width(surface)), height: height,
            scale: scale, texts: texts, effort: effort)
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

    /// Draws a figure of a size into a rectangle of the same shape.
    package func panel(_ size: Size, in rect: Rect, _ draw: (Canvas) -> Void) {
        let outer = (self.size, scale, panel)
        let factor = rect.width / size.width
        cairo_save(context)
        cairo_translate(context, rect.x, rect.y)
        cairo_scale(context, factor, factor)
        self.size = size
        scale *= factor
        panel.origin = Point(panel.origin.x + rect.x * panel.factor, panel.origin.y + rect.y * panel.factor)
        panel.factor *= factor
        draw(self)
        (self.size, scale, panel) = outer
        cairo_restore(context)
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
        if laidImages != nil {
            let place = Rect(
                x: panel.origin.x + rect.x * panel.factor, y: panel.origin.y + rect.y * panel.factor,
                width: rect.width * panel.factor, height: rect.height * panel.factor)
            let bytes = pixels.flatMap { [UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
            laidImages?.append((Image(width: width, height: height, format: .rgb, pixels: bytes), place))
            return
        }
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
        let box = Rect(
            x: panel.origin.x + x * panel.factor, y: panel.origin.y + (place.y - font.capHeight) * panel.factor,
            width: width * panel.factor, height: (font.capHeight + font.size * 0.24) * panel.factor)
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
