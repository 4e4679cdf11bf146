internal import CDNNL
internal import Glibc

/// Stops the program with one sentence about a programmer's mistake, at the place where it was made.
func fail(_ message: String, file: StaticString, line: UInt) -> Never {
    fatalError(message, file: file, line: line)
}

/// Stops the program with one sentence where the place is not known, as in an operator, which can take no `#line`.
///
/// `fatalError` would name a line of this file in place of the caller's. The caller's is on the stack.
func fail(_ message: String) -> Never {
    let text = Array("Fatal error: \(message)\n".utf8)
    _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    tensorcore_trap()
}
