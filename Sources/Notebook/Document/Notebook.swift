/// A notebook as it was read from its Markdown file: front matter, cells and prose that know their lines.
public struct Notebook: Sendable {
    /// The path as the user gave it; diagnostics begin with it.
    public var file: String
    /// The file's name without folder and extension; names the output folder.
    public var name: String
    /// The YAML front matter.
    public var frontMatter: FrontMatter
    /// The file's lines as they stand there, without line ends; `lines[0]` is line 1.
    public var lines: [String]
    /// The Swift cells from top to bottom, those that are only shown included.
    public var cells: [Cell]
    /// The values in prose, `` `{swift} expression` ``, from top to bottom.
    public var inlineValues: [InlineValue]
    /// What is odd but usable.
    public var warnings: [Diagnostic]

    /// Creates a notebook from its parts.
    public init(
        file: String, name: String, frontMatter: FrontMatter, lines: [String], cells: [Cell],
        inlineValues: [InlineValue] = [], warnings: [Diagnostic] = []
    ) {
        self.file = file
        self.name = name
        self.frontMatter = frontMatter
        self.lines = lines
        self.cells = cells
        self.inlineValues = inlineValues
        self.warnings = warnings
    }

    /// The title: from the front matter, else the first heading, else the file's name.
    public var title: String {
        frontMatter.title ?? firstHeading ?? name
    }

    /// The text of the first level-one heading, if there is one.
    public var firstHeading: String?
    /// The headings from top to bottom, for a table of contents.
    public var headings: [Heading] = []
    /// What in the prose has a label for references, from top to bottom.
    public var labelled: [LabelledPart] = []
    /// The links in the prose, in the order of the text, those of footnotes at its end.
    public var links: [LinkReference] = []
}

/// The head of a notebook: what its YAML front matter says.
public struct FrontMatter: Sendable, Equatable {
    /// The title of the report.
    public var title: String?
    /// A line under the title.
    public var subtitle: String?
    /// The authors, one or several.
    public var authors: [String] = []
    /// The date, as it is written.
    public var date: String?
    /// The parameters a cell reads as `params`, in their order, with their defaults.
    public var params: [Parameter] = []
    /// Seconds that a cell may take, unless it says otherwise.
    public var timeout: Double?
    /// The seed of the notebook's random generator.
    public var seed: UInt64?
    /// The data sets that the notebook needs, by name.
    public var data: [String] = []
    /// The line that names them.
    public var dataLine: Int?
    /// Whether results may come from an earlier run, where a cell does not say.
    public var cache = false

    /// Creates empty front matter.
    public init() {}
}

/// A named parameter and its value.
public struct Parameter: Sendable, Equatable {
    /// The name, a Swift identifier.
    public var name: String
    /// The value.
    public var value: ParameterValue

    /// Creates a parameter.
    public init(name: String, value: ParameterValue) {
        self.name = name
        self.value = value
    }
}

/// A parameter's value; its case is its type in the notebook.
public enum ParameterValue: Sendable, Equatable {
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
}

/// A fenced Swift cell.
public struct Cell: Sendable, Equatable {
    /// Its name: from the `label` option, else `cell-N`, counted over all cells.
    public var label: String
    /// The line of the opening fence, from 1.
    public var fenceLine: Int
    /// The line of the first line of `source` in the notebook, from 1.
    public var line: Int
    /// The code without option lines and without the indentation of a list or quote around it.
    public var source: String
    /// For each line of `source`, how many UTF-8 bytes stand before it on its line in the notebook.
    public var indents: [Int]
    /// The options given by `//|` lines or on the fence.
    public var options: CellOptions

    /// Creates a cell.
    public init(
        label: String, fenceLine: Int, line: Int, source: String, indents: [Int] = [], options: CellOptions = .init()
    ) {
        self.label = label
        self.fenceLine = fenceLine
        self.line = line
        self.source = source
        self.indents = indents
        self.options = options
    }
}

/// What a cell's `//|` lines ask for; the names and meanings are Quarto's.
public struct CellOptions: Sendable, Equatable {
    /// Whether the code is shown.
    public enum Echo: Sendable, Equatable {
        case shown, hidden, folded
    }

    /// How a figure is stored: as a picture of dots, or as shapes that can be drawn at any size.
    public enum FigureFormat: String, Sendable, Equatable {
        case png, svg
    }

    /// Whether the cell runs (`eval`).
    public var eval = true
    /// How the code is shown (`echo: true`, `false` or `fold`).
    public var echo = Echo.shown
    /// Whether outputs are shown (`output`).
    public var output = true
    /// Whether the cell appears in the report at all (`include`).
    public var include = true
    /// Whether the cell may fail without failing the notebook (`error`).
    public var error = false
    /// The caption of the cell's figure (`fig-cap`), Markdown.
    public var figureCaption: String?
    /// The text for who cannot see the figure (`fig-alt`).
    public var figureAlt: String?
    /// The file format of the cell's figures (`fig-format`).
    public var figureFormat: FigureFormat?
    /// The caption of the cell's table (`tbl-cap`), Markdown.
    public var tableCaption: String?
    /// Seconds that this cell may take (`timeout`).
    public var timeout: Double?
    /// Whether its result may come from an earlier run (`cache`); nil if the front matter decides.
    public var cache: Bool?
    /// Whether it is compiled for speed (`optimize`); nil if its code decides.
    public var optimize: Bool?

    /// Creates the default options.
    public init() {}
}

/// A value in prose: `` `{swift} expression` ``.
public struct InlineValue: Sendable, Equatable {
    /// The Swift expression.
    public var expression: String
    /// Where the expression starts in the notebook, from 1.
    public var line: Int
    /// The UTF-8 column where the expression starts, from 1.
    public var column: Int
    /// How many of the notebook's cells stand before it.
    public var cellsBefore: Int

    /// Creates an inline value.
    public init(expression: String, line: Int, column: Int, cellsBefore: Int) {
        self.expression = expression
        self.line = line
        self.column = column
        self.cellsBefore = cellsBefore
    }
}
