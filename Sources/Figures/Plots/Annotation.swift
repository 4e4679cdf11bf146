/// A remark in a plot: at a point, or at a line across it.
public struct Annotation: Sendable, Equatable {
    enum Place: Equatable {
        case point(x: Double, y: Double)
        case vertical(x: Double)
        case horizontal(y: Double)
    }

    let place: Place
    /// What stands beside it, or "".
    public let label: String

    /// A ring around a point.
    public static func point(x: some Plottable, y: some Plottable, _ label: String = "") -> Annotation {
        Annotation(place: .point(x: x.plotValue, y: y.plotValue), label: label)
    }

    /// A line from bottom to top, such as where the learning rate changes.
    public static func verticalLine(at x: some Plottable, _ label: String = "") -> Annotation {
        Annotation(place: .vertical(x: x.plotValue), label: label)
    }

    /// A line from left to right, such as what guessing gives.
    public static func horizontalLine(at y: some Plottable, _ label: String = "") -> Annotation {
        Annotation(place: .horizontal(y: y.plotValue), label: label)
    }

    /// The x that an axis must reach, if there is one.
    var x: Double? {
        switch place {
        case .point(let x, _), .vertical(let x): x
        case .horizontal: nil
        }
    }

    /// The y that an axis must reach, if there is one.
    var y: Double? {
        switch place {
        case .point(_, let y), .horizontal(let y): y
        case .vertical: nil
        }
    }
}

/// An annotation on the canvas.
struct PlacedAnnotation {
    private enum Shape {
        case ring(Point)
        case line(Point, Point)
    }

    private let shape: Shape
    private let text: String
    /// Where the label stands; nil without one.
    private(set) var label: Rect?

    private static let font = Canvas.Font(size: 11)
    private static let radius = 6.0

    /// Finds the place of an annotation and of its label, beside data and earlier labels where there is room.
    ///
    /// It is nil where the annotation lies outside the plot.
    init?(
        _ annotation: Annotation, in area: Rect, x: Axis, y: Axis, on canvas: Canvas, others: [PlacedAnnotation],
        hidesData: (Rect) -> Bool
    ) {
        func place(_ value: Double, on axis: Axis) -> Double? {
            axis.position(of: value.tamed).flatMap { (-1e-9...1 + 1e-9).contains($0) ? $0 : nil }
        }
        let across = annotation.x.map { place($0, on: x).map { area.x + $0 * area.width } }
        let up = annotation.y.map { place($0, on: y).map { area.maxY - $0 * area.height } }
        text = canvas.fitted(annotation.label, Self.font, width: area.width * 0.45)
        let size = Size(width: canvas.width(of: text, Self.font), height: Self.font.size * 1.25)
        var corners: [Point]
        switch (across, up) {
        case (let across??, let up??):
            shape = .ring(Point(across, up))
            let gap = Self.radius + 3
            let (right, left) = (across + gap, across - gap - size.width)
            let (above, below) = (up - gap - size.height, up + gap)
            corners = [
                Point(right, above), Point(left, above), Point(right, below), Point(left, below),
                Point(across - size.width / 2, above - 2), Point(across - size.width / 2, below + 2),
                Point(right + 12, up - size.height / 2), Point(left - 12, up - size.height / 2),
                Point(right, above - 10), Point(left, above - 10), Point(right, below + 10), Point(left, below + 10),
            ]
        case (let across??, nil):
            shape = .line(Point(across, area.y), Point(across, area.maxY))
            corners = stride(from: area.y + 3, to: area.maxY - size.height, by: size.height + 5).flatMap {
                [Point(across + 6, $0), Point(across - 6 - size.width, $0)]
            }
        case (nil, let up??):
            shape = .line(Point(area.x, up), Point(area.maxX, up))
            corners = stride(from: 6, to: max(area.width - size.width, 7), by: max(size.width / 2, 20)).flatMap {
                [Point(area.maxX - $0 - size.width, up - 4 - size.height), Point(area.maxX - $0 - size.width, up + 5)]
            }
        default: return nil
        }
        guard !text.isEmpty else { return }
        let boxes = corners.map { Rect(x: $0.x, y: $0.y, width: size.width, height: size.height) }
            .filter { box in
                area.inset(by: -1).contains(box) && !others.contains { $0.touches(box.inset(by: -4)) }
            }
        label = boxes.first { !hidesData($0.inset(by: -3)) } ?? boxes.first
    }

    /// Whether the annotation or its label comes into a rectangle.
    func touches(_ rect: Rect) -> Bool {
        if label?.inset(by: -3).intersects(rect) == true { return true }
        switch shape {
        case .ring(let center): return rect.inset(by: -Self.radius).touches(center, center)
        case .line(let from, let to): return rect.touches(from, to)
        }
    }

    /// Draws the line or the ring.
    func drawShape(on canvas: Canvas) {
        switch shape {
        case .ring(let center):
            canvas.ring(center, radius: Self.radius, Canvas.Pen(color: canvas.palette.ink, width: 1.5))
        case .line(let from, let to):
            let pen = Canvas.Pen(color: canvas.palette.muted, width: 1, dash: [4, 3])
            if from.x == to.x {
                let place = canvas.crisp(from.x)
                canvas.line(Point(place, from.y), Point(place, to.y), pen)
            } else {
                let place = canvas.crisp(from.y)
                canvas.line(Point(from.x, place), Point(to.x, place), pen)
            }
        }
    }

    /// Draws the label over a piece of background, which keeps lines out of it.
    func drawLabel(on canvas: Canvas) {
        guard let label else { return }
        canvas.fill(label.inset(by: -2), canvas.palette.background)
        let baseline = label.y + Self.font.capHeight + 1.5
        canvas.text(text, at: Point(label.x, baseline), Self.font, canvas.palette.ink)
    }
}
