import CKernel
import Foundation
import Glibc
import Synchronization
public import Notebook

/// Runs a notebook in a kernel, and again when it has changed, from the first change on.
public final class NotebookRunner {
    /// What happens during a run, for who watches it.
    public enum Event: Sendable {
        /// Errors in the notebook's code; each is told once, as soon as it is known.
        case errors([Diagnostic])
        /// A cell begins to run.
        case cellStarted(Int)
        /// A cell puts something out.
        case output(Output)
        /// A cell is through.
        case cellFinished(Int, CellResult)
    }

    private let toolchain: Toolchain
    private let timeout: Double?
    private let change: NotebookChange?
    private let observer: @Sendable (Event) -> Void
    private let folder: RunFolder

    // What the kernel has behind it.
    private var process: KernelProcess?
    private var units: [CompileUnit] = []
    private var results: [UnitResult] = []
    private var frontMatter = FrontMatter()
    private var params: [Parameter] = []
    private var lostFrom = Int.max

    /// Prepares runs.
    ///
    /// - Parameters:
    ///   - toolchain: What to compile with.
    ///   - timeout: Seconds that a cell may take where neither it nor the front matter says so.
    ///   - watchedFile: The notebook's file, if it is to run again when it is saved; snapshots are kept then.
    ///   - observer: Is told what happens.
    /// - Throws: `KernelError` if there is no place for files.
    public init(
        toolchain: Toolchain, timeout: Double?, watching watchedFile: String? = nil,
        observer: @escaping @Sendable (Event) -> Void
    ) throws {
        self.toolchain = toolchain
        self.timeout = timeout
        self.observer = observer
        change = watchedFile.map { NotebookChange(watching: $0) }
        folder = try RunFolder()
    }

    deinit {
        process?.end()
        folder.remove()
    }

    /// Compiles and runs all cells that have to be, and gathers what all put out.
    ///
    /// The calling thread must be the program's main thread, or one that lives as long as the runner. A cell's failure
    /// is part of the result.
    ///
    /// - Parameter params: The parameters' values, in the order of the front matter.
    /// - Returns: The run; nil if the watched notebook changed meanwhile.
    /// - Throws: `KernelError` if there can be no kernel at all.
    public func run(_ notebook: Notebook, params: [Parameter]) throws -> Run? {
        let clock = ContinuousClock()
        let (start, started) = (clock.now, Date())
        let kept = goBack(to: notebook, params: params)
        change?.begin(units, of: notebook)
        let process = try self.process ?? startProcess(for: notebook)
        self.process = process

        let compiler = CellCompiler(toolchain: toolchain, folder: folder.path, file: notebook.file)
        let pipeline = CompilePipeline(units, of: notebook, with: compiler)
        defer { pipeline.cancel() }
        let announcer = ErrorAnnouncer(observer: observer)
        // What was compiled before has no errors to look for.
        let isCompiled = compiler.cache.holdsAll(units)
        let check = Task { [units, notebookCheck = NotebookCheck(compiler: compiler)] in
            if !isCompiled, let errors = try? await notebookCheck.diagnostics(for: units) { announcer.announce(errors) }
        }
        defer { check.cancel() }

        let symbolizer = Symbolizer(toolchain: toolchain, file: notebook.file) { [units, folder = folder.path] in
            "\(folder)/lib\(units[$0].module).so"
        }
        var session = RunSession(
            notebook: notebook, units: units, kept: kept, pipeline: pipeline, process: process, symbolizer: symbolizer,
            timeout: timeout ?? notebook.frontMatter.timeout, keepsSnapshots: change != nil, change: change,
            announcer: announcer, observer: observer)
        let isComplete = session.runRest()
        (results, lostFrom) = (session.results, session.lostFrom)
        if process.isEnded { (self.process, lostFrom) = (nil, 0) }
        guard isComplete else { return nil }
        return Run(
            notebook: notebook, seed: notebook.frontMatter.seed ?? 0, params: params, environment: .current(),
            data: session.data, cells: session.cellResults, inlineValues: session.inlineResults, started: started,
            seconds: (clock.now - start) / .seconds(1))
    }

    /// Waits until the watched notebook is saved; false if the program is asked to end.
    public func waitForChange() -> Bool {
        guard let change, let descriptor = change.descriptor else { return false }
        while true {
            var waited = [descriptor, Self.interrupts].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&waited, 2, -1) > 0 else { continue }
            if waited[1].revents != 0 { return false }
            if change.wasSaved() { return true }
        }
    }

    /// Takes the kernel back to before the first unit that is another now.
    ///
    /// - Returns: The results of the units above it, which need not run again.
    private func goBack(to notebook: Notebook, params: [Parameter]) -> [UnitResult] {
        let new = CompileUnit.units(of: notebook)
        if process == nil || !notebook.frontMatter.isRunLike(frontMatter) || params != self.params { stopProcess() }
        (frontMatter, self.params) = (notebook.frontMatter, params)
        let common = zip(units, new).prefix { $0.identity == $1.identity }.count
        let first = goBack(before: min(common, results.count, lostFrom))
        units = new.enumerated().map { index, unit in
            // The code of a unit that is kept stays what was run, but the unit may stand elsewhere.
            guard index < first else { return unit }
            var kept = units[index]
            kept.content = unit.content
            kept.lineShift = unit.codeLine - kept.codeLine
            return kept
        }
        results = Array(results.prefix(first))
        return results
    }

    /// Takes the kernel back to before a unit, or, where no snapshot was kept, to the nearest one above.
    private func goBack(before unit: Int) -> Int {
        guard let worker = results.dropFirst(unit).compactMap(\.worker).first else { return unit }
        // A process without a snapshot from before a unit had run units above it too.
        let first = results.firstIndex { $0.worker?.process == worker.process } ?? unit
        let later = results.dropFirst(first).compactMap(\.worker?.process)
        if let snapshot = results[first].worker?.snapshot, process?.goBack(to: snapshot, ending: later) == true {
            return min(first, unit)
        }
        stopProcess()
        return 0
    }

    private func stopProcess() {
        process?.end()
        process = nil
        (units, results, lostFrom) = ([], [], .max)
    }

    private func startProcess(for notebook: Notebook) throws -> KernelProcess {
        let process = try KernelProcess(
            executable: toolchain.executable, directory: notebook.directory, environment: Self.hostEnvironment(),
            interrupts: Self.interrupts)
        process.send(.configure(seed: notebook.frontMatter.seed ?? 0, params: params))
        return process
    }

    /// Caught once for the whole program, so that Ctrl-C between two steps is not lost.
    private static let interrupts = labbook_catch_interrupts()

    /// The host prints its own one line about a trap; the runtime's long report would hide it.
    private static func hostEnvironment() -> [String: String] {
        ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { _, own in own }
    }
}

/// Tells each error once, whoever finds it first: the check of the whole notebook or the compiling of its cell.
final class ErrorAnnouncer: Sendable {
    private let told = Mutex<Set<Diagnostic>>([])
    private let observer: @Sendable (NotebookRunner.Event) -> Void

    init(observer: @escaping @Sendable (NotebookRunner.Event) -> Void) {
        self.observer = observer
    }

    func announce(_ diagnostics: [Diagnostic]) {
        let new = told.withLock { told in diagnostics.filter { $0.severity == .error && told.insert($0).inserted } }
        if !new.isEmpty { observer(.errors(new)) }
    }
}

extension Notebook {
    /// The folder that the notebook lies in, where its cells run.
    var directory: String {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        return folder.isEmpty ? "." : folder
    }
}
