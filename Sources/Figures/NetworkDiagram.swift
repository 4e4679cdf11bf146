internal import Foundation

/// The layers of a network from the input down to the output, each as wide as what it gives out is large.
///
/// Widths go by the logarithm of the sizes. Layers with parameters are blue, those without are grey.
public struct NetworkDiagram: Figure, Equatable {
    /// One layer.
    public struct Layer: Sendable, Equatable {
        /// What it is, such as "Dense, relu".
        public var name: String
        /// The shape of what it gives out for one example; nil where it is not known.
        public var output: [Int]?
        /// How many numbers it learns.
        public var parameters: Int

        /// Creates a layer.
        public init(_ name: String, output: [Int]? = nil, parameters: Int = 0) {
            self.name = name
            self.output = output
            self.parameters = parameters
        }
    }

    /// The title over the diagram, or "".
    public let title: String
    /// The shape of one example; nil where it is not known.
    public let input: [Int]?
    /// The layers in the order of application.
    public let layers: [Layer]
    /// Width and height in CSS pixels, from the number of layers.
    public let size: Size

    private let heading: Heading
    /// The layers that are drawn; nil for the many that are left out in the middle.
    private let shown: [Int?]

    /// Whether the numbers of parameters stand in the layers, as they do on phones, and not beside them.
    private let isNarrow: Bool

    private static let margin = 14.0
    private static let mostShown = 60
    private static let font = Canvas.Font(size: 12)

    /// Creates a diagram.
    /// - Parameters:
    ///   - input: The shape of one example.
    ///   - layers: The layers in the order of application.
    public init(input: [Int]? = nil, layers: [Layer], title: String = "") {
        self.init(input, layers, title, isNarrow: false)
    }

    private init(_ input: [Int]?, _ layers: [Layer], _ title: String, isNarrow: Bool) {
        self.isNarrow = isNarrow
        self.title = title
        self.input = input
        self.layers = layers
        let all = layers.indices.map(Optional.init)
        shown = all.count <= Self.mostShown ? all : all.prefix(Self.mostShown / 2) + [nil] + all.suffix(9)
        let width = isNarrow ? NarrowLayout.width : 2 * Self.margin + 320 + 180
        heading = Heading(title, width: width - 2 * Self.margin)
        size = Size(
            width: width,
            height: 2 * Self.margin + heading.height + Double(shown.count) * Self.step(isNarrow) + 28
                + (layers.count > 1 ? 22 : 0))
    }

    private static func step(_ isNarrow: Bool) -> Double { isNarrow ? 72 : 62 }
    private var step: Double { Self.step(isNarrow) }
    private var boxHeight: Double { step - 28 }
    private var widest: Double { isNarrow ? NarrowLayout.width - 2 * Self.margin : 320 }

    /// The diagram with the numbers of parameters in the layers.
    public var narrow: (any Figure)? {
        isNarrow ? nil : NetworkDiagram(input, layers, title, isNarrow: true)
    }

    /// The layers with the shapes between them and the number of parameters, in words.
    public var altText: String {
        var parts = input.map { [Self.text($0)] } ?? []
        for index in shown {
            guard let index else {
                parts.append("\(layers.count - shown.count + 1) more layers")
                continue
            }
            parts.append(layers[index].name)
            if let output = layers[index].output { parts.append(Self.text(output)) }
        }
        let name = (title.isEmpty ? "Network" : title) + ": "
        return name + (layers.isEmpty ? "no layers" : parts.joined(separator: " → ") + "; " + total)
    }

    /// A row for each layer.
    public var data: FigureData? {
        FigureData(
            columns: ["layer", "output", "parameters"],
            rows: layers.map { layer in
                [
                    .text(layer.name), layer.output.map { .text(Self.text($0)) } ?? .none,
                    .number(Double(layer.parameters)),
                ]
            })
    }

    private var total: String { Self.count(layers.reduce(0) { $0 + $1.parameters }) }

