internal import Synchronization

/// How far a training is.
public struct TrainingProgress: Sendable {
    /// The epoch under way, or just finished, counted from 1.
    public let epoch: Int
    /// How many epochs there are to be.
    public let epochs: Int
    /// The steps done in this epoch.
    public let step: Int
    /// The steps of an epoch.
    public let steps: Int
    /// The mean training loss of this epoch so far.
    public let loss: Float
    /// The training accuracy of this epoch so far, from 0 to 1; NaN where there is no right and wrong.
    public let accuracy: Float
    /// The validation at the end of this epoch, if there was one.
    public let validation: Evaluation?

    /// Creates a report, as a training loop of one's own may.
    public init(
        epoch: Int, epochs: Int, step: Int, steps: Int, loss: Float, accuracy: Float, validation: Evaluation? = nil
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.step = step
        self.steps = steps
        self.loss = loss
        self.accuracy = accuracy
        self.validation = validation
    }

    /// Whether the epoch is finished, its validation included.
    public var isEndOfEpoch: Bool { step == steps }

    /// Who is told how far a training is: about twenty times an epoch, and at its end. Called in the training's thread.
    public static var observer: (@Sendable (TrainingProgress) -> Void)? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    /// Tells the observer.
    public func report() {
        Self.observer?(self)
    }

    private static let stored = Mutex<(@Sendable (TrainingProgress) -> Void)?>(nil)
}
