package import Notebook

/// Reads what the compiler says.
package enum CompilerOutput {
    /// The diagnostics in the compiler's text, with the notebook's own columns.
    ///
    /// - Parameters:
    ///   - text: Standard error of the compiler, in its one-line style.
    ///   - file: The notebook's path, as the line directives name it.
    ///   - map: Where columns come from.
    ///   - origin: The path that the line directives name, where the code was compiled for another notebook.
    ///   - lines: How many lines further down the code now stands than where it was compiled.
    ///   - readable: Makes a message one for readers.
    package static func diagnostics(
        in text: String, file: String, map: SourceMap, origin: String? = nil, movedBy lines: Int = 0,
        readable: (String) -> String = CompileUnit.withoutModules
    ) -> [Diagnostic] {
        let origin = origin ?? file
        var found: [Diagnostic] = []
        for line in text.split(separator: "\n") {
            guard let match = line.wholeMatch(of: /(.*?):(\d+):(\d+): (error|warning|note): (.*?)(?: \[#\w+\])?/),
                let number = Int(match.2), let column = Int(match.3),
                let severity = Diagnostic.Severity(rawValue: String(match.4))
            else {
                if let match = line.wholeMatch(of: /(?:<unknown>:0: )?(error|warning): (.*)/) {
                    let severity = Diagnostic.Severity(rawValue: String(match.1)) ?? .error
                    found.append(Diagnostic(file: file, severity: severity, message: readable(String(match.2))))
                }
                continue
            }
            // Notes that point into other files say nothing about the notebook, but for names that may have been meant.
            if match.1 != origin, severity == .note, !match.5.hasPrefix("did you mean '") { continue }
            let place = match.1 == origin ? map.place(line: number + lines, column: column) : nil
            found.append(
                Diagnostic(
                    file: file, line: place?.line, column: place?.column, severity: severity,
                    message: readable(String(match.5))))
        }
        return found
    }
}
