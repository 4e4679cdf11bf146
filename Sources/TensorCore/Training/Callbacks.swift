/// Something that goes along with a training: it sees each step and each epoch, and may end the training.
public protocol TrainingCallback: AnyObject {
    /// Called after each step; `progress` has the means of the epoch so far.
    func didFinishStep(_ progress: TrainingProgress, of model: any Layer)

    /// Called after each epoch and its validation.
    ///
    /// - Returns: whether to go on.
    func didFinishEpoch(_ progress: TrainingProgress, of model: any Layer) -> Bool

    /// Called once at the end, also where a callback ended the training.
    func didFinishTraining(of model: any Layer)
}

extension TrainingCallback {
    /// Nothing to do.
    public func didFinishStep(_ progress: TrainingProgress, of model: any Layer) {}
    /// Goes on.
    public func didFinishEpoch(_ progress: TrainingProgress, of model: any Layer) -> Bool { true }
    /// Nothing to do.
    public func didFinishTraining(of model: any Layer) {}
}

/// Ends a training when the loss has stopped getting smaller: the validation's, or the training's where there is none.
public final class EarlyStopping: TrainingCallback {
    /// How many epochs may go by without an improvement.
    public let patience: Int
    /// How much smaller than before a loss must be to count as one.
    public let minimumImprovement: Float
    /// Whether the model ends with the weights of its best epoch.
    public let restoresBest: Bool
    /// The smallest loss so far, and the epoch that it was in.
    public private(set) var best: (loss: Float, epoch: Int)?
    private var bestValues: [Tensor] = []

    /// Creates the callback; each training takes one of its own.
    public init(patience: Int = 2, minimumImprovement: Float = 0, restoresBest: Bool = true) {
        self.patience = patience
        self.minimumImprovement = minimumImprovement
        self.restoresBest = restoresBest
    }

    /// Remembers the best epoch; ends the training when it is too long ago.
    public func didFinishEpoch(_ progress: TrainingProgress, of model: any Layer) -> Bool {
        let loss = progress.validation?.loss ?? progress.loss
        if loss < (best?.loss ?? .infinity) - minimumImprovement {
            best = (loss, progress.epoch)
            if restoresBest { bestValues = model.namedParameters.map(\.parameter.value) }
            return true
        }
        return progress.epoch - (best?.epoch ?? 0) < patience
    }

    /// Gives the model the weights of its best epoch.
    public func didFinishTraining(of model: any Layer) {
        guard restoresBest, best != nil else { return }
        for (entry, value) in zip(model.namedParameters, bestValues) { entry.parameter.value = value }
    }
}
