/// Divides TeX into tokens, one at a time, so that words can also be read as they stand.
struct TeXScanner {
    enum Token: Equatable {
        /// `\name`, or a backslash and one character that is no letter.
        case command(String)
        case character(Character)
        case openBrace, closeBrace
        case superscript, `subscript`, prime
        /// `&`, between columns.
        case align
        /// `\\`, between rows.
        case newline
    }

    private let characters: [Character]
    private(set) var position = 0

    init(_ source: String) {
        characters = Array(source)
    }

    /// What stands between two positions.
    func text(from start: Int, to end: Int? = nil) -> String {
        String(characters[min(start, characters.count)..<min(max(end ?? position, start), characters.count)])
    }

    mutating func skipBlanks() {
        while position < characters.count {
            if characters[position] == "%" {
                while position < characters.count, !characters[position].isNewline { position += 1 }
            } else if characters[position].isWhitespace {
                position += 1
            } else {
                return
            }
        }
    }

    /// The next token, which stays the next.
    func peek() -> Token? {
        var copy = self
        return copy.next()
    }

    /// The next token; nil at the end.
    mutating func next() -> Token? {
        skipBlanks()
        guard position < characters.count else { return nil }
        let character = characters[position]
        position += 1
        switch character {
        case "\\": return command()
        case "{": return .openBrace
        case "}": return .closeBrace
        case "^": return .superscript
        case "_": return .subscript
        case "'", "\u{2019}": return .prime
        case "&": return .align
        case "~": return .command(" ")
        default: return .character(character)
        }
    }

    private mutating func command() -> Token {
        let start = position
        while position < characters.count, characters[position].isASCII, characters[position].isLetter { position += 1 }
        if position > start {
            if position < characters.count, characters[position] == "*" {
                let starred = text(from: start) + "*"
                if TeXScanner.starred.contains(starred) {
                    position += 1
                    return .command(starred)
                }
            }
            return .command(text(from: start))
        }
        guard position < characters.count else { return .command("") }
        position += 1
        return characters[position - 1] == "\\" ? .newline : .command(String(characters[position - 1]))
    }

    private static let starred: Set<String> = ["operatorname*", "hspace*", "tag*"]

    /// What stands between the next braces, as it is written; nil where no braces follow or they are not closed.
    mutating func bracedText() -> String? {
        skipBlanks()
        guard position < characters.count, characters[position] == "{" else { return nil }
        return delimitedText(close: "}")
    }

    /// What stands between the next square brackets, if they follow.
    mutating func bracketedText() -> String? {
        skipBlanks()
        guard position < characters.count, characters[position] == "[" else { return nil }
        return delimitedText(close: "]")
    }

    private mutating func delimitedText(close: Character) -> String? {
        var depth = 0
        var index = position + 1
        while index < characters.count {
            switch characters[index] {
            case "\\": index += 1
            case close where depth == 0:
                defer { position = index + 1 }
                return text(from: position + 1, to: index)
            case "{": depth += 1
            case "}": depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Leaves the rest unread and returns it.
    mutating func takeRest() -> String {
        defer { position = characters.count }
        return text(from: position, to: characters.count)
    }
}
