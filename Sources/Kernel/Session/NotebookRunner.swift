public import Foundation
import Glibc
import Synchronization
public import Notebook

/// Runs a notebook in a kernel, and again when it has changed, from the first change on.
public final class NotebookRunner {
    /// What happens during a run, for who watches it.
    public enum Event: Sendable {
        /// A pass begins: for each cell the result that stands, or nil if it is to run.
        case began([CellResult?])
        /// The notebook was saved while cells run; what does not depend on the change goes on.
        case saved
        /// Errors in the notebook's code; each is told once, as soon as it is known.
        case errors([Diagnostic])
        /// All cells have been type-checked.
        case checked
        /// A cell begins to run.
        case cellStarted(Int)
        /// A cell puts something out that is no text.
        case output(Output)
        /// A cell writes text, which comes in pieces; a character may be cut between two of them.
        case text(Output.StreamName, Data)
        /// A cell is through.
        case cellFinished(Int, CellResult)
    }

    private let toolchain: Toolchain
    private let limits: RunLimits
    private let change: NotebookChange?
    private let resumes: Bool
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
    ///   - limits: How much of time and memory cells may take.
    ///   - watchedFile: The notebook's file, if it is to run again when it is saved; snapshots are kept then.
    ///   - control: Who else may stop runs of the watched notebook and ask for others.
    ///   - resumes: Whether later runs go on from the state below the first cells that say `cache: true`; snapshots are
    ///     kept then.
    ///   - observer: Is told what happens.
    /// - Throws: `KernelError` if there is no place for files.
    public init(
        toolchain: Toolchain, limits: RunLimits = RunLimits(), watching watchedFile: String? = nil,
        control: RunControl? = nil, resumes: Bool = false, observer: @escaping @Sendable (Event) -> Void
    ) throws {
        self.toolchain = toolchain
        self.limits = limits
        self.resumes = resumes
        self.observer = observer
        change = watchedFile.map { NotebookChange(watching: $0, control: control) { observer(.saved) } }
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
    /// - Parameters:
    ///   - params: The parameters' values, in the order of the front matter.
    ///   - lastCell: The cell below which nothing runs; nil if all cells do.
    /// - Returns: The run; nil if the watched notebook changed meanwhile.
    /// - Throws: `KernelError` if there can be no kernel at all.
    public func run(_ notebook: Notebook, params: [Parameter], through lastCell: Int? = nil) throws -> Run? {
        let clock = ContinuousClock()
        let (start, started) = (clock.now, Date())
        var plan = goBack(to: notebook, params: params, through: lastCell)
        let compiler = CellCompiler(toolchain: toolchain, folder: folder.path, notebook: notebook, units: units)
        let cache = ResultCache(units, of: notebook, params: params, compiled: compiler.cache)
        if let cache, resumes || process == nil {
            let stored = cache.results()
            plan.take(stored)
            if process == nil {
                plan.explain(stored, isToKeep: resumes) { cache.reasonToRun($0, in: notebook) }
            }
        }
        change?.begin(units, of: notebook)
        let announcer = ErrorAnnouncer(observer: observer)
        var session: RunSession
        if plan.hasWork {
            let process = try self.process ?? startProcess(for: notebook)
            self.process = process
            session = self.session(plan, process, compiler, announcer, notebook)
        } else {
            session = self.session(plan, nil, compiler, announcer, notebook)
        }
        observer(.began(session.standingResults))
        let check = plan.hasWork ? startCheck(compiler, announcer) : nil
        if check == nil { observer(.checked) }
        defer { check?.cancel() }
        let isComplete = session.runRest()
        session.pipeline.cancel()
        // What is stored has no state in the kernel.
        (results, lostFrom) = (session.results, min(session.lostFrom, plan.end < units.count ? plan.end : .max))
        if process?.isEnded ?? true { (process, lostFrom) = (nil, 0) }
        guard isComplete else { return nil }
        cache?.keep(results, after: plan.kept.count)
        change?.end(sources: results.flatMap(\.outputs.files))
        return Run(
            notebook: notebook, seed: notebook.frontMatter.seed ?? 0, params: params, environment: .current(),
            data: session.data, cells: session.cellResults, inlineValues: session.inlineResults, started: started,
            seconds: (clock.now - start) / .seconds(1))
    }

    /// Whether a run would have to run cells, and a later one could go on from the states that these leave.
    public func wouldLeaveStates(_ notebook: Notebook, params: [Parameter], through lastCell: Int? = nil) -> Bool {
        let units = CompileUnit.units(of: notebook, through: lastCell)
        let compiler = CellCompiler(toolchain: toolchain, folder: folder.path, notebook: notebook, units: units)
        let cache = ResultCache(units, of: notebook, params: params, compiled: compiler.cache)
        guard let cache, cache.canResume else { return false }
        return cache.results().contains { $0 == nil }
    }

    /// Has changes of further files that the page was made from end the waiting, too.
    public func watch(sources paths: [String]) {
        change?.watchSources(at: paths)
    }

    /// Calls a closure that runs the notebook: at once and, if it is watched, again whenever it is saved, a file that it
    /// reads changes, or somebody asks for it; until the program is asked to end.
    public func keepRunning(_ pass: () -> Void) {
        repeat { pass() } while waitForChange()
    }

    /// Runs a notebook as it is when it is read, and again at once as often as it is saved meanwhile.
    ///
    /// - Parameter read: Reads the notebook and the parameters' values, and says below which cell nothing runs.
    /// - Returns: The run; nil if the runs were asked to end.
    public func runToEnd(
        _ read: () throws -> (notebook: Notebook, params: [Parameter], lastCell: Int?)
    ) throws -> Run? {
        while change?.isToEnd != true {
            let (notebook, params, lastCell) = try read()
            if let run = try run(notebook, params: params, through: lastCell) { return run }
        }
        return nil
    }

    /// False if the program, or the runner, is asked to end.
    private func waitForChange() -> Bool {
        guard let change, !change.descriptors.isEmpty else { return false }
        while !change.isToEnd, !Interrupts.caught.endsProgram {
            if change.hasChanged() { return true }
            var waited = ([Interrupts.caught.descriptor] + change.descriptors).map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            guard poll(&waited, nfds_t(waited.count), -1) > 0 else { continue }
            if waited[0].revents != 0 { return false }
        }
        return false
    }

    private func session(
        _ plan: RunPlan, _ process: KernelProcess?, _ compiler: CellCompiler, _ announcer: ErrorAnnouncer,
        _ notebook: Notebook
    ) -> RunSession {
        let symbolizer = Symbolizer(toolchain: toolchain) { [units, folder = folder.path] in
            "\(folder)/lib\(units[$0].module).so"
        }
        var limits = limits
        limits.timeout = limits.timeout ?? notebook.frontMatter.timeout
        return RunSession(
            notebook: notebook, units: units, plan: plan,
            pipeline: CompilePipeline(Array(units.prefix(plan.end)), of: notebook, with: compiler),
            process: process, symbolizer: symbolizer, limits: limits, keepsSnapshots: resumes || change != nil,
            resumes: resumes, change: change, announcer: announcer, observer: observer)
    }

    /// Looks for errors in all units beside the run.
    private func startCheck(_ compiler: CellCompiler, _ announcer: ErrorAnnouncer) -> Task<Void, Never>? {
        // What was compiled before has no errors to look for.
        if compiler.cache.holdsAll(units) { return nil }
        return Task { [units, observer, notebookCheck = NotebookCheck(compiler: compiler)] in
            guard let errors = try? await notebookCheck.diagnostics(for: units), !Task.isCancelled else { return }
            announcer.announce(errors)
            observer(.checked)
        }
    }

    private func stopProcess() {
        process?.end()
        process = nil
        (units, results, lostFrom) = ([], [], .max)
    }

    private func startProcess(for notebook: Notebook) throws -> KernelProcess {
        let process = try KernelProcess(
            executable: toolchain.executable, directory: notebook.directory, environment: Self.hostEnvironment(),
            interrupts: .caught)
        process.send(
            .configure(seed: notebook.frontMatter.seed ?? 0, params: params, memoryLimit: limits.memory))
        return process
    }

    /// The host prints its own one line about a trap; the runtime's long report would hide it.
    private static func hostEnvironment() -> [String: String] {
        ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { _, own in own }
    }
}

// MARK: Going back

extension NotebookRunner {
    /// Takes the kernel back to before the first unit that is another now, and plans what has to run from there on.
    private func goBack(to notebook: Notebook, params: [Parameter], through lastCell: Int?) -> RunPlan {
        let new = CompileUnit.units(of: notebook, through: lastCell)
        let (old, isFirstRun) = (units, results.isEmpty)
        let isLike = notebook.frontMatter.isRunLike(frontMatter) && params == self.params
        let isToRestart = change?.takeRestart() ?? false
        if process?.isUndisturbed() != true || !isLike || isToRestart { stopProcess() }
        (frontMatter, self.params) = (notebook.frontMatter, params)
        let changed = firstChange(from: old, to: new, of: notebook)
        let first = goBack(before: min(changed.unit, results.count, lostFrom))
        let reasons = new.indices.map { index in
            if isFirstRun { return "every run starts from the top" }
            if !isLike { return "the front matter or a parameter changed" }
            if index < first {
                return resumes ? "nothing that it depends on changed; its state was kept" : "nothing above it changed"
            }
            if index < changed.unit { return lossReason(of: index) }
            if index == changed.unit { return changed.reason }
            return "\(new[changed.unit].name(in: notebook)) above it \(changed.verb)"
        }
        units = new.enumerated().map { index, unit in
            // The code of a unit that is kept stays what was run, but the unit may stand elsewhere.
            guard index < first else { return unit }
            var kept = units[index]
            kept.content = unit.content
            kept.lineShift = unit.codeLine - kept.codeLine
            return kept
        }
        results = Array(results.prefix(first))
        return RunPlan(kept: results, reasons: reasons)
    }

