/// One thing that is wrong, or might be, at a place in a file.
///
/// Its `description` has the form that editors can jump to: `file:line:column: error: expected …, found …`.
public struct Diagnostic: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable, Codable {
        case error, warning, note
    }

    /// The file, as the user named it.
    public var file: String
    /// The line, counted from 1; nil where the whole file is meant.
    public var line: Int?
    /// The column in UTF-8 bytes as compilers count it, from 1; nil where the whole line is meant.
    public var column: Int?
    /// How bad it is.
    public var severity: Severity
    /// What was expected and what was found, as one sentence without a full stop.
    public var message: String

    /// Creates a diagnostic.
    public init(file: String, line: Int? = nil, column: Int? = nil, severity: Severity = .error, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
    }

    /// `file:line:column: severity: message`, without the parts that are not known.
    public var description: String {
        let place = [file, line.map(String.init), line == nil ? nil : column.map(String.init)].compactMap { $0 }
        return place.joined(separator: ":") + ": \(severity.rawValue): \(message)"
    }
}

extension [Diagnostic] {
    /// Each error or warning together with the notes behind it, which belong to it.
    package var withNotes: [[Diagnostic]] {
        reduce(into: []) { groups, diagnostic in
            if diagnostic.severity == .note, !groups.isEmpty {
                groups[groups.count - 1].append(diagnostic)
            } else {
                groups.append([diagnostic])
            }
        }
    }
}

extension [[Diagnostic]] {
    /// All of them in the order of their lines, notes behind what they belong to.
    package var inOrder: [Diagnostic] {
        sorted { ($0[0].line ?? 0, $0[0].column ?? 0) < ($1[0].line ?? 0, $1[0].column ?? 0) }.flatMap(\.self)
    }
}

/// Everything that makes a notebook unusable, in the order of its lines.
public struct NotebookError: Error, Sendable, CustomStringConvertible {
    /// The diagnostics, at least one of them an error.
    public var diagnostics: [Diagnostic]

    /// Creates an error from its diagnostics.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    /// One diagnostic per line.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
