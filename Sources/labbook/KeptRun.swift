import ArgumentParser
import Foundation
import Kernel
import Notebook
import Synchronization

/// A `labbook run` of a notebook that says `cache: true`: it runs in a session that stays for a while, so that the next one
/// goes on from the first change.
struct KeptRun {
    private let command: RunCommand
    private let pass: RunPass

    init(_ command: RunCommand, _ pass: RunPass) {
        (self.command, self.pass) = (command, pass)
    }

    /// Runs the notebook in its session, if it is one that gains from it.
    ///
    /// - Parameters:
    ///   - notebook: The notebook, with the parameters' values and the last cell that is to run.
    ///   - runner: What runs it otherwise.
    /// - Returns: The exit code; nil if the notebook is to run here.
    func run(
        _ notebook: Notebook, _ params: [Parameter], through lastCell: Int?, orWith runner: NotebookRunner
    ) throws -> ExitCode? {
        guard notebook.mayShowEarlierResults else { return nil }
        if command.keep == 0 {
            SessionClient(notebook: command.notebook, creating: false)?.end()
            return nil
        }
        guard runner.wouldLeaveStates(notebook, params: params, through: lastCell),
            let client = SessionClient(notebook: command.notebook)
        else { return nil }
        let toolchain = try Toolchain.find()
        let request = SessionRequest(
            run: Array(CommandLine.arguments.dropFirst(2)), keeping: command.keep ?? 5, toolchain: toolchain,
            limits: command.runOptions.limits)
        switch client.run(request, with: toolchain) {
        case .ended(let code): return ExitCode(code)
        case .lost:
            pass.terminal.clear()
            Terminal.printError(
                "\(command.notebook): error: expected the run to come to its end, found that its process was ended from outside"
            )
            return .cellFailed
        case nil: return nil
        }
    }

    // MARK: The session's side

    /// Runs a notebook whenever a command line asks for it; the arguments of this process name it.
    static func serve() -> Never {
        let arguments = CommandLine.arguments.dropFirst(2)
        guard let notebook = arguments.first, let server = SessionServer(notebook: notebook) else { exit(2) }
        serve(server)
        exit(0)
    }

    private static func serve(_ server: SessionServer) {
        let audience = Audience()
        var runner: NotebookRunner?
        server.serve { request in
            do {
                let command = try RunCommand.parse(request.arguments)
                let pass = RunPass(command)
                audience.progress.withLock { $0 = pass.progress }
                defer { audience.progress.withLock { $0 = nil } }
                do {
                    let ready =
                        try runner
                        ?? NotebookRunner(
                            toolchain: .find(), limits: command.runOptions.limits, resumes: true,
                            observer: audience.observe)
                    runner = ready
                    let code = pass.run(with: ready)
                    pass.terminal.clear()
                    return code.rawValue
                } catch {
                    pass.preparation.explain(error)
                }
            } catch {
                Terminal.printError(RunCommand.fullMessage(for: error))
            }
            return ExitCode.unusable.rawValue
        }
    }

    /// Who is shown what happens: each run is another's.
    private final class Audience: Sendable {
        let progress = Mutex<RunProgress?>(nil)

        @Sendable func observe(_ event: NotebookRunner.Event) {
            progress.withLock(\.self)?.observe(event)
        }
    }
}

extension Notebook {
    /// Whether any of its cells may show results of an earlier run.
    fileprivate var mayShowEarlierResults: Bool {
        frontMatter.cache || cells.contains { $0.options.cache == true }
    }
}
