import CKernel
import Foundation
import Glibc
import Kernel

/// A `labbook run` of one lesson in a process of its own.
///
/// It leads a process group, so that Ctrl-C reaches it through this program only, and it ends with this program.
final class LessonProcess {
    /// What is known once it has ended.
    struct Ending {
        /// The exit code; nil if a signal ended it.
        var code: Int32?
        var signal: Int32?
        /// The memory of its largest process, in bytes.
        var memory: Int
    }

    let process: pid_t
    let started = ContinuousClock.now
    private let host: labbook_host
    /// What was written to standard error and not taken yet.
    private var errors = Data()

    /// Starts a run.
    ///
    /// - Parameter arguments: The arguments of the program behind its name.
    init(_ arguments: [String]) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        do {
            host = try .start(
                [executable] + arguments, environment: ProcessInfo.processInfo.environment, directory: ".")
        } catch {
            throw CourseError(
                "a lesson's process could not be started: \(String(cString: strerror(error.code.rawValue)))")
        }
        process = host.process
    }

    deinit {
        host.closeDescriptors()
    }

    /// What becomes readable when the process writes or ends.
    var descriptors: [Int32] { [host.standard_output, host.standard_error, host.ending] }

    /// Takes what it wrote to standard error since, up to the last whole line.
    func takeErrors() -> String? {
        _ = Self.read(host.standard_output)
        errors += Self.read(host.standard_error)
        guard let end = errors.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let lines = errors[...end]
        errors = Data(errors[(end + 1)...])
        return String(decoding: lines, as: UTF8.self)
    }

    /// How it ended; nil while it runs.
    func ending() -> Ending? {
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(process, &status, WNOHANG, &usage) == process else { return nil }
        let signal = status & 0x7F
        return Ending(
            code: signal == 0 ? (status >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal,
            memory: usage.ru_maxrss * 1024)
    }

    /// Asks it to end its cells and to write its report, or ends it at once.
    func end(atOnce: Bool) {
        kill(process, atOnce ? SIGKILL : SIGINT)
    }

    /// All that can be read now.
    private static func read(_ descriptor: Int32) -> Data {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return data }
            data += buffer.prefix(count)
        }
    }
}

/// Why a course cannot be run.
public struct CourseError: Error, CustomStringConvertible {
    /// What happened.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
