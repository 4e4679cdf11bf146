public import Foundation

/// A notebook that has been run: what every cell put out, and under which conditions.
///
/// This is all that a report is made from.
public struct Run: Sendable {
    /// Whether everything that had to succeed did.
    public enum Status: String, Sendable {
        case ok, failed
    }

    /// The notebook as it was when it ran.
    public var notebook: Notebook
    /// The seed of the notebook's random generator.
    public var seed: UInt64
    /// The parameters with the values they had.
    public var params: [Parameter]
    /// The machine and the programs.
    public var environment: RunEnvironment
    /// The data sets that were read.
    public var data: [DataProvenance]
    /// The result of each cell, in the order of `notebook.cells`.
    public var cells: [CellResult]
    /// The result of each value in prose, in the order of `notebook.inlineValues`.
    public var inlineValues: [InlineResult]
    /// When the run started.
    public var started: Date
    /// How long it took, in seconds.
    public var seconds: Double

    /// Creates a run.
    public init(
        notebook: Notebook, seed: UInt64, params: [Parameter], environment: RunEnvironment, data: [DataProvenance] = [],
        cells: [CellResult], inlineValues: [InlineResult] = [], started: Date, seconds: Double
    ) {
        self.notebook = notebook
        self.seed = seed
        self.params = params
        self.environment = environment
        self.data = data
        self.cells = cells
        self.inlineValues = inlineValues
        self.started = started
        self.seconds = seconds
    }

    /// A run in which nothing was run, for what can be said of a notebook without running it.
    public static func notRun(_ notebook: Notebook) -> Run {
        Run(
            notebook: notebook, seed: notebook.frontMatter.seed ?? 0, params: notebook.frontMatter.params,
            environment: RunEnvironment(swift: "", labbook: "", cpu: "", threads: 0, os: ""),
            cells: notebook.cells.map { CellResult(label: $0.label, line: $0.line, status: .skipped) },
            inlineValues: notebook.inlineValues.map { _ in InlineResult() }, started: Date(timeIntervalSince1970: 0),
            seconds: 0)
    }

    /// `failed` if a cell failed that may not, or a value in prose could not be had.
    public var status: Status {
        let cellsFailed = zip(notebook.cells, cells).contains { $1.isFailure(of: $0) }
        return cellsFailed || inlineValues.contains { $0.error != nil } ? .failed : .ok
    }

    /// The metrics of all cells by name in the order of their first appearance, each with its last value.
    public var metrics: [(name: String, value: Double)] {
        var metrics: [(name: String, value: Double)] = []
        for case .metric(let name, let value) in cells.flatMap(\.outputs) {
            if let index = metrics.firstIndex(where: { $0.name == name }) {
                metrics[index].value = value
            } else {
                metrics.append((name, value))
            }
        }
        return metrics
    }
}

/// What came of one cell.
public struct CellResult: Sendable {
    /// How a cell ended.
    public enum Status: String, Sendable {
        case ok, failed, skipped, cached
    }

    /// The cell's label.
    public var label: String
    /// The line of its first line of code.
    public var line: Int
    /// How it ended.
    public var status: Status
    /// Seconds that it ran.
    public var seconds: Double
    /// Seconds that compiling it took.
    public var compileSeconds: Double
    /// What it put out, in order.
    public var outputs: [Output]
    /// Why it failed.
    public var error: CellError?
    /// Why it did not run, as one sentence, if it was skipped.
    public var skipReason: String?
    /// Why it ran, or why its result is one from before, in a few words.
    public var reason: String?
    /// Whether it did not run this time, as its effects were still there.
    public var isKept = false
    /// Whether it failed in a way that no cell below it could run.
    public var keptOthersFromRunning = false
    /// Why there is no snapshot from before it, where there was to be one.
    public var missingSnapshot: String?
    /// What the compiler warned of.
    public var warnings: [Diagnostic]

    /// Creates a result.
    public init(
        label: String, line: Int, status: Status, seconds: Double = 0, compileSeconds: Double = 0,
        outputs: [Output] = [], error: CellError? = nil, skipReason: String? = nil, warnings: [Diagnostic] = []
    ) {
        self.label = label
        self.line = line
        self.status = status
        self.seconds = seconds
        self.compileSeconds = compileSeconds
        self.outputs = outputs
        self.error = error
        self.skipReason = skipReason
        self.warnings = warnings
    }

    /// Whether the run failed by it: it failed, and does not say `error: true`, or took the cells below along.
    public func isFailure(of cell: Cell) -> Bool {
        status == .failed && (!cell.options.error || keptOthersFromRunning)
    }
}

