import Digits
import Foundation
import Glibc
import TensorCore

extension SessionRequest {
    /// A digest of all that a session takes over from the command line that starts it: a run in a session that differs in it
    /// might give something else than a run of its own.
    static func identity(_ toolchain: Toolchain, _ limits: RunLimits) -> String {
        let environment = ProcessInfo.processInfo.environment.filter { !isAboutTerminal($0.key) }
        return SHA256.digest(
            of: [
                file(toolchain.executable), file(toolchain.compiler), "\(limits)", "\(Backend.threads)", systemLimits(),
            ] + environment.map { "\($0.key)=\($0.value)" }.sorted())
    }

    /// Whether a variable says only where and how the command was typed.
    private static func isAboutTerminal(_ variable: String) -> Bool {
        ["_", "PWD", "OLDPWD", "SHLVL", "COLUMNS", "LINES", "WINDOWID"].contains(variable)
            || variable.hasPrefix("SSH_")
    }

    /// A file as it is now.
    private static func file(_ path: String) -> String {
        var status = stat()
        stat(path, &status)
        return "\(path) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }

    /// What the shell's `ulimit` and `umask` set.
    private static func systemLimits() -> String {
        let mask = umask(0)
        umask(mask)
        return (0..<16).reduce("\(mask)") { text, resource in
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
            return text + " \(limit.rlim_cur)"
        }
    }
}
