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