/// Why a cell failed.
public struct CellError: Error, Sendable, Equatable, Codable {
    /// What kind of failure it was.
    public enum Kind: String, Sendable, Codable {
        /// The compiler refused the cell.
        case compile
        /// An error was thrown and not caught.
        case thrown
        /// A precondition, an index out of range, an arithmetic overflow, a bad memory access.
        case trap
        /// The cell ended the process by itself.
        case exit
        /// The cell took longer than it may.
        case timeout
        /// The cell used more memory than it may.
        case memory
        /// The cell put out more than it may.
        case output
        /// The run was interrupted from outside.
        case killed
    }

    /// What kind of failure it was.
    public var kind: Kind
    /// What happened, as one sentence without a full stop.
    public var message: String
    /// The line in the notebook, from 1, where it is known.
    public var line: Int?
    /// The UTF-8 column in the notebook, from 1, where it is known.
    public var column: Int?
    /// For compile errors all that the compiler said, in the order of the lines.
    public var diagnostics: [Diagnostic]

    /// Creates an error.
    public init(
        kind: Kind, message: String, line: Int? = nil, column: Int? = nil, diagnostics: [Diagnostic] = []
    ) {
        self.kind = kind
        self.message = message
        self.line = line
        self.column = column
        self.diagnostics = diagnostics
    }
}

/// One thing that a cell put out.
public enum Output: Sendable, Equatable, Codable {
    /// Text on standard output or standard error.
    case stream(StreamName, String)
    /// A value shown by `display` or as the cell's last expression.
    case display(MIMEBundle)
    /// A named number.
    case metric(name: String, value: Double)
    /// How far a loop has come; consecutive ones of one label are one bar.
    case progress(Progress)

    /// The two text streams of a process.
    public enum StreamName: String, Sendable, Codable {
        case stdout, stderr
    }
}

/// One value in several forms, from which a reader picks the richest it can show.
public struct MIMEBundle: Sendable, Equatable, Codable {
    /// The forms by MIME type: text for `text/*` and `image/svg+xml`, bytes for `image/png`.
    public var forms: [String: Form]
    /// Facts about the value: `alt`, `caption`, `width`, `height` (in CSS pixels).
    public var metadata: [String: String]

    /// One form.
    public enum Form: Sendable, Equatable, Codable {
        case text(String)
        case data(Data)
    }

    /// Creates a bundle.
    public init(forms: [String: Form], metadata: [String: String] = [:]) {
        self.forms = forms
        self.metadata = metadata
    }

    /// The text of a form, if there is one and it is text.
    public func text(_ type: String) -> String? {
        if case .text(let text)? = forms[type] { return text }
        return nil
    }

    /// The bytes of a form, if there is one and it is data.
    public func data(_ type: String) -> Data? {
        if case .data(let data)? = forms[type] { return data }
        return nil
    }
}

/// One report of a loop's progress.
public struct Progress: Sendable, Equatable, Codable {
    /// What is going on, such as "epoch".
    public var label: String
    /// How many steps are done.
    public var step: Int
    /// How many there are, where that is known.
    public var total: Int?
    /// Numbers that belong to this step, such as the loss, in their order.
    public var values: [Value]

    /// A named number.
    public struct Value: Sendable, Equatable, Codable {
        /// The name.
        public var name: String
        /// The number.
        public var value: Double

        /// Creates a named number.
        public init(name: String, value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// Creates a report of progress.
    public init(label: String, step: Int, total: Int?, values: [Value] = []) {
        self.label = label
        self.step = step
        self.total = total
        self.values = values
    }
}

/// The value of one expression in prose, or why there is none.
public struct InlineResult: Sendable, Equatable {
    /// The value as text.
    public var text: String?
    /// Why there is no value.
    public var error: CellError?

    /// Creates a result.
    public init(text: String? = nil, error: CellError? = nil) {
        self.text = text
        self.error = error
    }
}

/// The machine and the programs that a run used.
public struct RunEnvironment: Sendable, Equatable {
    /// The compiler's version, such as "6.3.1".
    public var swift: String
    /// Labbook's version.
    public var labbook: String
    /// The processor's name.
    public var cpu: String
    /// How many threads the tensor core used.
    public var threads: Int
    /// The operating system's name and version.
    public var os: String

    /// Creates an environment.
    public init(swift: String, labbook: String, cpu: String, threads: Int, os: String) {
        self.swift = swift
        self.labbook = labbook
        self.cpu = cpu
        self.threads = threads
        self.os = os
    }
}

/// A data file that a run read, so that a reader can tell whether they have the same.
public struct DataProvenance: Sendable, Equatable, Codable {
    /// The file's name, such as "train-images-idx3-ubyte".
    public var name: String
    /// Its SHA-256 in lower-case hexadecimal digits.
    public var sha256: String

    /// Creates a record.
    public init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
    }
}
