/// A formula as a tree, between TeX and MathML.
indirect enum MathNode: Equatable {
    /// Letters that stand for a value; one letter is slanted unless it is upright.
    case identifier(String, upright: Bool)
    /// A number.
    case number(String)
    /// An operator, a relation, a fence or punctuation.
    case symbol(String, SymbolClass)
    /// The name of a function such as log; `limits` puts scripts under and over it in displays.
    case function(String, limits: Bool)
    /// Words.
    case text(String, TextStyle)
    /// A blank, in em.
    case space(Double)
    /// What stands between braces.
    case row([MathNode])
    /// One thing over another, with a line between them or without.
    case fraction(MathNode, MathNode, line: Bool, display: Bool?)
    /// A root, with its index if it is not the square root.
    case root(MathNode, index: MathNode?)
    /// Subscript and superscript; `limits` is nil where the base decides whether they stand under and over it.
    case scripts(MathNode, sub: MathNode?, sup: MathNode?, limits: Bool?)
    /// An accent, a line, a brace or an arrow over or under its base.
    case mark(MathNode, String, MarkPlace, stretches: Bool)
    /// Something small over or under its base.
    case stack(MathNode, over: MathNode?, under: MathNode?)
    /// `\left … \right`, with fences as high as what is between them; an empty fence is none.
    case fenced(String, [MathNode], String)
    /// A fence of a fixed height in em.
    case sizedFence(String, Double, SymbolClass)
    /// Rows and columns.
    case table(MathTable)
    /// The same in display or text style.
    case styled([MathNode], display: Bool)
    /// The same in a colour.
    case coloured(MathNode, String)
    /// The same in a frame.
    case boxed(MathNode)
    /// The room that it would take.
    case phantom(MathNode)
    /// What could not be read, as it was written.
    case failure(String)

    /// Where a mark stands.
    enum MarkPlace: Equatable {
        case over, under
    }

    /// How words are set.
    enum TextStyle: String, Equatable {
        case normal, bold, italic, monospace
    }
}

/// What a symbol is to its neighbours; it decides the blanks around it. The names are TeX's.
enum SymbolClass: Equatable {
    case ordinary, large, integral, binary, relation, open, close, punctuation, fence
}

/// Rows and columns of formulas.
struct MathTable: Equatable {
    enum Alignment: Equatable {
        case left, center, right
    }

    /// What the rows are for, which decides their style and gaps.
    enum Purpose: String, Equatable {
        case matrix, cases, aligned, substack
    }

    var purpose: Purpose
    var rows: [[MathNode]]
    /// The alignment of columns; those beyond the last are like it where there is one, else centered.
    var alignments: [Alignment] = []
    /// The columns that have a line at their left.
    var columnLines: Set<Int> = []
    /// The rows that have a line above them.
    var rowLines: Set<Int> = []

    func alignment(ofColumn column: Int) -> Alignment {
        if purpose == .aligned { return column.isMultiple(of: 2) ? .right : .left }
        return column < alignments.count ? alignments[column] : alignments.last ?? .center
    }
}
