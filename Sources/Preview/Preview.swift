import Dispatch
public import Foundation
public import Kernel
import Notebook

/// A notebook in the browser: its page changes as it is edited and as it runs.
public final class Preview {
    private let site: PreviewSite
    private let toolchain: Toolchain
    private let limits: RunLimits
    private let observer: @Sendable (NotebookRunner.Event) -> Void
    private let explain: @Sendable (any Error) -> Void
    private let state: PreviewState
    private let server: PreviewServer
    private let beside = DispatchQueue(label: "labbook.preview.check")

    /// The address of the page to begin with; who knows it may do what the page can.
    public var address: URL {
        site.first.map { server.address.appending(path: "\($0)/index.html") } ?? server.address
    }

    /// Starts the server, which shows the first page at once, with nothing run.
    ///
    /// - Parameters:
    ///   - site: The notebooks that can be shown.
    ///   - port: The port on 127.0.0.1; 0 for one that is free.
    ///   - toolchain: What to compile with.
    ///   - limits: How much of time and memory cells may take.
    ///   - editor: What opens the notebook at a line.
    ///   - observer: Is told what happens in runs.
    ///   - explain: Is told why the notebook cannot be used.
    /// - Throws: `PreviewFailure` where the port cannot be had.
    public init(
        _ site: PreviewSite, port: UInt16, toolchain: Toolchain, limits: RunLimits = RunLimits(), editor: Editor,
        observer: @escaping @Sendable (NotebookRunner.Event) -> Void = { _ in },
        explain: @escaping @Sendable (any Error) -> Void = { _ in }
    ) throws {
        self.site = site
        self.toolchain = toolchain
        self.limits = limits
        self.observer = observer
        self.explain = explain
        let state = PreviewState(startsEditor: editor.hasWindow)
        self.state = state
        if let first = site.first {
            guard let page = site.page(first) else {
                throw PreviewFailure(description: "expected a notebook for the page \(first), found none")
            }
            state.open(first, page)
        }
        server = try waitFor { () async -> Result<PreviewServer, any Error> in
            do {
                return .success(try await PreviewServer(site, state: state, editor: editor, port: port))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Runs the notebook, and again whenever that is called for, until the program is asked to end.
    ///
    /// The calling thread must be the program's main thread: the kernel ends with it.
    ///
    /// - Throws: `KernelError` if there can be no kernel at all.
    public func run() throws {
        let sending = Task { [state] in
            for await _ in state.signals {
                state.publish()
                // What comes faster than this is sent together.
                try? await Task.sleep(for: .milliseconds(40))
            }
        }
        let beating = Task { [hub = state.hub] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(10))
                hub.beat()
            }
        }
        defer {
            sending.cancel()
            beating.cancel()
            state.hub.end()
            waitFor { [server] in await server.stop() }
        }
        state.waitForPage()
        while try keepRunning() {}
    }

    /// Runs the notebook of the live page until the program is asked to end; true if another page was opened instead.
    private func keepRunning() throws -> Bool {
        let control = RunControl()
        guard let (turn, page) = state.beginTurn(control) else { return false }
        let runner = try NotebookRunner(
            toolchain: toolchain, limits: limits, watching: page.file, control: control
        ) { [state, observer, beside, toolchain] event in
            observer(event)
            state.take(event, in: turn)
            if case .saved = event { beside.async { Self.show(page, in: state, turn, toolchain) } }
        }
        runner.keepRunning { pass(page, turn, with: runner) }
        return state.isOver(turn)
    }

    private func pass(_ page: PreviewPage, _ turn: Int, with runner: NotebookRunner) {
        do {
            let run = try runner.runToEnd {
                let (notebook, params) = try page.read(state.values)
                state.update(turn) { $0.show(notebook, params: params, isPass: true) }
                state.update(turn, .status) { $0.enter(.fetching) }
                try page.makeReady(notebook)
                return (notebook, params, nil)
            }
            guard let run else { return }
            state.update(turn) { $0.finish(run) }
            runner.watch(sources: try page.write(run))
        } catch {
            state.refuse(error, file: page.file, in: turn)
            explain(error)
        }
    }

    /// Shows a notebook that was saved while an older version of it runs, and what the compiler says of it.
    private static func show(_ page: PreviewPage, in state: PreviewState, _ turn: Int, _ toolchain: Toolchain) {
        do {
            let (notebook, params) = try page.read(state.values)
            state.update(turn) { $0.show(notebook, params: params, isPass: false) }
            let errors = try NotebookChecker(toolchain: toolchain).diagnostics(for: [notebook])[0]
            state.update(turn) {
                $0.noteErrors(errors, in: notebook)
                $0.noteChecked()
            }
        } catch {
            state.refuse(error, file: page.file, in: turn)
        }
    }
}
