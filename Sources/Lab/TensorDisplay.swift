import Foundation
public import TensorCore

extension Tensor: Displayable {
    /// The tensor's shape and a short view of its values, and values for a small heat map where there are some.
    public var mimeBundle: MIMEBundle {
        var bundle = MIMEBundle.plain(description)
        if let form = HeatMapForm(of: self), let json = try? JSONEncoder().encode(form) {
            bundle.text["application/vnd.labbook.tensor+json"] = String(decoding: json, as: UTF8.self)
        }
        return bundle
    }
}

/// The part of a tensor that a report draws as a small heat map: its last two axes that are longer than 1, the first 64
/// entries of each, and the first entry of all other axes.
private struct HeatMapForm: Encodable {
    /// The tensor's shape.
    var shape: [Int]
    /// How many rows and columns `values` has.
    var rows: Int
    var columns: Int
    /// The numbers in row-major order; nil for those that are not finite.
    var values: [Double?]

    private static let longest = 64

    /// The form of a tensor with at least four numbers to show.
    init?(of tensor: Tensor) {
        var part = tensor.reshaped(to: tensor.shape.filter { $0 != 1 })
        while part.rank > 2, part.shape[0] > 0 { part = part[0] }
        guard part.count >= 4 else { return nil }
        shape = tensor.shape
        let rowLength = part.shape[part.rank - 1]
        columns = min(rowLength, HeatMapForm.longest)
        rows = part.rank == 1 ? 1 : min(part.shape[0], HeatMapForm.longest)
        // Only what is shown is copied.
        let shown = (0..<rows).flatMap { [columns] row in (part.rank == 1 ? part : part[row])[0..<columns].scalars }
        values = shown.map { $0.isFinite ? Double(String(format: "%.4g", Double($0))) : nil }
    }
}

extension ModelSummary: Displayable {
    /// A table of the layers with the shapes of their parameters, and of their outputs where those were asked for.
    public var mimeBundle: MIMEBundle {
        let hasOutputs = rows.contains { $0.output != nil }
        let table = Table(
            columns: ["layer"] + (hasOutputs ? ["output"] : []) + ["shapes", "parameters"],
            rows: rows.map { row in
                let shapes = row.shapes.map { "\($0)" }.joined(separator: ", ")
                return [row.layer] + (hasOutputs ? [row.outputText] : []) + [shapes, "\(row.parameterCount)"]
            } + [["total"] + (hasOutputs ? [""] : []) + ["", "\(parameterCount)"]])
        return table.mimeBundle
    }
}
