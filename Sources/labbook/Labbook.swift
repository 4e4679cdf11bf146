import ArgumentParser
import Foundation
import Kernel
import Notebook

/// The command line.
struct Labbook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labbook",
        abstract: "Runs Markdown notebooks of Swift cells and writes HTML reports.",
        version: labbookVersion,
        subcommands: [
            RunCommand.self, PreviewCommand.self, CheckCommand.self, CourseCommand.self, NewCommand.self,
            CleanCommand.self, DigitsCommand.self, DataCommand.self, DoctorCommand.self,
        ])

    /// Runs the command that the arguments name, and ends the program with its exit code.
    static func start() -> Never {
        do {
            var command = try parseAsRoot()
            try command.run()
            Foundation.exit(ExitCode.ok.rawValue)
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            // A call for help is answered on standard output; what cannot be used is told on standard error.
            let asksForHelp = exitCode(for: error).isSuccess
            let text = fullMessage(for: error)
            if asksForHelp { print(text) } else { Terminal.printError(text) }
            Foundation.exit(asksForHelp ? ExitCode.ok.rawValue : ExitCode.unusable.rawValue)
        }
    }
}

extension ExitCode {
    /// Every cell succeeded.
    static let ok = ExitCode(0)
    /// A cell failed; the report is written.
    static let cellFailed = ExitCode(1)
    /// The command or the notebook is not usable.
    static let unusable = ExitCode(2)
}
