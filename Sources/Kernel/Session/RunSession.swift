import Foundation
import Lab
import Notebook

/// One pass over a notebook's units: waits for each to be compiled, runs it, and turns what came of it into results.
struct RunSession {
    let notebook: Notebook
    let units: [CompileUnit]
    let plan: RunPlan
    let pipeline: CompilePipeline
    /// The kernel; nil if nothing has to run.
    let process: KernelProcess?
    let symbolizer: Symbolizer
    /// How much of time and memory cells may take where they do not say so themselves.
    let limits: RunLimits
    /// Whether a snapshot is kept from before every unit, or only from before those that may fail.
    let keepsSnapshots: Bool
    /// Whether what the kernel kept is shown as a result of an earlier run.
    let resumes: Bool
    /// A change of the notebook that ends the pass early.
    let change: NotebookChange?
    let announcer: ErrorAnnouncer
    let observer: @Sendable (NotebookRunner.Event) -> Void

    /// What came of each unit so far.
    private(set) var results: [UnitResult]
    /// The first unit whose effects are no longer in the kernel, though its result is here.
    private(set) var lostFrom = Int.max
    /// Why nothing more can run.
    private var endReason: String?

    init(
        notebook: Notebook, units: [CompileUnit], plan: RunPlan, pipeline: CompilePipeline, process: KernelProcess?,
        symbolizer: Symbolizer, limits: RunLimits, keepsSnapshots: Bool, resumes: Bool, change: NotebookChange?,
        announcer: ErrorAnnouncer, observer: @escaping @Sendable (NotebookRunner.Event) -> Void
    ) {
        self.notebook = notebook
        self.units = units
        self.plan = plan
        self.pipeline = pipeline
        self.process = process
        self.symbolizer = symbolizer
        self.limits = limits
        self.keepsSnapshots = keepsSnapshots
        self.resumes = resumes
        self.change = change
        self.announcer = announcer
        self.observer = observer
        results = plan.kept
        for index in results.indices { results[index].reason = plan.reasons[index] }
        for (unit, result) in zip(units, results) where result.endsRun {
            end(because: "the run ended at \(unit.name(in: notebook))")
        }
    }

    /// Runs all units that are left and can run; false if the notebook changed meanwhile.
    mutating func runRest() -> Bool {
        for index in results.count..<units.count {
            if change?.reaches(index) == true { return false }
            let result =
                endReason.map { UnitResult(status: .skipped($0)) } ?? plan.stored[index] ?? compileAndRun(index)
            guard var result else { return false }
            result.reason = plan.reasons[index]
            results.append(result)
            if case .cell(let cell) = units[index].content {
                observer(.cellFinished(cell, cellResult(of: index, label: notebook.cells[cell].label)))
            }
        }
        return true
    }

    /// Nil if the notebook changed meanwhile.
    private mutating func compileAndRun(_ index: Int) -> UnitResult? {
        switch waitForCompiling(of: index) {
        case .skipped(let reason)?: return UnitResult(status: .skipped(reason))
        case .failed(let error, let seconds)?:
            announcer.announce(error.diagnostics)
            return UnitResult(status: .failed(error), compileSeconds: seconds)
        case .ready(let result)?: return run(index, result)
        case nil: return endReason.map { UnitResult(status: .skipped($0)) }
        }
    }

    private mutating func waitForCompiling(of unit: Int) -> CompilePipeline.Outcome? {
        while true {
            if let outcome = pipeline.outcome(of: unit) { return outcome }
            for occurrence in process!.wait(wakers: [pipeline.progress] + (change?.descriptors ?? [])) {
                if case .interrupted = occurrence { end(because: "the run was interrupted") }
                if case .ended = occurrence { end(because: "the kernel ended between two cells") }
            }
            if change?.reaches(unit) == true { return nil }
            if change?.takeStop() == true { end(because: "the run was interrupted") }
            if endReason != nil { return nil }
        }
    }

    private mutating func run(_ index: Int, _ compiled: CellCompiler.Result) -> UnitResult? {
        var cell: Int?
        if case .cell(let number) = units[index].content { cell = number }
        if let cell { observer(.cellStarted(cell)) }
        let options = cell.map { notebook.cells[$0].options }
        let mayFail = options?.error ?? false
        let keepsSnapshot = keepsSnapshots || mayFail
        let isMemoryShort = keepsSnapshot && Memory.available < limits.reserve
        let isCell = cell != nil
        var execution = UnitExecution(
            process: process!, timeout: options?.timeout ?? limits.timeout, change: change, unit: index,
            observer: { [observer] event in if isCell { observer(event) } })
        let ending = execution.run(
            .run(
                unit: index, library: compiled.library ?? "", entryPoint: "labbook_\(units[index].module)",
                mayFail: mayFail, keepsSnapshot: keepsSnapshot && !isMemoryShort,
                label: cell.map { notebook.cells[$0].label } ?? "",
                figureFormat: options?.figureFormat?.rawValue))
        if ending.reason == .superseded {
            forget(execution.worker)
            return nil
        }
        var result = UnitResult(
            status: .ok, seconds: ending.seconds, compileSeconds: compiled.seconds, warnings: compiled.diagnostics)
        result.origin = compiled.origin
        result.missingSnapshot = isMemoryShort ? .memory : execution.worker.missing
        if ending.reason != .finished {
            let error = describe(ending, &execution.collector, unit: index, compiled)
            result.status = .failed(error)
            result.endsRun = !mayFail || !ending.isRestored
            if ending.reason == .interrupted { end(because: "the run was interrupted") }
            if result.endsRun { end(because: "the run ended at \(units[index].name(in: notebook))") }
            result.keptOthersFromRunning = endReason != nil && index + 1 < units.count
        }
        if ending.isAlive { result.worker = execution.worker } else { forget(execution.worker) }
        execution.collector.finish()
        result.outputs = execution.collector
        return result
    }

