import Foundation
import Kernel
import Notebook
import Report

/// What is known of a notebook while it runs: each cell's state, and what it gave, now or before.
struct LiveRun: Sendable {
    /// Where a cell is.
    enum CellState: String, Codable, Sendable {
        /// It will run, once those above it have.
        case waiting
        /// The same, and the compiler has nothing against it.
        case checked
        case running, done, failed
        /// Its result is one of an earlier run.
        case cached
        /// It did not run, as one above it failed or the run was stopped.
        case skipped
        /// It is only shown.
        case shown
    }

    /// One cell of the notebook that is shown.
    struct CellNow: Sendable {
        var state: CellState
        /// What it gave when it last ran; for a cell that is to run again, what is shown until it does.
        var result: CellResult?
        var soFar: OutputSoFar?
        var started: ContinuousClock.Instant?
    }

    /// What the whole run is doing.
    enum Phase: String, Codable, Sendable {
        case starting, fetching, running, done, failed, unusable
    }

    private(set) var phase = Phase.starting
    /// The notebook as it is shown.
    private(set) var notebook: Notebook?
    private(set) var params: [Parameter] = []
    private(set) var cells: [CellNow] = []
    /// Why the notebook cannot be run as it is saved.
    private(set) var problems: [Diagnostic] = []
    /// The last run that came to its end.
    private(set) var last: Run?
    private var values: [InlineResult] = []
    /// For each cell of the notebook that the kernel runs, which one it is of those that are shown.
    private var places: [Int?] = []
    /// The notebook that the kernel runs.
    private var running: Notebook?
    private(set) var current: Int?

    // MARK: The notebook

    /// Shows a notebook as it was just saved. Cells that changed wait; the others stay as they are, until it is known
    /// which of them have to run.
    ///
    /// - Parameter isPass: Whether the kernel runs this notebook from now on, not an older version of it.
    mutating func show(_ new: Notebook, params: [Parameter], isPass: Bool) {
        let old = notebook?.cells ?? []
        let matches = CellMatch.indices(of: new.cells, in: old)
        let known = cells
        cells = new.cells.enumerated().map { index, cell in
            guard cell.options.eval else { return CellNow(state: .shown) }
            guard let match = matches[index] else { return CellNow(state: .waiting) }
            var now = known[match]
            now.result = now.result?.moved(to: cell, from: old[match])
            if old[match].source != cell.source {
                if case .running = now.state { (now.soFar, now.started) = (nil, nil) }
                now.state = .waiting
                now.result?.error = nil
            }
            return now
        }
        let expressions = Dictionary(zip(notebook?.inlineValues.map(\.expression) ?? [], values)) { $1 }
        values = new.inlineValues.map { InlineResult(text: expressions[$0.expression]?.text) }
        current = current.flatMap { old in matches.firstIndex(of: old) }
        (notebook, self.params, problems) = (new, params, [])
        if isPass {
            (running, places) = (new, Array(new.cells.indices))
        } else {
            places = places.map { old in old.flatMap { old in matches.firstIndex(of: old) } }
        }
    }

    /// Notes why the notebook cannot be used as it is saved; what was shown stays.
    mutating func refuse(_ diagnostics: [Diagnostic]) {
        problems = diagnostics
        if current == nil { phase = .unusable }
    }

    mutating func enter(_ phase: Phase) {
        self.phase = phase
    }

    // MARK: The run

    /// Takes in what the kernel tells; false if nothing of it is to be seen.
    mutating func take(_ event: NotebookRunner.Event, now: ContinuousClock.Instant = .now) -> Bool {
        switch event {
        case .began(let standing): begin(standing)
        case .errors(let diagnostics): noteErrors(diagnostics, in: running)
        case .checked: noteChecked()
        case .cellStarted(let index):
            current = place(index)
            guard let current else { return false }
            (cells[current].state, cells[current].soFar, cells[current].started) = (.running, OutputSoFar(), now)
        case .output(let output):
            guard let current else { return false }
            cells[current].soFar?.add(output, now: now)
        case .text(let name, let data):
            guard let current else { return false }
            cells[current].soFar?.add(data, to: name)
        case .cellFinished(let index, let result):
            guard let place = place(index) else { return false }
            if place == current { current = nil }
            set(place, result)
        case .saved: return false
        }
        return true
    }

    /// Takes in a run that came to its end.
    mutating func finish(_ run: Run) {
        current = nil
        last = run
        phase = run.status == .ok ? .done : .failed
        guard run.notebook.lines == notebook?.lines else { return }
        for index in cells.indices { set(index, run.cells[index]) }
        values = run.inlineValues
    }

