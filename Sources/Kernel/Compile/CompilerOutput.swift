package import Notebook

/// Reads what the compiler says.
package enum CompilerOutput {
    /// The diagnostics in the compiler's text, with the notebook's own columns.
    ///
    /// - Parameters:
    ///   - text: Standard error of the compiler, in its one-line style.
    ///   - file: The notebook's path, as the line directives name it.
    ///   - map: Where columns come from.
    package static func diagnostics(in text: String, file: String, map: SourceMap) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for line in text.split(separator: "\n") {
            guard let match = line.wholeMatch(of: /(.*?):(\d+):(\d+): (error|warning|note): (.*)/),
                let number = Int(match.2), let column = Int(match.3),
                let severity = Diagnostic.Severity(rawValue: String(match.4))
            else {
                if let match = line.wholeMatch(of: /(?:<unknown>:0: )?(error|warning): (.*)/) {
                    let severity = Diagnostic.Severity(rawValue: String(match.1)) ?? .error
                    found.append(Diagnostic(file: file, severity: severity, message: readable(match.2)))
                }
                continue
            }
            // Notes that point into other files say nothing about the notebook.
            if match.1 != file, severity == .note { continue }
            let place = match.1 == file ? (number, map.column(column, line: number)) : nil
            found.append(
                Diagnostic(
                    file: file, line: place?.0, column: place?.1, severity: severity, message: readable(match.5)))
        }
        return found
    }

    /// A message without what only the generated code knows.
    private static func readable(_ message: Substring) -> String {
        String(message.replacing(/\bCell\d+\./, with: ""))
    }
}
