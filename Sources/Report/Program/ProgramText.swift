internal import Foundation
internal import Notebook
internal import SwiftSource

/// Writes `NAME.swift`: the whole notebook as one program, which prints what the notebook's cells printed and showed.
///
/// Cells that did not run to their end are comments that say why, so that the program compiles and goes on without them.
struct ProgramText {
    private let run: Run

    init(of run: Run) {
        self.run = run
    }

    /// The program's text; the same run gives the same text.
    var text: String {
        let ran = run.cells.indices.filter { [.ok, .cached].contains(run.cells[$0].status) }
        let setup = JoinedCells.Cell(source: self.setup, displaysLastExpression: false)
        let joined = JoinedCells(
            [setup]
                + ran.map { index in
                    JoinedCells.Cell(
                        source: run.notebook.cells[index].source,
                        displaysLastExpression: run.cells[index].endsInDisplay)
                }, imports: ["import Lab"])
        var parts = [
            header(hasNumbers: joined.hasNumberedNames), joined.imports.joined(separator: "\n"), joined.sources[0],
        ]
        let sources = Dictionary(uniqueKeysWithValues: zip(ran, joined.sources.dropFirst()))
        var headings = run.notebook.headings[...]
        if headings.first?.text == run.notebook.title { headings.removeFirst() }
        for (index, cell) in run.notebook.cells.enumerated() {
            while let heading = headings.first, heading.line < cell.fenceLine {
                parts.append("// \(String(repeating: "#", count: heading.level)) \(heading.text.onOneLine)")
                headings.removeFirst()
            }
            let body = sources[index] ?? comment(on: index)
            if !body.isEmpty { parts.append("// MARK: \(cell.label)\n\n\(body)") }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// What the program is and how it is built.
    private func header(hasNumbers: Bool) -> String {
        let notebook = run.notebook
        let file = URL(fileURLWithPath: notebook.file).lastPathComponent
        let title = [notebook.title, notebook.frontMatter.subtitle].compactMap { $0?.onOneLine }
        let data = notebook.frontMatter.data.map { "labbook data fetch \($0.onOneLine)" }
        let needs = data.isEmpty ? [] : ["", "It needs data: \(data.joined(separator: ", "))."]
        let about = [
            "",
            "The cells of \(file.onOneLine) as one program, which prints what they print and show, figures in words.",
        ]
        let numbers =
            hasNumbers ? ["A name that a later cell declares again has a number from there on: x, then x_2."] : []
        let building = ["", "To build it, save it as Sources/Program/main.swift beside this Package.swift:", ""]
        let running = [
            "",
            "`swift build -c release` makes .build/release/Program; run it in the notebook's folder, where its cells ran.",
        ]
        return commented(title + about + numbers + needs + building + Self.package.map { "    " + $0 } + running)
    }

    private static let package = """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "Program",
            dependencies: [.package(name: "labbook", path: "/path/to/labbook")],
            targets: [
                .executableTarget(
                    name: "Program",
                    dependencies: [.product(name: "Lab", package: "labbook")],
                    swiftSettings: [.defaultIsolation(MainActor.self)])
            ],
            swiftLanguageModes: [.v6])
        """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

    /// What holds before the first cell: seed and parameters.
    private var setup: String {
        let seed = "setSeed(\(run.seed))"
        guard !run.params.isEmpty else { return seed }
        let members = run.params.map { "    let \($0.name) = \($0.value.swiftLiteral)" }
        return """
            /// The notebook's parameters, with the values of this run.
            struct Parameters {
            \(members.joined(separator: "\n"))
            }

            let params = Parameters()
            \(seed)
            """
    }

    /// A cell that did not run to its end, and why.
    private func comment(on index: Int) -> String {
        // A run that was interrupted has no results for what was to come.
        let result = index < run.cells.count ? run.cells[index] : nil
        let place = result?.error?.line.map { " (line \($0) of the notebook)" } ?? ""
        let reason =
            result?.error.map { "\($0.kind.words): \($0.message)\(place)" }
            ?? "Not run: \(result?.skipReason ?? "a cell before it failed")"
        return commented(reason.lines + [""] + run.notebook.cells[index].source.lines)
    }

    private func commented(_ lines: [String]) -> String {
        lines.map { $0.allSatisfy(\.isWhitespace) ? "//" : "// " + $0 }.joined(separator: "\n")
    }
}

extension CellResult {
    /// Whether the last that the cell gave was the display of a value, as that of a last expression is, unless it is
    /// `Void`.
    fileprivate var endsInDisplay: Bool {
        let last = outputs.last { output in
            if case .stream = output { false } else { true }
        }
        if case .display? = last { return true }
        return false
    }
}

extension ParameterValue {
    /// The value as Swift writes it.
    fileprivate var swiftLiteral: String {
        switch self {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value) where value.isNaN: "Double.nan"
        case .double(let value) where value.isInfinite: value < 0 ? "-Double.infinity" : "Double.infinity"
        case .double(let value): "\(value)"
        case .string(let value): value.debugDescription
        }
    }
}

extension String {
    /// The text's lines.
    fileprivate var lines: [String] {
        split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    }

    /// The text with spaces for line breaks.
    fileprivate var onOneLine: String { lines.joined(separator: " ") }
}
