import Digits
import TensorCore

/// What the kernel sets up before the first cell.
package enum Session {
    /// Starts the random numbers from the notebook's seed, sets `params`, and turns what the libraries tell into events.
    package static func begin(seed: UInt64, params: [String: Parameters.Value]) {
        setSeed(seed)
        Parameters.set(params)
        TrainingProgress.observer = { progress in
            var values = [
                NamedValue(name: "epoch", value: Double(progress.epoch)),
                NamedValue(name: "loss", value: decimal(progress.loss)),
                NamedValue(name: "accuracy", value: decimal(progress.accuracy)),
            ]
            if let validation = progress.validation {
                values.append(NamedValue(name: "validation accuracy", value: decimal(validation.accuracy)))
            }
            // A regression has no accuracy.
            values.removeAll { $0.value.isNaN && $0.name.hasSuffix("accuracy") }
            Outbox.send(
                .progress(
                    label: "step", step: (progress.epoch - 1) * progress.steps + progress.step,
                    total: progress.epochs * progress.steps, values: values))
        }
        FileUse.observe { Outbox.send(.fileRead(FileRecord($0))) }
        DataUse.observe { Outbox.send(.dataUsed(name: $0.name, sha256: $0.sha256)) }
    }
}
