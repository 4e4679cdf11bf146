/// Whether layers act as in training or as in use. Only dropout and batch normalization make a difference.
///
/// Nothing has to be switched: layers act as in training inside `valueWithGradients`, which is also where `fit` calls them, and
/// as in use everywhere else. `withMode` says otherwise, as for the gradient at the input of a finished model.
public enum Mode: Sendable {
    /// Dropout drops; batch normalization goes by the batch, and remembers.
    case training
    /// Dropout does nothing; batch normalization goes by what it remembers.
    case evaluation

    private static let perThread = ThreadLocal()

    /// How layers act in this thread now.
    public static var current: Mode {
        switch perThread.value {
        case 1: .training
        case 2: .evaluation
        default: Tape.current == nil ? .evaluation : .training
        }
    }

    static func with<Result>(_ mode: Mode, _ body: () throws -> Result) rethrows -> Result {
        try perThread.with(mode == .training ? 1 : 2, body)
    }
}

/// Has layers act in the given mode in `body`, whether or not gradients are computed.
public func withMode<Result>(_ mode: Mode, _ body: () throws -> Result) rethrows -> Result {
    try Mode.with(mode, body)
}
