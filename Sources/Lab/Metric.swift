/// Gives a number a name that is listed at the top of the report and in `results.json`.
///
/// Said again with the same name, the last value counts.
public func metric(_ name: String, _ value: some BinaryFloatingPoint) {
    Outbox.send(.metric(name: name, value: decimal(value)))
}

/// Gives a whole number a name that is listed at the top of the report and in `results.json`.
public func metric(_ name: String, _ value: some BinaryInteger) {
    Outbox.send(.metric(name: name, value: Double(value)))
}

/// Tells how far a loop has come: `progress("epoch", 3, of: 5, ["loss": 0.12])`.
///
/// The report shows one line for all calls with one label, with the last values; the terminal shows it as it moves.
///
/// - Parameters:
///   - label: What the steps are called.
///   - step: How many are done.
///   - total: How many there are, where that is known.
///   - values: Numbers that belong to this step.
public func progress(_ label: String, _ step: Int, of total: Int? = nil, _ values: KeyValuePairs<String, Float> = [:]) {
    tellProgress(label, step, total, values)
}

/// Tells how far a loop has come, with numbers of double precision; literals are taken for `Float`.
@_disfavoredOverload
public func progress(_ label: String, _ step: Int, of total: Int? = nil, _ values: KeyValuePairs<String, Double>) {
    tellProgress(label, step, total, values)
}

private func tellProgress(
    _ label: String, _ step: Int, _ total: Int?, _ values: KeyValuePairs<String, some BinaryFloatingPoint>
) {
    Outbox.send(
        .progress(
            label: label, step: step, total: total,
            values: values.map { NamedValue(name: $0.key, value: decimal($0.value)) }))
}

/// The number as its decimal digits say it: 0.9722 of a `Float` is not 0.9721999764442444.
func decimal(_ value: some BinaryFloatingPoint) -> Double {
    value is Float ? Double("\(value)") ?? Double(value) : Double(value)
}
