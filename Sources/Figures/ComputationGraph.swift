/// The steps of a computation from top to bottom: what goes in, what is learned, and what is made of what.
///
/// A step stands below what it is made of. What it takes besides, such as weights, stands at its side. Numbers to learn
/// are blue; gradients are written in the hue of what is more, vermilion.
public struct ComputationGraph: Figure, Equatable {
    /// An input, a parameter or a step.
    public struct Node: Sendable, Equatable {
        /// What it is called; steps refer to it by this name.
        public let name: String
        /// How it is made, such as "XW + b"; empty for what is given.
        public let formula: String
        /// The names of what it is made of.
        public let operands: [String]
        /// Its shape or value, or "".
        public let note: String
        /// Its gradient in words, or "".
        public let gradient: String
        /// Whether it is learned.
        public let isParameter: Bool

        /// What is given, such as a batch or its labels.
        public static func input(_ name: String, _ note: String = "", gradient: String = "") -> Node {
            Node(name: name, formula: "", operands: [], note: note, gradient: gradient, isParameter: false)
        }

        /// What is learned, such as weights.
        public static func parameter(_ name: String, _ note: String = "", gradient: String = "") -> Node {
            Node(name: name, formula: "", operands: [], note: note, gradient: gradient, isParameter: true)
        }

        /// What is made of others, the first of which stands above it.
        public static func step(
            _ name: String, _ formula: String, of operands: [String], _ note: String = "", gradient: String = ""
        ) -> Node {
            Node(
                name: name, formula: formula, operands: operands, note: note, gradient: gradient, isParameter: false)
        }

        fileprivate var title: String { formula.isEmpty ? name : "\(name) = \(formula)" }
    }

    /// The title over the graph, or "".
    public let title: String
    /// All nodes, each after those that it is made of.
    public let nodes: [Node]
    /// Width and height in CSS pixels, from the nodes and their texts.
    public let size: Size

    private let heading: Heading
    private let boxes: [String: Rect]

    private static let margin = 14.0
    private static let gap = (across: 34.0, down: 26.0)
    private static let font = Canvas.Font(size: 12.5)
    private static let noteFont = Canvas.Font(size: 11)
    private static let lineHeight = 16.0

    /// Creates a graph.
    /// - Parameter nodes: All nodes, each after those that it is made of.
    public init(_ nodes: [Node], title: String = "", file: StaticString = #fileID, line: UInt = #line) {
        var known: Set<String> = []
        for node in nodes {
            if let unknown = node.operands.first(where: { !known.contains($0) }) {
                fatalError(
                    "ComputationGraph: \"\(node.name)\" is made of \"\(unknown)\", which is no earlier node",
                    file: file,
                    line: line)
            }
            guard known.insert(node.name).inserted else {
                fatalError("ComputationGraph: there are two nodes named \"\(node.name)\"", file: file, line: line)
            }
        }
        self.title = title
        self.nodes = nodes
        let places = GraphLayout(nodes).places
        let hasNotes = nodes.contains { !$0.note.isEmpty }
        let hasGradients = nodes.contains { !$0.gradient.isEmpty }
        let lines = 1 + (hasNotes ? 1 : 0) + (hasGradients ? 1 : 0)
        let box = Size(
            width: min(max(nodes.map(Self.estimatedWidth).max() ?? 0, 84), 240),
            height: Double(lines) * Self.lineHeight + 12)
        let lanes = (places.values.map(\.lane).min() ?? 0)...(places.values.map(\.lane).max() ?? 0)
        let rows = (places.values.map(\.row).max() ?? -1) + 1
        let across = Double(lanes.count) * (box.width + Self.gap.across) - Self.gap.across
        let down = Double(rows) * (box.height + Self.gap.down) - Self.gap.down
        let width = max(2 * Self.margin + across, title.isEmpty ? 16 : 220)
        let heading = Heading(title, width: width - 2 * Self.margin)
        self.heading = heading
        size = Size(width: width, height: max(2 * Self.margin + heading.height + down, 44))
        boxes = places.mapValues { place in
            Rect(
                x: Self.margin + Double(place.lane - lanes.lowerBound) * (box.width + Self.gap.across),
                y: Self.margin + heading.height + Double(place.row) * (box.height + Self.gap.down),
                width: box.width, height: box.height)
        }
    }

    /// The width of a node's box before its texts can be measured: letters of DejaVu Sans are 0.62 of its size wide on
    /// average.
    private static func estimatedWidth(_ node: Node) -> Double {
        let title = Double(node.title.count) * font.size
        let notes = Double(max(node.note.count, node.gradient.count)) * noteFont.size
        return max(title, notes) * 0.62 + 26
    }

    /// Each node with its shape or value and its gradient, in words.
    public var altText: String {
        let parts = nodes.map { node in
            [node.title, node.note, node.gradient].filter { !$0.isEmpty }.joined(separator: " ")
        }
        return (title.isEmpty ? "Computation graph" : title) + ": "
            + (parts.isEmpty ? "no steps" : parts.joined(separator: "; "))
    }

