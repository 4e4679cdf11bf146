/// The first unit that has to run again, and why.
struct FirstChange {
    /// The unit; one behind the last if none has to.
    let unit: Int
    /// Why it has to run.
    let reason: String
    /// What happened to it, for those below it.
    let verb: String

    /// Takes the first of several units; of those that name the same unit, the first.
    ///
    /// - Parameter candidates: Units with what is true of them; nil for a unit where there is none.
    init(_ candidates: [(unit: Int?, reason: String, verb: String)]) {
        let first = candidates.min { $0.unit ?? .max < $1.unit ?? .max }
        (unit, reason, verb) = (first?.unit ?? .max, first?.reason ?? "", first?.verb ?? "")
    }
}
