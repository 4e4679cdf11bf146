import Foundation

/// Waits for asynchronous work at the top level of a cell; the kernel adds the call around what follows `await`.
///
/// The work runs on the main actor, as the cell itself does, while the main run loop turns. The cell stays a synchronous
/// program: a script that awaits by itself could not return to the kernel.
@MainActor
public func _wait<Value, Failure: Error>(
    _ work: @escaping @MainActor () async throws(Failure) -> Value
) throws(Failure) -> Value {
    var result: Result<Value, Failure>?
    Task { @MainActor in
        do throws(Failure) {
            result = .success(try await work())
        } catch {
            result = .failure(error)
        }
    }
    // The run loop serves the main queue, and does not return for it; so it is left to turn for a moment at a time.
    while result == nil { _ = RunLoop.main.run(mode: .default, before: Date(timeIntervalSinceNow: 0.002)) }
    return try result!.get()
}
