package import Notebook

/// What to do about a message of the compiler, for who comes from Python or from mathematics.
enum Advice: Equatable {
    /// Goes behind the message.
    case also(String)
    /// Takes the message's place: the line is no Swift, so that the compiler can only guess at what it means.
    case instead(String)

    /// Advice about a message, given the text of its line before and from its column on.
    static func about(_ message: String, before: Substring, after: Substring) -> Advice? {
        let next = after.drop { $0 == " " }
        if let name = message.wholeMatch(of: /cannot find '(\w+)' in scope/)?.1 {
            return next.hasPrefix("f\"")
                ? .instead("expected Swift, found an f-string; values go into text as in \"loss \\(x)\"")
                : aboutKeyword(String(name), before, next) ?? aboutName(String(name))
        }
        if let types = message.firstMatch(of: /cannot be applied to operands of type '(\w+)' and '(\w+)'/) {
            return aboutOperands(String(types.1), String(types.2))
        }
        if message.hasPrefix("'async' call in a function that does not support concurrency") {
            return .also("write await before it; a function around it must be async")
        }
        if message.contains(/^cannot convert value of type 'Tensor' to .*type '(Float|Double)'/) {
            return .also("item() gives the number of a tensor that has only one")
        }
        if message.contains(/^cannot convert value of type '(Float|Double|Int)' to expected argument type 'Tensor'/),
            let name = before.firstMatch(of: /\b(exp|log|sqrt|pow|tanh|abs)\($/)?.1
        {
            return .also("\(name) of a number comes with import Foundation")
        }
        if let name = message.firstMatch(of: /type 'Tensor' has no member '(\w+)'/)?.1 {
            if functionNames.contains(String(name)) { return .also("it is a function: \(name)(x)") }
            return name == "T" ? .also("Labbook writes transposed()") : nil
        }
        return aboutSyntax(message, before, next)
    }

    // MARK: Keywords

    /// Advice about a name at the beginning of a line that looks like a declaration or statement: `lett x = 3`,
    /// `const x = 3`.
    private static func aboutKeyword(_ name: String, _ before: Substring, _ next: Substring) -> Advice? {
        guard before.allSatisfy(\.isWhitespace), next.contains(/^\w+ +[\w(]/),
            let keyword = foreignKeywords[name] ?? Suggestion.nearest(to: name, among: keywords)
        else { return nil }
        return .instead("expected a statement of Swift, found \(name); did you mean \"\(keyword)\"?")
    }

    private static let keywords = [
        "let", "var", "func", "for", "while", "if", "else", "guard", "return", "import", "struct", "class", "enum",
    ]

    private static let foreignKeywords = [
        "const": "let", "val": "let", "auto": "let", "int": "let", "float": "let", "function": "func", "fn": "func",
        "elif": "else if", "foreach": "for",
    ]

    // MARK: Names

    private static func aboutName(_ name: String) -> Advice? {
        if name == "def" {
            return .instead(
                "expected Swift, found def; functions are declared as in func f(_ x: Float) -> Float { x + 1 }")
        }
        if let swift = pythonNames[name] { return .also("Swift writes \(swift)") }
        return foundationNames.contains(name) ? .also("it comes with import Foundation") : nil
    }

    private static let pythonNames = [
        "True": "true", "False": "false", "None": "nil", "not": "!", "len": "values.count",
        "range": "0..<10, or 0...10 with its end", "np": "Tensor.zeros([3]) and the like",
        "torch": "Tensor.zeros([3]) and the like", "str": "String(value)", "float": "Float(value)", "int": "Int(value)",
    ]

    private static let functionNames: Set = [
        "relu", "sigmoid", "tanh", "gelu", "softmax", "logSoftmax", "exp", "log", "sqrt", "abs", "pow", "matmul",
    ]

    private static let foundationNames: Set = [
        "Date", "Data", "URL", "UUID", "FileManager", "ProcessInfo", "DateFormatter", "JSONEncoder", "JSONDecoder",
        "sin", "cos", "tan", "atan", "atan2", "floor", "ceil", "round", "log2", "log10", "cbrt", "erf", "exit", "sleep",
        "usleep",
    ]

    // MARK: Numbers

    private static func aboutOperands(_ left: String, _ right: String) -> Advice? {
        let kinds = ["UInt8", "Int32", "Int", "Float", "Double", "Tensor"]
        guard let first = kinds.firstIndex(of: left), let second = kinds.firstIndex(of: right), first != second else {
            return nil
        }
        // The narrower of the two is converted; tensors take numbers of their own kind.
        let (narrow, wide) = first < second ? (left, right) : (right, left)
        let target = wide == "Tensor" ? "Float" : wide
        return .also("Swift converts no number by itself, so write \(target)(…) around the \(narrow)")
    }

    // MARK: Syntax

    private static func aboutSyntax(_ message: String, _ before: Substring, _ next: Substring) -> Advice? {
        if message.hasPrefix("consecutive statements on a line"), next.hasPrefix("@") {
            return .instead(
                "expected an operator of Swift, found @; the product of two matrices is a • b, or matmul(a, b)")
        }
        if message.hasPrefix("extraneous whitespace between '#'") || message.hasPrefix("no macro named") {
            return .instead("expected Swift, found #; comments begin with //")
        }
        if let module = message.firstMatch(of: /^no such module '(numpy|torch|tensorflow|jax|matplotlib|pandas)/)?.1 {
            return .instead("expected a Swift module, found \(module); tensors and plots are there without it")
        }
        let isInBrackets =
            (before.lastIndex(of: "[") ?? before.startIndex) > (before.lastIndex(of: "]") ?? before.startIndex)
        if message.hasPrefix("expected"), next.hasPrefix(":"), isInBrackets {
            return .instead("expected Swift, found a slice with a colon; 0:5 is written 0..<5")
        }
        guard message.hasPrefix("expected '{'") else { return nil }
        for (word, symbol) in [("and", "&&"), ("or", "||")] where next.hasPrefix(word + " ") {
            return .instead("expected an operator of Swift, found \(word); it is written \(symbol)")
        }
        return next.hasPrefix(":")
            ? .also("Swift puts what belongs together in braces, { and }, not behind a colon") : nil
    }
}

extension [Diagnostic] {
    /// The same with advice, without what only follows from another error, and in the order of the lines.
    package func advised(for lines: [String]) -> [Diagnostic] {
        var explanations: [Int?: Diagnostic] = [:]
        // What an explained line would have declared.
        var undeclared: Set<String> = []
        var groups: [[Diagnostic]] = []
        for group in withNotes {
            guard group[0].severity == .error else {
                groups.append(group)
                continue
            }
            let plain = group[0].withoutSuggestion
            let group = group.withNearestSuggestion
            switch plain.advice(in: lines) {
            case .also(let text):
                groups.append([plain.saying("\(plain.message); \(text)")])
            case .instead(let text):
                explanations[plain.line] = explanations[plain.line] ?? plain.saying(text)
            case nil:
                groups.append(group)
            }
        }
        for diagnostic in groups.map({ $0[0] }) where explanations.keys.contains(diagnostic.line) {
            diagnostic.missingName.map { _ = undeclared.insert($0) }
        }
        groups.removeAll {
            explanations.keys.contains($0[0].line) || $0[0].missingName.map(undeclared.contains) ?? false
        }
        groups += explanations.values.map { [$0] }
        let errors = groups.map { $0[0] }.filter { $0.severity == .error }
        return groups.filter { group in
            !errors.contains { $0 != group[0] && group[0].follows(from: $0) }
        }.inOrder
    }
}

extension [Diagnostic] {
    /// An error whose suggestion, if any, is the nearest of those that the compiler makes in it and in its notes, of which some
    /// look like the name that was found only to a compiler.
    fileprivate var withNearestSuggestion: [Diagnostic] {
        let suggestions = compactMap(\.suggestion)
        let plain = self[0].withoutSuggestion
        guard !suggestions.isEmpty else { return self }
        var nearest = suggestions.first
        if let name = plain.message.firstMatch(of: /'(\w+)'[^']*$/)?.1 {
            nearest = name.count < 3 ? nil : Suggestion.nearest(to: String(name), among: suggestions)
        }
        let error = nearest.map { plain.saying("\(plain.message); did you mean '\($0)'?") } ?? plain
        let notes = dropFirst().filter { note in
            guard note.message.hasSuffix("' declared here") else { return note.suggestion == nil }
            return nearest.map { note.message == "'\($0)' declared here" } ?? false
        }
        return [error] + notes
    }
}

extension Diagnostic {
    fileprivate func advice(in lines: [String]) -> Advice? {
        guard let line, let column, lines.indices.contains(line - 1) else { return nil }
        let text = lines[line - 1]
        let place = text.utf8.index(text.startIndex, offsetBy: column - 1, limitedBy: text.endIndex) ?? text.endIndex
        return Advice.about(message, before: text[..<place], after: text[place...])
    }

    fileprivate func saying(_ message: String) -> Diagnostic {
        var diagnostic = self
        diagnostic.message = message
        return diagnostic
    }

    /// The diagnostic without the compiler's guess at what was meant.
    fileprivate var withoutSuggestion: Diagnostic {
        saying(message.replacing(/; did you mean '[^']+'\?$/, with: ""))
    }

    /// The name that is not declared, if that is what is wrong.
    fileprivate var missingName: String? {
        message.firstMatch(of: /^cannot find '(\w+)' in scope/).map { String($0.1) }
    }

    /// The name that the compiler guesses was meant.
    fileprivate var suggestion: String? {
        message.firstMatch(of: /did you mean '([^']+)'\?$/).map { String($0.1) }
    }

    /// Whether this error would most likely not be there without the other.
    fileprivate func follows(from other: Diagnostic) -> Bool {
        message == "circular reference"
            || message.hasPrefix("consecutive statements on a line") && line == other.line
            // An unfinished value in prose lacks the rest of the call around it.
            || message == "missing argument for parameter #2 in call" && line == other.line
    }
}