    private static func count(_ parameters: Int) -> String {
        parameters == 1 ? "1 parameter" : NumberText.plain(Double(parameters), decimals: 0) + " parameters"
    }

    private static func text(_ shape: [Int]) -> String {
        shape.isEmpty ? "1" : shape.map { "\($0)" }.joined(separator: " × ")
    }

    /// Draws the diagram.
    public func draw(on canvas: Canvas) {
        let palette = canvas.palette
        heading.draw(at: Point(Self.margin, Self.margin), on: canvas)
        let middle = Self.margin + widest / 2
        let names = layers.map { canvas.width(of: $0.name, Self.font) }.max() ?? 0
        let narrowest = min(names + 24, widest * 0.8)
        let sizes = ([input] + layers.map(\.output)).map { $0.map { Double($0.reduce(1, *)) } }
        let largest = sizes.compactMap(\.self).max() ?? 1
        func width(_ size: Double?) -> Double {
            guard let size, size > 1, largest > 1 else { return narrowest }
            return narrowest + (widest - narrowest) * log(size) / log(largest)
        }
        var y = Self.margin + heading.height
        var known = sizes[0]
        drawArrow(from: y, length: 24, at: middle, label: input, on: canvas)
        y += 26
        for index in shown {
            let box = Rect(x: middle - widest / 2, y: y, width: widest, height: boxHeight)
            guard let index else {
                let text = "… \(layers.count - shown.count + 1) more layers …"
                canvas.text(
                    text, at: Point(middle, box.midY + Self.font.capHeight / 2), Self.font, palette.muted, .center)
                y += step
                continue
            }
            let layer = layers[index]
            let (top, bottom) = (width(known) / 2, width(sizes[index + 1] ?? known) / 2)
            known = sizes[index + 1] ?? known
            let hue = layer.parameters > 0 ? palette.series[0] : palette.axis
            canvas.polygon(
                [
                    Point(middle - top, box.y), Point(middle + top, box.y), Point(middle + bottom, box.maxY),
                    Point(middle - bottom, box.maxY),
                ], fill: palette.background.mixed(with: hue, 0.16), stroke: Canvas.Pen(color: hue, width: 1.2))
            let hasCount = layer.parameters > 0
            let baseline = box.midY + Self.font.capHeight / 2 - (isNarrow && hasCount ? 8 : 0)
            let name = canvas.fitted(layer.name, Self.font, width: min(top, bottom) + max(top, bottom) - 16)
            canvas.text(name, at: Point(middle, baseline), Self.font, palette.ink, .center)
            if hasCount {
                let place = isNarrow ? Point(middle, baseline + 16) : Point(box.maxX + 16, baseline)
                canvas.text(
                    Self.count(layer.parameters), at: place, PlotFrame.tickFont, palette.muted,
                    isNarrow ? .center : .left)
            }
            drawArrow(
                from: box.maxY, length: step - boxHeight - 2, at: middle, label: layer.output, on: canvas)
            y += step
        }
        if layers.count > 1 {
            canvas.text(
                "together " + total, at: Point(Self.margin, size.height - Self.margin), PlotFrame.axisFont,
                palette.muted)
        }
    }

    /// An arrow downwards with the shape of what flows there.
    private func drawArrow(from y: Double, length: Double, at x: Double, label: [Int]?, on canvas: Canvas) {
        let color = canvas.palette.axis
        let (start, end) = (y + 4, y + length - 3)
        let place = canvas.crisp(x, width: 1)
        canvas.line(Point(place, start), Point(place, end - 4), Canvas.Pen(color: color, width: 1))
        canvas.polygon([Point(place - 4, end - 5), Point(place + 4, end - 5), Point(place, end)], fill: color)
        guard let label else { return }
        let text = canvas.fitted(Self.text(label), PlotFrame.tickFont, width: widest / 2 - 12)
        canvas.text(
            text, at: Point(x + 9, (start + end) / 2 + PlotFrame.tickFont.capHeight / 2), PlotFrame.tickFont,
            canvas.palette.muted)
    }
}
