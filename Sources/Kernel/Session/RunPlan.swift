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

    /// Has stored results stand for the units that need not run.
    ///
    /// A unit that has to run needs the state that all units above it make, so these run too.
    mutating func take(_ results: [UnitResult?], from cache: ResultCache, _ notebook: Notebook) {
        end = results.lastIndex { $0 == nil }.map { $0 + 1 } ?? 0
        for index in results.indices {
            if index >= end {
                stored[index] = results[index]
                reasons[index] = "nothing that it depends on changed since an earlier run"
            } else if results[index] != nil {
                reasons[index] = "a cell below it has to run and needs its state"
            } else {
                reasons[index] = cache.reasonToRun(index, in: notebook)
            }
        }
    }
}
