/// A place in the notebook file.
struct Place: Hashable, Comparable {
    /// The line, from 1.
    var line: Int
    /// The column in UTF-8 bytes, from 1.
    var column: Int

    static func < (left: Place, right: Place) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// What was found wrong with a notebook so far.
struct Findings {
    /// The file that all of them are about.
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    mutating func error(_ message: String, at place: Place) {
        add(.error, message, at: place)
    }

    mutating func warning(_ message: String, at place: Place) {
        add(.warning, message, at: place)
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ message: String, at place: Place) {
        diagnostics.append(
            Diagnostic(file: file, line: place.line, column: place.column, severity: severity, message: message))
    }

    /// Those of one severity in the order of their places.
    func sorted(_ severity: Diagnostic.Severity) -> [Diagnostic] {
        diagnostics.filter { $0.severity == severity }
            .sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
    }
}