    private func firstChange(from old: [CompileUnit], to new: [CompileUnit], of notebook: Notebook) -> FirstChange {
        let common = zip(old, new).prefix { $0.identity == $1.identity }.count
        var candidates: [(unit: Int?, reason: String, verb: String)] = [
            (change?.takeRerun(in: notebook, new), "it was asked for", "ran again"),
            (results.firstIndex(where: readsChangedFile), "a file that it reads changed", "changed"),
            (common, common < old.count ? "it changed" : "it is new", "changed"),
        ]
        if resumes {
            candidates += new.enumerated().compactMap { unit, new in
                new.reasonAgainstCaching(in: notebook).map { (unit, $0, "ran again") }
            }
            candidates.append(
                (results.firstIndex { $0.status != .ok }, "it did not come to its end in the run before", "ran again"))
        }
        return FirstChange(candidates)
    }

    private func readsChangedFile(_ result: UnitResult) -> Bool {
        // Between runs that nobody watches, anything may have written them.
        resumes ? !result.outputs.filesAreUnchanged : change?.changesSource(of: result) ?? false
    }

    /// Why a unit must run again although nothing above it changed.
    private func lossReason(of index: Int) -> String {
        let later = results.dropFirst(index)
        if later.first?.isStored == true { return "its state is needed, and only its result was kept" }
        let missing = later.lazy.compactMap(\.missingSnapshot).first
        let cause = missing.map { "no snapshot was kept, for \($0.rawValue)" } ?? "the run before ended"
        return "its state was lost: " + cause
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
        process?.end()
        process = nil
        lostFrom = .max
        return 0
    }
}

/// Tells each error once, with its notes, whoever finds it first: the check of the whole notebook or the compiling of its cell.
final class ErrorAnnouncer: Sendable {
    private let told = Mutex<Set<Diagnostic>>([])
    private let observer: @Sendable (NotebookRunner.Event) -> Void

    init(observer: @escaping @Sendable (NotebookRunner.Event) -> Void) {
        self.observer = observer
    }

    func announce(_ diagnostics: [Diagnostic]) {
        let new = told.withLock { told in
            diagnostics.withNotes.filter { $0[0].severity == .error && told.insert($0[0]).inserted }
        }
        if !new.isEmpty { observer(.errors(new.flatMap(\.self))) }
    }
}

extension Notebook {
    /// The folder that the notebook lies in, where its cells run.
    var directory: String {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        return folder.isEmpty ? "." : folder
    }
}
