import CKernel
import Foundation
import Glibc

/// What happens when a cell's top level throws.
enum UncaughtError {
    /// Makes errors that nobody caught be told on the wire.
    static func tellOnWire() {
        labbook_set_error_handler { pointer in
            guard let pointer else { return }
            var places = [labbook_place](repeating: labbook_place(), count: 16)
            let count = labbook_places_of_error(pointer, &places, 16)
            // Formatting may throw and catch errors of its own, so the places are taken first.
            // An `any Error` is one pointer, to the box that was thrown.
            let error = unsafeBitCast(pointer, to: (any Error).self)
            KernelHost.send(
                .thrown(message: UncaughtError.describe(error), places: places.prefix(Int(count)).map(CodePlace.init)))
        }
    }

    /// The error's own words where it has some, else its type and value.
    private static func describe(_ error: any Error) -> String {
        // What Foundation throws describes itself with domain, code and all that it carries along.
        if error is CocoaError || type(of: error) is NSError.Type {
            let error = error as NSError
            let text = error.localizedFailureReason ?? error.localizedDescription
            let words = text.hasSuffix(".") ? String(text.dropLast()) : text
            return error.userInfo[NSFilePathErrorKey].map { "\($0): \(words)" } ?? words
        }
        if let described = (error as Any) as? any CustomStringConvertible { return described.description }
        if let error = error as? any LocalizedError, let text = error.errorDescription { return text }
        return CompileUnit.withoutModules(String(reflecting: error))
    }
}