    /// A row for each node.
    public var data: FigureData? {
        FigureData(
            columns: ["node", "made of", "shape or value", "gradient"],
            rows: nodes.map { node in
                [
                    .text(node.title), .text(node.operands.joined(separator: ", ")), .text(node.note),
                    .text(node.gradient),
                ]
            })
    }

    /// Draws the graph.
    public func draw(on canvas: Canvas) {
        heading.draw(at: Point(Self.margin, Self.margin), on: canvas)
        for node in nodes {
            guard let box = boxes[node.name] else { continue }
            for operand in node.operands {
                if let from = boxes[operand] { drawArrow(from: from, to: box, on: canvas) }
            }
        }
        for node in nodes {
            if let box = boxes[node.name] { draw(node, in: box, on: canvas) }
        }
    }

    private func draw(_ node: Node, in box: Rect, on canvas: Canvas) {
        let palette = canvas.palette
        let hue = node.isParameter ? palette.series[0] : palette.axis
        let isGiven = node.operands.isEmpty
        canvas.polygon(
            [Point(box.x, box.y), Point(box.maxX, box.y), Point(box.maxX, box.maxY), Point(box.x, box.maxY)],
            fill: palette.background.mixed(with: hue, isGiven ? 0.16 : 0.05),
            stroke: Canvas.Pen(color: hue, width: 1.2))
        let lines = [
            (node.title, Self.font, palette.ink), (node.note, Self.noteFont, palette.muted),
            (node.gradient, Self.noteFont, palette.series[1].mixed(with: palette.ink, 0.2)),
        ].filter { !$0.0.isEmpty }
        var baseline =
            box.midY - Double(lines.count - 1) * Self.lineHeight / 2 + Self.font.capHeight / 2
        for (text, font, color) in lines {
            let text = canvas.fitted(text, font, width: box.width - 10)
            canvas.text(text, at: Point(box.midX, baseline), font, color, .center)
            baseline += Self.lineHeight
        }
    }

    /// An arrow from one box to another: downwards from edge to edge, or to the side within a row.
    private func drawArrow(from: Rect, to: Rect, on canvas: Canvas) {
        let color = canvas.palette.axis
        var (start, end) = (Point(from.midX, from.maxY + 2), Point(to.midX, to.y - 2))
        if from.y == to.y {
            let isRight = from.x > to.x
            start = Point(isRight ? from.x - 2 : from.maxX + 2, from.midY)
            end = Point(isRight ? to.maxX + 2 : to.x - 2, to.midY)
        } else if from.midX != to.midX {
            // Beside the arrow that comes straight down.
            end.x += (from.midX > to.midX ? 1 : -1) * to.width / 4
        }
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let length = max((dx * dx + dy * dy).squareRoot(), 1)
        let (ux, uy) = (dx / length, dy / length)
        let neck = Point(end.x - 5 * ux, end.y - 5 * uy)
        canvas.line(start, neck, Canvas.Pen(color: color, width: 1.2))
        canvas.polygon(
            [Point(neck.x - 4 * uy, neck.y + 4 * ux), Point(neck.x + 4 * uy, neck.y - 4 * ux), end], fill: color)
    }
}

/// The row and the lane of each node: a step one row below the lowest step that it is made of, its first operand in its
/// own lane, the others to the right and left in turn.
private struct GraphLayout {
    var places: [String: (row: Int, lane: Int)] = [:]
    private let nodes: [String: ComputationGraph.Node]
    private var rows: [String: Int] = [:]
    private var taken: Set<[Int]> = []

    init(_ nodes: [ComputationGraph.Node]) {
        self.nodes = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0) })
        for node in nodes {
            // What is given stands beside its step, but for the first, which stands above.
            let above = node.operands.enumerated().filter { index, name in index == 0 || !isGiven(name) }
            rows[node.name] = (above.compactMap { rows[$0.element] }.max() ?? -1) + 1
        }
        var start = 0
        for node in nodes.reversed() where places[node.name] == nil {
            place(node.name, row: rows[node.name] ?? 0, lane: start)
            start = (places.values.map(\.lane).max() ?? 0) + 1
        }
    }

    private func isGiven(_ name: String) -> Bool { nodes[name]?.operands.isEmpty ?? true }

    private mutating func place(_ name: String, row: Int, lane: Int) {
        guard places[name] == nil, let node = nodes[name] else { return }
        places[name] = (row, lane)
        taken.insert([row, lane])
        for (index, operand) in node.operands.enumerated() where places[operand] == nil {
            let isBeside = index > 0 && isGiven(operand)
            let operandRow = isBeside ? row : isGiven(operand) ? row - 1 : rows[operand] ?? 0
            let lanes = index == 0 ? [lane] : (1...nodes.count).flatMap { [lane + $0, lane - $0] }
            let free = lanes.first { !taken.contains([operandRow, $0]) } ?? lane
            place(operand, row: operandRow, lane: free)
        }
    }
}
