internal import Notebook

/// The numbers of a notebook's figures, tables, equations and sections, and where in the page each of them is.
struct Numbering {
    /// Something with a number.
    struct Target {
        /// The number as a reader sees it: "3", "2.1".
        var number: String
        /// Its id in the page.
        var id: String
    }

    /// What has a label, by label.
    private var targets: [String: Target] = [:]
    /// The figures and tables among the outputs, by cell and output.
    private var outputs: [Int: [Int: Target]] = [:]
    /// The numbers of headings by their line; empty where no section has a label.
    private var sections: [Int: String] = [:]
    /// Labels of cells that gave nothing to refer to, and why.
    private var missing: [String: Missing] = [:]

    /// Why a reference to a cell leads nowhere.
    enum Missing {
        case notRun, noCaption
    }

    init(of run: Run, figures: FigurePlan) {
        var counts: [CrossReference.Kind: Int] = [:]
        func next(_ kind: CrossReference.Kind) -> String {
            counts[kind, default: 0] += 1
            return "\(counts[kind] ?? 0)"
        }
        // Numbers follow the order of the file, in which cells and labelled prose take turns.
        var parts = run.notebook.labelled[...]
        func numberParts(before line: Int) {
            while let part = parts.first, part.line < line {
                parts.removeFirst()
                guard part.kind != .section, targets[part.label] == nil else { continue }
                targets[part.label] = Target(number: next(part.kind), id: part.label)
            }
        }
        for (index, (cell, result)) in zip(run.notebook.cells, run.cells).enumerated() {
            numberParts(before: cell.fenceLine)
            for (output, figure) in figures.shown(ofCell: index) {
                let kind = figure.kind
                let base = Numbering.label(of: cell, kind)
                guard figure.caption != nil || cell.label == base && targets[base] == nil else {
                    if missing[base] == nil { missing[base] = .noCaption }
                    continue
                }
                let number = next(kind)
                var label = base
                var copy = 1
                while targets[label] != nil {
                    copy += 1
                    label = "\(base)-\(copy)"
                }
                targets[label] = Target(number: number, id: label)
                outputs[index, default: [:]][output] = targets[label]
            }
            if result.status == .skipped || result.status == .failed {
                for kind in [CrossReference.Kind.figure, .table] {
                    missing[Numbering.label(of: cell, kind)] = .notRun
                }
            }
        }
        numberParts(before: .max)
        numberSections(run.notebook)
    }

    /// What a figure or table of a cell is called: the cell's label with the kind before it.
    private static func label(of cell: Cell, _ kind: CrossReference.Kind) -> String {
        CrossReference.Kind(ofLabel: cell.label) == kind ? cell.label : "\(kind.rawValue)-\(cell.label)"
    }

    /// Sections have numbers only where one of them has a label, for nobody could refer to them otherwise.
    private mutating func numberSections(_ notebook: Notebook) {
        let labels = Set(notebook.labelled.filter { $0.kind == .section }.map(\.label))
        let headings = notebook.headings.filter { $0.line != notebook.titleLine }
        guard !labels.isEmpty, let top = headings.map(\.level).min() else { return }
        var counts: [Int] = []
        for heading in headings {
            let depth = heading.level - top
            counts = Array((counts + Array(repeating: 0, count: depth + 1)).prefix(depth + 1))
            counts[depth] += 1
            let number = counts.map(String.init).joined(separator: ".")
            sections[heading.line] = number
            if labels.contains(heading.id), targets[heading.id] == nil {
                targets[heading.id] = Target(number: number, id: heading.id)
            }
        }
    }

    /// The ids of all figures and tables that cells put out.
    var outputIDs: Set<String> { Set(outputs.values.flatMap { $0.values.map(\.id) }) }

    /// The number and id of a figure or table that a cell put out, if it has one.
    func output(_ output: Int, ofCell cell: Int) -> Target? { outputs[cell]?[output] }

    /// The number of the section that a heading starts.
    func section(atLine line: Int) -> String? { sections[line] }

    /// What a label names.
    func target(_ label: String) -> Target? { targets[label] }

    /// Why a label that a cell would have names nothing.
    func missing(_ label: String) -> Missing? { missing[label] }

    /// All labels of a kind, in alphabetical order.
    func labels(of kind: CrossReference.Kind) -> [String] {
        targets.keys.filter { CrossReference.Kind(ofLabel: $0) == kind }.sorted()
    }
}

extension Notebook {
    /// The line of the heading that gave the report its title, which stands above the page already.
    var titleLine: Int? {
        frontMatter.title == nil ? headings.first { $0.level == 1 }?.line : nil
    }
}
