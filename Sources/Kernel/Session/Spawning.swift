package import CKernel
package import Foundation
import Glibc

extension labbook_host {
    /// Starts a program in a process group of its own, which dies with the calling thread, with its input closed.
    ///
    /// - Parameters:
    ///   - arguments: The program's path and its arguments.
    ///   - environment: All that the program finds in its environment.
    ///   - directory: The folder in which it runs.
    /// - Throws: What the system says against it.
    package static func start(
        _ arguments: [String], environment: [String: String], directory: String
    ) throws(POSIXError) -> labbook_host {
        var host = labbook_host()
        let error = withCStrings(arguments, environment) { labbook_spawn($0[0], $0, $1, directory, &host) }
        guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
        return host
    }

    /// Closes what leads to the process.
    package func closeDescriptors() {
        for descriptor in [wire, standard_output, standard_error, ending] { close(descriptor) }
    }
}

/// Calls a function with arguments and an environment as C takes them.
func withCStrings<Result>(
    _ arguments: [String], _ environment: [String: String],
    _ body: ([UnsafeMutablePointer<CChar>?], [UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for string in strings + variables { free(string) } }
    return body(strings, variables)
}
