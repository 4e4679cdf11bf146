/// A reference in prose to something with a number, such as `@fig-loss`, `[-@tbl-layers]` or `[Fig. @fig-loss]`.
///
/// Names and forms are Quarto's.
public struct CrossReference: Sendable, Equatable {
    /// What can be referred to; the raw value is what a label starts with.
    public enum Kind: String, Sendable, CaseIterable {
        case figure = "fig"
        case table = "tbl"
        case section = "sec"
        case equation = "eq"

        /// The kind of thing that a label names, or nil if the label has no such start.
        public init?(ofLabel label: some StringProtocol) {
            guard let kind = Kind.allCases.first(where: { label.hasPrefix($0.rawValue + "-") }) else { return nil }
            self = kind
        }
    }

    /// How a reference is to be written out.
    public enum Form: Sendable, Equatable {
        /// The kind's name and the number: `@fig-loss`.
        case full
        /// The number alone: `[-@fig-loss]`.
        case number
        /// Words of the author's and the number: `[Fig. @fig-loss]`.
        case prefixed(String)
    }

    /// What is referred to.
    public var kind: Kind
    /// Its label, with what it starts with: `fig-loss`.
    public var label: String
    /// How the reference is to be written out.
    public var form: Form
    /// Whether the reference is part of a link's text, where there can be no other link.
    public var isInLink: Bool
    /// The line of the `@`, from 1.
    public var line: Int
    /// The UTF-8 column of the `@`, from 1.
    public var column: Int

    /// Creates a reference.
    public init(
        kind: Kind, label: String, form: Form = .full, isInLink: Bool = false, line: Int, column: Int
    ) {
        self.kind = kind
        self.label = label
        self.form = form
        self.isInLink = isInLink
        self.line = line
        self.column = column
    }
}

/// Something in prose that has a label for references: `{#fig-plan}` behind an image that is a paragraph of its own,
/// `: caption {#tbl-layers}` below a table, `$$…$$ {#eq-loss}`, `## Heading {#sec-method}`.
public struct LabelledPart: Sendable, Equatable {
    /// What it is.
    public var kind: CrossReference.Kind
    /// Its label, with what it starts with.
    public var label: String
    /// Its line, from 1.
    public var line: Int

    /// Creates a labelled part.
    public init(kind: CrossReference.Kind, label: String, line: Int) {
        self.kind = kind
        self.label = label
        self.line = line
    }
}
