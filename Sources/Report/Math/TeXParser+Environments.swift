extension TeXParser {
    /// What an environment makes of its rows.
    private struct Environment {
        var purpose: MathTable.Purpose
        var left = ""
        var right = ""
        var alignments: [MathTable.Alignment] = []
    }

    private static let environments: [String: Environment] = {
        var environments: [String: Environment] = [
            "matrix": Environment(purpose: .matrix),
            "pmatrix": Environment(purpose: .matrix, left: "(", right: ")"),
            "bmatrix": Environment(purpose: .matrix, left: "[", right: "]"),
            "Bmatrix": Environment(purpose: .matrix, left: "{", right: "}"),
            "vmatrix": Environment(purpose: .matrix, left: "|", right: "|"),
            "Vmatrix": Environment(purpose: .matrix, left: "‖", right: "‖"),
            "smallmatrix": Environment(purpose: .substack),
            "array": Environment(purpose: .matrix),
            "cases": Environment(purpose: .cases, left: "{", alignments: [.left]),
            "dcases": Environment(purpose: .cases, left: "{", alignments: [.left]),
            "rcases": Environment(purpose: .cases, right: "}", alignments: [.left]),
            "gathered": Environment(purpose: .matrix),
            "gather": Environment(purpose: .matrix),
            "multline": Environment(purpose: .matrix),
            "equation": Environment(purpose: .matrix),
        ]
        for name in ["aligned", "align", "split", "alignat", "alignedat", "eqnarray"] {
            environments[name] = Environment(purpose: .aligned)
        }
        return environments
    }()

    /// Reads an environment whose `\begin` has been read.
    mutating func parseEnvironment(at start: Int) -> MathNode {
        guard let name = scanner.bracedText() else {
            return fail("expected {…} after \\begin, found none", at: start)
        }
        let bare = name.hasSuffix("*") ? String(name.dropLast()) : name
        guard let environment = TeXParser.environments[bare] else {
            let failure = fail("expected an environment that Labbook knows, found \\begin{\(name)}", at: start)
            var table = MathTable(purpose: .matrix, rows: [])
            parseRows(of: &table, named: name, at: start)
            return .row([failure, .table(table)])
        }
        var table = MathTable(purpose: environment.purpose, rows: [], alignments: environment.alignments)
        if bare == "array" { parseColumns(of: &table, at: start) }
        if bare == "alignat" || bare == "alignedat" { _ = scanner.bracedText() }
        if bare == "aligned" || bare == "gathered" { _ = scanner.bracketedText() }
        parseRows(of: &table, named: name, at: start)
        guard !environment.left.isEmpty || !environment.right.isEmpty else { return .table(table) }
        return .fenced(environment.left, [.table(table)], environment.right)
    }

    private mutating func parseRows(of table: inout MathTable, named name: String, at start: Int) {
        var columns: [MathNode] = []
        while true {
            while scanner.peek() == .command("hline") {
                _ = scanner.next()
                table.rowLines.insert(table.rows.count)
            }
            let nodes = parseRow()
            let place = place()
            switch scanner.next() {
            case .align: columns.append(.row(nodes))
            case .newline:
                table.rows.append(columns + [.row(nodes)])
                columns = []
                // `\\[2pt]` asks for a wider gap, which a page leaves to its style.
                _ = scanner.bracketedText().map { gap in
                    if gap.wholeMatch(of: #/\s*-?[0-9.]+\s*[a-z]{2}\s*/#) == nil {
                        columns.append(fail("expected a width such as [2pt], found \"[\(gap)]\"", at: place))
                    }
                }
            case .command("end"):
                let end = scanner.bracedText() ?? ""
                if !nodes.isEmpty || !columns.isEmpty { table.rows.append(columns + [.row(nodes)]) }
                if end != name {
                    table.rows.append([fail("expected \\end{\(name)}, found \\end{\(end)}", at: place)])
                }
                return
            case nil:
                table.rows.append(
                    columns + [
                        .row(
                            nodes + [
                                fail("expected \\end{\(name)}, found none", at: start, showing: "\\begin{\(name)}")
                            ])
                    ])
                return
            default:
                columns.append(.row(nodes + [fail("expected a formula, found \(quoted(from: place))", at: place)]))
            }
        }
    }

    /// Reads an array's columns, such as `{l|cr}`.
    private mutating func parseColumns(of table: inout MathTable, at start: Int) {
        let columns = scanner.bracedText() ?? ""
        for column in columns {
            switch column {
            case "l": table.alignments.append(.left)
            case "c": table.alignments.append(.center)
            case "r": table.alignments.append(.right)
            case "|": table.columnLines.insert(table.alignments.count)
            case " ": break
            default:
                _ = fail("expected columns such as {lcr}, found {\(columns)}", at: start)
                return
            }
        }
    }
}