    /// What the compiler says of the notebook that is shown, of cells that have not run yet.
    mutating func noteErrors(_ diagnostics: [Diagnostic], in checked: Notebook? = nil) {
        guard let notebook, checked == nil || checked?.lines == notebook.lines else { return }
        for (index, cell) in notebook.cells.enumerated() where cells[index].state.isAhead {
            let own = diagnostics.filter { cell.holds(line: $0.line) && $0.file == notebook.file }
            guard let first = own.first(where: { $0.severity == .error }) else { continue }
            var result = CellResult(label: cell.label, line: cell.line, status: .failed)
            result.error = CellError(
                kind: .compile, message: first.message, line: first.line, column: first.column, diagnostics: own)
            set(index, result)
        }
        for (index, value) in notebook.inlineValues.enumerated() {
            let columns = value.column..<value.column + max(1, value.expression.utf8.count)
            let own = diagnostics.filter { $0.line == value.line && columns.contains($0.column ?? 0) }
            guard let first = own.first(where: { $0.severity == .error }) else { continue }
            values[index].error = CellError(
                kind: .compile, message: first.message, line: first.line, column: first.column, diagnostics: own)
        }
    }

    /// Notes that the compiler has nothing against the cells that wait.
    mutating func noteChecked() {
        for index in cells.indices where cells[index].state == .waiting { cells[index].state = .checked }
    }

    private mutating func begin(_ standing: [CellResult?]) {
        (phase, current) = (.running, nil)
        for (index, result) in standing.enumerated() {
            guard let place = place(index) else { continue }
            if let result {
                set(place, result)
            } else if cells[place].state != .shown {
                (cells[place].state, cells[place].soFar, cells[place].started) = (.waiting, nil, nil)
                if cells[place].result?.status == .skipped || cells[place].result?.error != nil {
                    cells[place].result = nil
                }
            }
        }
    }

    private mutating func set(_ index: Int, _ result: CellResult) {
        guard cells.indices.contains(index), cells[index].state != .shown else { return }
        cells[index].result = result
        (cells[index].soFar, cells[index].started) = (nil, nil)
        cells[index].state =
            switch result.status {
            case .ok: result.isKept && cells[index].state == .cached ? .cached : .done
            case .cached: .cached
            case .failed: .failed
            case .skipped: .skipped
            }
    }

    private func place(_ index: Int) -> Int? {
        places.indices.contains(index) ? places[index] : nil
    }
}

// MARK: What can be rendered

extension LiveRun {
    /// The cells whose results are still to come.
    var pending: Pending {
        Pending(cells: Set(cells.indices.filter { cells[$0].state.isAhead || cells[$0].state == .running }))
    }

    /// The run as far as it is known: what a cell gave before stands until it runs again.
    var run: Run? {
        guard let notebook else { return nil }
        if let last, pending == .nothing, last.notebook.lines == notebook.lines, last.params == params { return last }
        var run = Run.notRun(notebook)
        if let last {
            (run.environment, run.data) = (last.environment, last.data)
            (run.started, run.seconds) = (last.started, last.seconds)
        }
        run.params = params
        run.cells = zip(notebook.cells, cells).map { cell, now in
            var result = now.result ?? CellResult(label: cell.label, line: cell.line, status: .skipped)
            if let soFar = now.soFar, !soFar.isEmpty {
                result = CellResult(
                    label: cell.label, line: cell.line, status: .ok, outputs: soFar.all(after: now.result))
            }
            return result
        }
        run.inlineValues = values
        return run
    }
}

extension LiveRun.CellState {
    /// Whether it is still to run.
    var isAhead: Bool { self == .waiting || self == .checked }
}

extension Cell {
    /// Whether a line of the notebook is one of the cell's.
    fileprivate func holds(line: Int?) -> Bool {
        let count = source.split(separator: "\n", omittingEmptySubsequences: false).count
        return line.map { (self.line..<self.line + max(count, 1)).contains($0) } ?? false
    }
}

extension CellResult {
    /// The result of a cell that now stands elsewhere.
    fileprivate func moved(to cell: Cell, from old: Cell) -> CellResult {
        var result = self
        let shift = cell.line - old.line
        (result.label, result.line) = (cell.label, cell.line)
        guard shift != 0 else { return result }
        func moved(_ diagnostic: Diagnostic) -> Diagnostic {
            var diagnostic = diagnostic
            diagnostic.line = diagnostic.line.map { $0 + shift }
            return diagnostic
        }
        if var error = result.error {
            error.line = error.line.map { $0 + shift }
            error.diagnostics = error.diagnostics.map(moved)
            result.error = error
        }
        result.warnings = result.warnings.map(moved)
        return result
    }
}