    /// Notes that a process is gone: without a snapshot from before this unit, with the effects of units above it.
    private mutating func forget(_ worker: UnitResult.Worker) {
        for index in results.indices where results[index].worker?.process == worker.process {
            results[index].worker = nil
            lostFrom = min(lostFrom, index)
        }
    }

    private mutating func end(because reason: String) {
        if endReason == nil { endReason = reason }
    }

    private func describe(
        _ ending: UnitExecution.Ending, _ collector: inout OutputCollector, unit: Int, _ compiled: CellCompiler.Result
    ) -> CellError {
        let fatalError = collector.takeFatalError()
        let (symbolizer, places) = (symbolizer, ending.places)
        let files = (results.map(\.origin) + [compiled.origin]).map { $0?.file ?? notebook.file }
        let place = places.isEmpty ? nil : waitFor { await symbolizer.firstLine(of: places, in: files) }
        var (kind, message) = ending.description(
            fatalError: fatalError, runtimeFailure: place?.runtimeFailure, memoryLimit: limits.memory)
        message = pipeline.compiler.declaring.readable(message)
        guard let place else { return CellError(kind: kind, message: message, line: units[unit].line(in: notebook)) }
        let (placed, origin) = (units[place.unit], place.unit == unit ? compiled.origin : results[place.unit].origin)
        let line = place.line + placed.codeLine - (origin?.line ?? placed.codeLine)
        let column = placed.map.column(place.column, line: line)
        return CellError(
            kind: kind, message: message, line: line + placed.lineShift, column: column == 0 ? nil : column)
    }
}

// MARK: Results

extension RunSession {
    /// The results of all cells, in the order of the notebook.
    var cellResults: [CellResult] {
        var cells = notebook.cells.map {
            CellResult(
                label: $0.label, line: $0.line, status: .skipped,
                skipReason: $0.options.eval ? "only the cells above it were asked for" : "the cell says eval: false")
        }
        for index in results.indices {
            guard case .cell(let cell) = units[index].content else { continue }
            cells[cell] = cellResult(of: index, label: notebook.cells[cell].label)
        }
        return cells
    }

    /// For each cell the result that stands so far, or nil if it is yet to run.
    var standingResults: [CellResult?] {
        var waiting = cellResults.map(Optional.some)
        for unit in units.dropFirst(results.count) {
            if case .cell(let cell) = unit.content { waiting[cell] = nil }
        }
        return waiting
    }

    /// The results of all values in prose, in the order of the notebook.
    var inlineResults: [InlineResult] {
        var values = notebook.inlineValues.map { _ in InlineResult() }
        for (unit, result) in zip(units, results) {
            guard case .inlineValues(let range) = unit.content else { continue }
            // What was kept may have been numbered otherwise.
            let texts = result.outputs.inlineValues.sorted { $0.key < $1.key }.map(\.value)
            for (offset, index) in range.enumerated() {
                let text = offset < texts.count ? texts[offset] : nil
                let error = text == nil ? result.error(movedBy: unit.lineShift) : nil
                values[index] = InlineResult(text: text, error: error)
            }
        }
        return values
    }

    /// The data files that were read.
    var data: [DataProvenance] {
        results.flatMap(\.outputs.data).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func cellResult(of index: Int, label: String) -> CellResult {
        let (unit, result) = (units[index], results[index])
        let isKept = index < plan.kept.count
        let status: CellResult.Status =
            switch result.status {
            case .ok: result.isStored || resumes && isKept ? .cached : .ok
            case .failed: .failed
            case .skipped: .skipped
            }
        var skipReason: String?
        if case .skipped(let reason) = result.status { skipReason = reason }
        var cell = CellResult(
            label: label, line: unit.line(in: notebook), status: status, seconds: result.seconds,
            compileSeconds: result.compileSeconds, outputs: result.outputs.outputs,
            error: result.error(movedBy: unit.lineShift), skipReason: skipReason,
            warnings: result.warnings.filter { $0.severity == .warning }.map { $0.moved(by: unit.lineShift) })
        cell.reason = skipReason == nil ? result.reason : nil
        cell.keptOthersFromRunning = result.keptOthersFromRunning
        cell.isKept = isKept
        cell.missingSnapshot = result.missingSnapshot?.rawValue
        return cell
    }
}
