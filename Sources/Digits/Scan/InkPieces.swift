/// A connected piece of ink, or several that make one digit.
struct InkPiece {
    /// The numbers of the connected pieces.
    var numbers: Set<Int32>
    var left: Int
    var right: Int
    var top: Int
    var bottom: Int
    /// Pixels of ink.
    var area: Int

    var width: Int { right - left + 1 }
    var height: Int { bottom - top + 1 }
    var longSide: Int { max(width, height) }

    mutating func join(_ other: InkPiece) {
        numbers.formUnion(other.numbers)
        left = min(left, other.left)
        right = max(right, other.right)
        top = min(top, other.top)
        bottom = max(bottom, other.bottom)
        area += other.area
    }
}

/// The pieces of ink of a picture.
struct InkPieces {
    /// For each pixel the number of its piece, 0 for the ground.
    let numbers: [Int32]
    /// Digits in the order in which they are read: line by line, from left to right.
    let digits: [InkPiece]

    /// Finds the pieces where there is surely ink, with the faint places that belong to them (Canny, "A computational
    /// approach to edge detection", 1986, joins edges like this).
    init(ink: [Float], width: Int, height: Int, _ thresholds: (sure: Float, faint: Float)) {
        var numbers = [Int32](repeating: 0, count: ink.count)
        var pieces: [InkPiece] = []
        var stack: [Int] = []
        for start in ink.indices where ink[start] > thresholds.sure && numbers[start] == 0 {
            let number = Int32(pieces.count + 1)
            var piece = InkPiece(
                numbers: [number], left: start % width, right: start % width, top: start / width, bottom: start / width,
                area: 0)
            numbers[start] = number
            stack.append(start)
            while let place = stack.popLast() {
                let (y, x) = place.quotientAndRemainder(dividingBy: width)
                piece.area += 1
                piece.left = min(piece.left, x)
                piece.right = max(piece.right, x)
                piece.top = min(piece.top, y)
                piece.bottom = max(piece.bottom, y)
                for v in max(0, y - 1)...min(height - 1, y + 1) {
                    for u in max(0, x - 1)...min(width - 1, x + 1) {
                        let next = v * width + u
                        if numbers[next] == 0, ink[next] > thresholds.faint {
                            numbers[next] = number
                            stack.append(next)
                        }
                    }
                }
            }
            pieces.append(piece)
        }
        self.numbers = numbers
        digits = Self.inReadingOrder(Self.digits(from: pieces, width: width, height: height))
    }

    /// Leaves out specks and frames, and joins the strokes of a digit that do not touch.
    private static func digits(from pieces: [InkPiece], width: Int, height: Int) -> [InkPiece] {
        let isAlone = pieces.count == 1
        let inside = pieces.filter { piece in
            // The edge of a sheet, or a frame around the drawing.
            isAlone || piece.width < width * 9 / 10 || piece.height < height * 9 / 10
                || piece.area > width * height / 8
        }
        // A picture with noise has thousands of pieces, the largest of which are the digits.
        let large = inside.filter { $0.area >= 6 }.sorted { $0.area > $1.area }.prefix(2000)
        let tallest = large.map(\.height).max() ?? 0
        var digits = large.filter { $0.longSide * 8 >= tallest }
        var joined = true
        while joined {
            joined = false
            search: for first in digits.indices {
                for second in digits.indices where second > first && belongTogether(digits[first], digits[second]) {
                    digits[first].join(digits[second])
                    digits.remove(at: second)
                    joined = true
                    break search
                }
            }
        }
        let typical = digits.map(\.longSide).sorted()
        guard !typical.isEmpty else { return [] }
        let middle = typical[typical.count / 2]
        return digits.filter { $0.longSide * 3 >= max(middle, tallest / 2) }
    }

    /// Whether two pieces lie over one another, with little between them and little beside.
    private static func belongTogether(_ a: InkPiece, _ b: InkPiece) -> Bool {
        let across = min(a.right, b.right) - max(a.left, b.left) + 1
        let down = min(a.bottom, b.bottom) - max(a.top, b.top) + 1
        let large = max(a.longSide, b.longSide)
        let small = a.area < b.area ? a : b
        if across > 0, down > 0, across * down * 2 >= small.width * small.height { return true }
        guard small.longSide * 10 <= large * 9, max(-across, -down, 0) * 8 <= large else { return false }
        let width = max(a.right, b.right) - min(a.left, b.left) + 1
        let height = max(a.bottom, b.bottom) - min(a.top, b.top) + 1
        // The bar of a 5 lies over it and may reach beyond it; what only lies beside may be another digit.
        if across * 2 >= min(a.width, b.width) { return height * 10 <= large * 14 && width * 10 <= large * 15 }
        return down * 2 >= min(a.height, b.height) && width <= large && height * 10 <= large * 13
    }

    private static func inReadingOrder(_ digits: [InkPiece]) -> [InkPiece] {
        var lines: [[InkPiece]] = []
        for digit in digits.sorted(by: { $0.top + $0.bottom < $1.top + $1.bottom }) {
            let middle = (digit.top + digit.bottom) / 2
            let place = lines.firstIndex { line in
                line.contains { $0.top <= middle && middle <= $0.bottom }
            }
            if let place { lines[place].append(digit) } else { lines.append([digit]) }
        }
        return lines.flatMap { $0.sorted { $0.left + $0.right < $1.left + $1.right } }
    }
}
