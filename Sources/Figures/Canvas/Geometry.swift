internal import Foundation

/// A place on the canvas in CSS pixels from the top left.
package struct Point: Sendable, Equatable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// An upright rectangle in CSS pixels.
package struct Rect: Sendable, Equatable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package var maxX: Double { x + width }
    package var maxY: Double { y + height }
    package var midX: Double { x + width / 2 }
    package var midY: Double { y + height / 2 }

    /// The rectangle with so much less on every side, or more where it is negative.
    package func inset(by margin: Double) -> Rect {
        Rect(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    package func intersects(_ other: Rect) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }

    package func contains(_ other: Rect) -> Bool {
        x <= other.x && other.maxX <= maxX && y <= other.y && other.maxY <= maxY
    }

    /// Whether a straight line between two points touches the rectangle.
    package func touches(_ a: Point, _ b: Point) -> Bool {
        guard max(a.x, b.x) >= x, min(a.x, b.x) <= maxX, max(a.y, b.y) >= y, min(a.y, b.y) <= maxY else { return false }
        guard a.x != b.x else { return true }
        let slope = (b.y - a.y) / (b.x - a.x)
        let left = a.y + (max(min(a.x, b.x), x) - a.x) * slope
        let right = a.y + (min(max(a.x, b.x), maxX) - a.x) * slope
        return max(left, right) >= y && min(left, right) <= maxY
    }
}

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
