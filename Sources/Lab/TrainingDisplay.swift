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
    /// A table with a row for each epoch; a regression has no accuracy in it.
    public var mimeBundle: MIMEBundle {
        var columns: [(name: String, values: [any Sendable])] = []
        columns.append(("epoch", loss.indices.map { $0 + 1 }))
        columns.append(("loss", loss))
        func add(_ name: String, _ values: [Float]) {
            if values.count == epochs, !values.allSatisfy(\.isNaN) { columns.append((name, values)) }
        }
        add("accuracy", accuracy)
        add("validation loss", validationLoss)
        add("validation accuracy", validationAccuracy)
        columns.append(("seconds", seconds))
        let rows = loss.indices.map { epoch in columns.map { $0.values[epoch] } }
        return Table(columns: columns.map(\.name), rows: rows).mimeBundle
    }
}
