internal import Glibc

extension Tensor: CustomStringConvertible {
    /// The shape and a short view of the numbers; of a tensor with one number and no axes, that number.
    ///
    /// ```
    /// Tensor [2, 3]
    /// [[ 1.0000, -2.5000,  3.0000],
    ///  [ 0.0000,  0.2500, 10.0000]]
    /// ```
    /// Of a large tensor only the first and last three entries of each axis are shown.
    public var description: String {
        if rank == 0 { return NumberFormat([pointer.pointee]).text(pointer.pointee) }
        let view = ShortView(self)
        return "Tensor \(shape)\(rank == 1 ? " " : "\n")\(view.text)"
    }
}

/// A view of a tensor's numbers, in columns, that leaves out the middle of long axes.
private struct ShortView {
    private static let showsAllUpTo = 200
    private static let edge = 3

    let tensor: Tensor
    let isShort: Bool
    private var format = NumberFormat([])
    private var width = 0

    init(_ tensor: Tensor) {
        self.tensor = tensor
        isShort = tensor.count > Self.showsAllUpTo
        var shown: [Float] = []
        visit(axis: 0, start: 0, size: tensor.count) { shown.append($0) }
        format = NumberFormat(shown)
        width = shown.map { format.text($0).count }.max() ?? 0
    }

    var text: String { text(axis: 0, start: 0, size: tensor.count) }

    /// The indices to show of an axis; nil stands for those left out.
    private func indices(_ axis: Int) -> [Int?] {
        let length = tensor.shape[axis]
        guard isShort, length > 2 * Self.edge + 1 else { return Array(0..<length) }
        return Array(0..<Self.edge) + [nil] + Array(length - Self.edge..<length)
    }

    private func visit(axis: Int, start: Int, size: Int, _ body: (Float) -> Void) {
        guard axis < tensor.rank else { return body(tensor.pointer[start]) }
        let step = tensor.shape[axis] == 0 ? 0 : size / tensor.shape[axis]
        for index in indices(axis) {
            if let index { visit(axis: axis + 1, start: start + index * step, size: step, body) }
        }
    }

    private func text(axis: Int, start: Int, size: Int) -> String {
        guard axis < tensor.rank else {
            let number = format.text(tensor.pointer[start])
            return String(repeating: " ", count: max(0, width - number.count)) + number
        }
        let step = tensor.shape[axis] == 0 ? 0 : size / tensor.shape[axis]
        let parts = indices(axis).map { index in
            index.map { text(axis: axis + 1, start: start + $0 * step, size: step) } ?? "…"
        }
        let isInnermost = axis == tensor.rank - 1
        let lineBreaks = String(repeating: "\n", count: tensor.rank - 1 - axis)
        let indent = String(repeating: " ", count: axis + 1)
        return "[" + parts.joined(separator: isInnermost ? ", " : "," + lineBreaks + indent) + "]"
    }
}

/// How to write numbers so that they can be compared at a glance: whole numbers as such, others with four digits.
private struct NumberFormat {
    private let isWhole: Bool
    private let isScientific: Bool

    init(_ numbers: [Float]) {
        let finite = numbers.lazy.filter(\.isFinite).map(abs)
        isWhole = finite.allSatisfy { $0 == $0.rounded() && $0 < 1e6 }
        let smallest = finite.filter { $0 > 0 }.min() ?? 1
        let largest = finite.max() ?? 1
        isScientific = !isWhole && (largest >= 1e6 || largest < 1e-3 || (largest < 1 && smallest < largest * 1e-5))
    }

    func text(_ number: Float) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        if isWhole { return String(Int(number)) }
        var buffer = [CChar](repeating: 0, count: 64)
        _ = withVaList([Double(number)]) { vsnprintf(&buffer, buffer.count, isScientific ? "%.3e" : "%.4f", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
