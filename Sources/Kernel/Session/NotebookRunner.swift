import CKernel
import Foundation
import Synchronization
public import Notebook

/// Runs a notebook from the top in a kernel of its own.
public struct NotebookRunner {
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

    private let notebook: Notebook
    private let params: [Parameter]
    private let seed: UInt64
    private let defaultTimeout: Double?
    private let toolchain: Toolchain
    private let observer: @Sendable (Event) -> Void

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - notebook: What to run.
    ///   - params: The parameters' values, in the order of the front matter.
    ///   - timeout: Seconds that a cell may take where neither it nor the front matter says so.
    ///   - toolchain: What to compile with.
    ///   - observer: Is told what happens.
    public init(
        notebook: Notebook, params: [Parameter], timeout: Double?, toolchain: Toolchain,
        observer: @escaping @Sendable (Event) -> Void
    ) {
        self.notebook = notebook
        self.params = params
        self.seed = notebook.frontMatter.seed ?? 0
        self.defaultTimeout = timeout ?? notebook.frontMatter.timeout
        self.toolchain = toolchain
        self.observer = observer
    }

    /// Compiles and runs all cells and gathers what they put out.
    ///
    /// The calling thread must be the program's main thread, or one that lives as long as the run. A cell's failure is
    /// part of the result.
    ///
    /// - Throws: `KernelError` if there can be no kernel at all.
    public func run() throws -> Run {
        let clock = ContinuousClock()
        let (start, started) = (clock.now, Date())
        let folder = try RunFolder()
        defer { folder.remove() }
        let units = CompileUnit.units(of: notebook, params: params)
        let compiler = CellCompiler(toolchain: toolchain, folder: folder.path, file: notebook.file)
        let pipeline = CompilePipeline(units, of: notebook, with: compiler)
        defer { pipeline.cancel() }
        let announcer = ErrorAnnouncer(observer: observer)
        // What was compiled before has no errors to look for.
        let isCompiled = compiler.cache.holdsAll(units)
        let check = Task { [notebookCheck = NotebookCheck(compiler: compiler)] in
            if !isCompiled, let errors = try? await notebookCheck.diagnostics(for: units) { announcer.announce(errors) }
        }
        defer { check.cancel() }

        let process = try KernelProcess(
            executable: toolchain.executable, directory: notebook.directory, environment: Self.hostEnvironment(),
            interrupts: Self.interrupts)
        defer { process.end() }
        process.send(.configure(seed: seed, params: params))
        let symbolizer = Symbolizer(toolchain: toolchain, file: notebook.file) {
            "\(folder.path)/lib\(units[$0].module).so"
        }
        var session = RunSession(
            notebook: notebook, units: units, pipeline: pipeline, process: process, symbolizer: symbolizer,
            timeout: defaultTimeout, announcer: announcer, observer: observer)
        session.runAll()
        return Run(
            notebook: notebook, seed: seed, params: params, environment: .current(), data: session.data,
            cells: session.cellResults, inlineValues: session.inlineResults, started: started,
            seconds: (clock.now - start) / .seconds(1))
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
