import Notebook

/// What one pass over a notebook has to run, what it has already, and why.
struct RunPlan {
    /// The results of the first units, whose effects are in the kernel.
    let kept: [UnitResult]
    /// For each unit why it runs, or why it need not.
    private(set) var reasons: [String]
    /// For each unit the result of an earlier run that stands for it.
    private(set) var stored: [UnitResult?]
    /// The first of the units at the end that have stored results and need not run.
    private(set) var end: Int

    init(kept: [UnitResult], reasons: [String]) {
        self.kept = kept
        self.reasons = reasons
        stored = reasons.map { _ in nil }
        end = reasons.count
    }

    /// Whether anything has to run.
    var hasWork: Bool { kept.count < end }

    /// Has stored results stand for the units at the end that need not run.
    ///
    /// A unit that has to run needs the state that all units above it make, so these run too, unless it was kept.
    mutating func take(_ results: [UnitResult?]) {
        end = max(kept.count, results.lastIndex { $0 == nil }.map { $0 + 1 } ?? 0)
        for index in results.indices[end...] {
            stored[index] = results[index]
            reasons[index] = "nothing that it depends on changed since an earlier run"
        }
    }

    /// Says of the units that run why they do, where there is no state of a run before.
    ///
    /// - Parameters:
    ///   - results: The stored results.
    ///   - isToKeep: Whether states are to be kept.
    ///   - reasonToRun: Why a unit has no stored result.
    mutating func explain(_ results: [UnitResult?], isToKeep: Bool, reasonToRun: (Int) -> String) {
        for index in 0..<end {
            let isNeeded = results[index] != nil
            reasons[index] =
                !isNeeded
                ? reasonToRun(index)
                : isToKeep
                    ? "its state is needed, and no session was kept" : "a cell below it has to run and needs its state"
        }
    }
}
