public import Figures
public import TensorCore

extension History {
    /// The loss of each training step, smoothed over the raw line, and exactly the validation loss after each epoch.
    ///
    /// - Parameters:
    ///   - title: The title over the plot.
    ///   - smoothing: The weight of the past in the moving average, from 0 (none) to less than 1.
    public func plot(title: String = "Loss", smoothing: Double = 0.95) -> LinePlot {
        let stepsPerEpoch = max(1, stepLosses.count / max(1, epochs))
        let epochOfStep = stepLosses.indices.map { Double($0 + 1) / Double(stepsPerEpoch) }
        return LinePlot(title: title, x: "epoch", y: "loss", options: .logY, smoothing: smoothing) {
            Series("training", x: epochOfStep, y: stepLosses)
            if !validationLoss.isEmpty {
                Series("validation", x: validationLoss.indices.map { $0 + 1 }, y: validationLoss, smoothing: 0).twin()
            }
        }
    }
}

extension History: Displayable {
    /// A table with a row for each epoch.
    public var mimeBundle: MIMEBundle {
        let validated = validationLoss.count == epochs
        let rows: [[any Sendable]] = loss.indices.map { epoch in
            let training: [any Sendable] = [epoch + 1, loss[epoch], accuracy[epoch]]
            let validation: [any Sendable] = validated ? [validationLoss[epoch], validationAccuracy[epoch]] : []
            return training + validation + [seconds[epoch]]
        }
        return Table(
            columns: ["epoch", "loss", "accuracy"] + (validated ? ["validation loss", "validation accuracy"] : [])
                + ["seconds"], rows: rows
        ).mimeBundle
    }
}

/// A grid of digits with their labels, and with what a model takes them for where that is given.
///
/// - Parameters:
///   - digits: The digits, with inputs of shape [n, 784].
///   - predictions: A model's answer for each; mistakes are marked.
///   - columns: Digits in a row; chosen from their number if nil.
///   - title: The title over the grid.
public func digitGrid(
    _ digits: LabeledData, predictions: [Int]? = nil, columns: Int? = nil, title: String = "",
    file: StaticString = #fileID, line: UInt = #line
) -> ImageGrid {
    if let predictions {
        return ImageGrid(
            pixels: digits.inputs.scalars, labels: digits.labels, predictions: predictions, columns: columns,
            title: title, file: file, line: line)
    }
    return ImageGrid(
        pixels: digits.inputs.scalars, captions: digits.labels.map { "\($0)" }, columns: columns, title: title,
        file: file, line: line)
}
