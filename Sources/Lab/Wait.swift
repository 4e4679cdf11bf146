@_spi(ExperimentalCustomExecutors) internal import _Concurrency

/// Waits for asynchronous work at the top level of a cell; the kernel adds the call around what follows `await`.
///
/// The work runs on the main actor, as the cell itself does, whose jobs are served meanwhile. The cell stays a synchronous
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
    do {
        try MainActor.executor.runUntil { result != nil }
    } catch {
        preconditionFailure("the main actor's executor cannot be run from here: \(error)")
    }
    return try result!.get()
}
