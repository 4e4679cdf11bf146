/// What a plot is made of.
public enum PlotElement: Sendable, Equatable {
    /// A row of numbers.
    case series(Series)
    /// A remark at a place.
    case annotation(Annotation)
}

/// Collects what a plot shows: `{ Series("training", a); Series("validation", b) }`.
@resultBuilder
public enum PlotBuilder {
    /// One series.
    public static func buildExpression(_ series: Series) -> [PlotElement] { [.series(series)] }
    /// Several series.
    public static func buildExpression(_ series: [Series]) -> [PlotElement] { series.map(PlotElement.series) }
    /// One annotation.
    public static func buildExpression(_ annotation: Annotation) -> [PlotElement] { [.annotation(annotation)] }
    /// Several annotations.
    public static func buildExpression(_ annotations: [Annotation]) -> [PlotElement] {
        annotations.map(PlotElement.annotation)
    }
    /// The parts one after the other.
    public static func buildBlock(_ parts: [PlotElement]...) -> [PlotElement] { parts.flatMap(\.self) }
    /// The parts of a loop.
    public static func buildArray(_ parts: [[PlotElement]]) -> [PlotElement] { parts.flatMap(\.self) }
    /// The parts of an `if`.
    public static func buildOptional(_ part: [PlotElement]?) -> [PlotElement] { part ?? [] }
    /// The parts of the first branch.
    public static func buildEither(first part: [PlotElement]) -> [PlotElement] { part }
    /// The parts of the second branch.
    public static func buildEither(second part: [PlotElement]) -> [PlotElement] { part }
}

extension [PlotElement] {
    var series: [Series] {
        compactMap { if case .series(let series) = $0 { series } else { nil } }
    }
    var annotations: [Annotation] {
        compactMap { if case .annotation(let annotation) = $0 { annotation } else { nil } }
    }
}
