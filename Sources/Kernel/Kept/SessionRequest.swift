import Foundation

/// What a command line asks of a kept session.
public struct SessionRequest: Codable, Sendable {
    /// What the session must have been started with.
    var identity: String
    /// The arguments of `labbook run`.
    public var arguments: [String]
    /// How many seconds the session stays after the run; none to end at once, without a run.
    var seconds: Double?
    /// How many bytes of memory are to stay free.
    var reserve: Int

    /// Asks for a run.
    ///
    /// - Parameters:
    ///   - arguments: The arguments of `labbook run`.
    ///   - minutes: How long the session stays after the run.
    ///   - toolchain: What cells are compiled with.
    ///   - limits: How much of time and memory they may take.
    public init(run arguments: [String], keeping minutes: Double, toolchain: Toolchain, limits: RunLimits) {
        identity = Self.identity(toolchain, limits)
        self.arguments = arguments
        seconds = minutes * 60
        reserve = limits.reserve
    }

    /// Asks a session to end.
    init() {
        (identity, arguments, seconds, reserve) = ("", [], nil, 0)
    }
}
