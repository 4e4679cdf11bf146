import Foundation
import Lab
import Notebook
import Synchronization

/// One pass over a notebook's units: waits for each to be compiled, runs it, and turns what came of it into results.
struct RunSession {
    let notebook: Notebook
    let units: [CompileUnit]
    let pipeline: CompilePipeline
    let process: KernelProcess
    let symbolizer: Symbolizer
    /// Seconds that a cell may take where it does not say so itself.
    let timeout: Double?
    let announcer: ErrorAnnouncer
    let observer: @Sendable (NotebookRunner.Event) -> Void

    private(set) var cellResults: [CellResult]
    private(set) var inlineResults: [InlineResult]
    private(set) var data: [DataProvenance] = []
    /// Why nothing more can run.
    private var endReason: String?
    private var isInterrupted = false

    init(
        notebook: Notebook, units: [CompileUnit], pipeline: CompilePipeline, process: KernelProcess,
        symbolizer: Symbolizer, timeout: Double?, announcer: ErrorAnnouncer,
        observer: @escaping @Sendable (NotebookRunner.Event) -> Void
    ) {
        self.notebook = notebook
        self.units = units
        self.pipeline = pipeline
        self.process = process
        self.symbolizer = symbolizer
        self.timeout = timeout
        self.announcer = announcer
        self.observer = observer
        cellResults = notebook.cells.map {
            CellResult(label: $0.label, line: $0.line, status: .skipped, skipReason: "the cell says eval: false")
        }
        inlineResults = notebook.inlineValues.map { _ in InlineResult() }
    }

    /// Runs all units that can run.
    mutating func runAll() {
        for index in units.indices {
            if let endReason {
                skip(index, because: endReason)
                continue
            }
            switch waitForCompiling(of: index) {
            case .skipped(let reason)?: skip(index, because: reason)
            case .failed(let error, let seconds)?:
                announcer.announce(error.diagnostics)
                record(index, UnitResult(outputs: OutputCollector(), error: error, compileSeconds: seconds))
            case .ready(let result)?: run(index, result)
            case nil: skip(index, because: endReason ?? "")
            }
        }
    }

    private mutating func waitForCompiling(of unit: Int) -> CompilePipeline.Outcome? {
        while true {
            if let outcome = pipeline.outcome(of: unit) { return outcome }
            for occurrence in process.wait(waker: pipeline.progress) {
                if case .interrupted = occurrence { end(because: "the run was interrupted") }
                if case .ended = occurrence { end(because: "the kernel ended between two cells") }
            }
            if endReason != nil { return nil }
        }
    }

    private mutating func run(_ index: Int, _ compiled: CellCompiler.Result) {
        var cell: Int?
        if case .cell(let number) = units[index].content { cell = number }
        if let cell { observer(.cellStarted(cell)) }
        let options = cell.map { notebook.cells[$0].options }
        var execution = UnitExecution(
            process: process, timeout: options?.timeout ?? timeout,
            observer: cell == nil ? { _ in } : { [observer] in observer(.output($0)) })
        let ending = execution.run(
            .run(
                unit: index, library: compiled.library ?? "", entryPoint: "labbook_\(units[index].module)",
                mayFail: options?.error ?? false))
        var error: CellError?
        if ending.reason != .finished {
            error = describe(ending, &execution.collector, unit: index)
            if !ending.isRestored { end(because: "the run ended at \(units[index].name(in: notebook))") }
        }
        if ending.reason == .interrupted { end(because: "the run was interrupted") }
        execution.collector.closeStream()
        record(
            index,
            UnitResult(
                outputs: execution.collector, error: error, seconds: ending.seconds, compileSeconds: compiled.seconds,
                warnings: compiled.diagnostics))
    }

    private mutating func end(because reason: String) {
        if endReason == nil { endReason = reason }
    }

    private func describe(_ ending: UnitExecution.Ending, _ collector: inout OutputCollector, unit: Int) -> CellError {
        let fatalError = collector.takeFatalError()
        let (symbolizer, places) = (symbolizer, ending.places)
        let place = places.isEmpty ? nil : waitFor { await symbolizer.firstLine(of: places) }
        let (kind, message) = ending.description(fatalError: fatalError, runtimeFailure: place?.runtimeFailure)
        let line = place?.line ?? units[unit].line(in: notebook)
        let column = place.map { found in
            units.first { $0.map.covers(line: found.line) }?.map.column(found.column, line: found.line) ?? found.column
        }
        return CellError(kind: kind, message: message, line: line, column: column == 0 ? nil : column)
    }

    // MARK: Results

    private struct UnitResult {
        var outputs: OutputCollector
        var error: CellError?
        var seconds = 0.0
        var compileSeconds = 0.0
        var warnings: [Diagnostic] = []
    }

    private mutating func record(_ unit: Int, _ result: UnitResult) {
        for record in result.outputs.data where !data.contains(record) { data.append(record) }
        switch units[unit].content {
        case .parameters: break
        case .cell(let index):
            let cell = notebook.cells[index]
            cellResults[index] = CellResult(
                label: cell.label, line: cell.line, status: result.error == nil ? .ok : .failed,
                seconds: result.seconds, compileSeconds: result.compileSeconds, outputs: result.outputs.outputs,
                error: result.error, warnings: result.warnings.filter { $0.severity == .warning })
            observer(.cellFinished(index, cellResults[index]))
        case .inlineValues(let range):
            for index in range {
                let text = result.outputs.inlineValues[index]
                inlineResults[index] = InlineResult(text: text, error: text == nil ? result.error : nil)
            }
        }
    }

    private mutating func skip(_ unit: Int, because reason: String) {
        switch units[unit].content {
        case .parameters: break
        case .cell(let index):
            cellResults[index].skipReason = reason
            observer(.cellFinished(index, cellResults[index]))
        case .inlineValues: break
        }
    }
}

/// Waits on this thread for asynchronous work; for programs whose main thread does the waiting.
func waitFor<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    let done = DispatchSemaphore(value: 0)
    let result = Mutex<Value?>(nil)
    Task.detached {
        let value = await work()
        result.withLock { $0 = value }
        done.signal()
    }
    done.wait()
    return result.withLock { $0! }
}
