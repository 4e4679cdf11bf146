/// The strokes of which the synthetic digits are made, in a box from (0, 0) at the top left to (1, 1).
enum DigitStrokes {
    struct Point {
        var x: Float
        var y: Float

        init(_ x: Float, _ y: Float) {
            self.x = x
            self.y = y
        }
    }

    /// A line through points, with corners at them or smooth.
    private enum Stroke {
        case straight([Point])
        case smooth([Point])
    }

    /// How many ways of writing a digit there are.
    static func variants(of digit: Int) -> Int { shapes[digit].count }

    /// The strokes of a digit as chains of points that lie close together.
    static func chains(of digit: Int, variant: Int) -> [[Point]] {
        shapes[digit][variant].map { stroke in
            switch stroke {
            case .straight(let points): chain(points) { a, b, t in Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t) }
            case .smooth(let points): smoothChain(points)
            }
        }
    }

    private static let steps = 8

    private static func chain(_ points: [Point], _ between: (Point, Point, Float) -> Point) -> [Point] {
        var chain = [points[0]]
        for (a, b) in zip(points, points.dropFirst()) {
            for step in 1...steps { chain.append(between(a, b, Float(step) / Float(steps))) }
        }
        return chain
    }

    /// A curve through all points (Catmull and Rom, 1974); one that ends where it begins is closed.
    private static func smoothChain(_ points: [Point]) -> [Point] {
        let isClosed = points.first!.x == points.last!.x && points.first!.y == points.last!.y
        func point(_ index: Int) -> Point {
            if isClosed {
                let period = points.count - 1
                return points[((index % period) + period) % period]
            }
            return points[min(max(index, 0), points.count - 1)]
        }
        var chain = [points[0]]
        for segment in 0..<points.count - 1 {
            let (a, b, c, d) = (point(segment - 1), point(segment), point(segment + 1), point(segment + 2))
            for step in 1...steps {
                let t = Float(step) / Float(steps)
                func value(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float {
                    b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
                }
                chain.append(Point(value(a.x, b.x, c.x, d.x), value(a.y, b.y, c.y, d.y)))
            }
        }
        return chain
    }

    private static func points(_ numbers: [Float]) -> [Point] {
        stride(from: 0, to: numbers.count, by: 2).map { Point(numbers[$0], numbers[$0 + 1]) }
    }

    private static func straight(_ numbers: Float...) -> Stroke { .straight(points(numbers)) }
    private static func smooth(_ numbers: Float...) -> Stroke { .smooth(points(numbers)) }

    /// For each digit the ways of writing it, each a list of strokes.
    private static let shapes: [[[Stroke]]] = [
        [
            [smooth(0.5, 0, 0.16, 0.2, 0.08, 0.55, 0.28, 0.94, 0.56, 0.98, 0.88, 0.7, 0.88, 0.3, 0.5, 0)],
            [smooth(0.6, 0.04, 0.3, 0.1, 0.12, 0.5, 0.3, 0.92, 0.6, 0.95, 0.82, 0.55, 0.74, 0.15, 0.45, 0)],
        ],
        [
            [straight(0.5, 0, 0.5, 1)],
            [straight(0.3, 0.22, 0.56, 0, 0.56, 1)],
        ],
        [
            [
                smooth(0.1, 0.24, 0.3, 0.03, 0.65, 0.03, 0.82, 0.26, 0.66, 0.56, 0.34, 0.8, 0.06, 0.98),
                straight(0.06, 0.98, 0.95, 0.96),
            ],
            [smooth(0.12, 0.2, 0.4, 0, 0.76, 0.14, 0.68, 0.5, 0.3, 0.92, 0.12, 0.84, 0.3, 0.76, 0.6, 0.96, 0.95, 0.9)],
        ],
        [
            [
                smooth(0.12, 0.12, 0.45, 0, 0.78, 0.16, 0.66, 0.4, 0.36, 0.47),
                smooth(0.36, 0.47, 0.74, 0.54, 0.86, 0.78, 0.5, 1, 0.08, 0.9),
            ],
            [
                straight(0.12, 0.03, 0.8, 0.03, 0.44, 0.42),
                smooth(0.44, 0.42, 0.78, 0.5, 0.84, 0.8, 0.46, 1, 0.1, 0.88),
            ],
        ],
        [
            [straight(0.22, 0, 0.1, 0.52, 0.86, 0.5), straight(0.74, 0.04, 0.7, 1)],
            [straight(0.62, 0, 0.05, 0.66, 0.95, 0.66), straight(0.66, 0.3, 0.66, 1)],
        ],
        [
            [
                straight(0.86, 0.02, 0.28, 0.02, 0.22, 0.42),
                smooth(0.22, 0.42, 0.56, 0.36, 0.84, 0.6, 0.7, 0.92, 0.36, 1, 0.08, 0.88),
            ],
            [
                smooth(0.3, 0.06, 0.2, 0.42, 0.55, 0.42, 0.78, 0.7, 0.5, 0.98, 0.12, 0.92),
                straight(0.3, 0.06, 0.88, 0.02),
            ],
        ],
        [
            [
                smooth(
                    0.72, 0, 0.36, 0.24, 0.14, 0.62, 0.26, 0.94, 0.56, 1, 0.8, 0.78, 0.62, 0.55, 0.34, 0.6, 0.18, 0.78)
            ],
            [smooth(0.5, 0, 0.26, 0.4, 0.2, 0.8, 0.46, 1, 0.76, 0.82, 0.62, 0.58, 0.26, 0.72)],
        ],
        [
            [straight(0.06, 0.04, 0.9, 0.02, 0.42, 1)],
            [straight(0.08, 0.06, 0.88, 0.02, 0.4, 1), straight(0.28, 0.52, 0.78, 0.48)],
        ],
        [
            [smooth(0.5, 0.47, 0.2, 0.24, 0.5, 0, 0.8, 0.22, 0.5, 0.47, 0.14, 0.76, 0.5, 1, 0.86, 0.74, 0.5, 0.47)],
            [
                smooth(
                    0.78, 0.12, 0.4, 0.02, 0.24, 0.26, 0.62, 0.54, 0.78, 0.82, 0.46, 1, 0.2, 0.8, 0.48, 0.5, 0.78, 0.12)
            ],
        ],
        [
            [smooth(0.8, 0.2, 0.5, 0, 0.2, 0.2, 0.36, 0.48, 0.7, 0.4, 0.8, 0.2), smooth(0.8, 0.2, 0.76, 0.6, 0.66, 1)],
            [
                smooth(0.76, 0.16, 0.46, 0.02, 0.2, 0.28, 0.44, 0.5, 0.76, 0.16),
                smooth(0.76, 0.16, 0.78, 0.7, 0.46, 1, 0.16, 0.9),
            ],
        ],
    ]
}
