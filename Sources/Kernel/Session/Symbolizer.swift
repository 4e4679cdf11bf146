import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Finds the notebook's lines for places in compiled cells, through their debug information.
struct Symbolizer {
    let toolchain: Toolchain
    /// The library of each unit.
    let library: @Sendable (Int) -> String

    /// A line of the notebook.
    struct Place: Equatable {
        /// The unit whose code it is.
        var unit: Int
        /// The line that the unit's code names, which is the notebook's own if the unit was compiled for this place.
        var line: Int
        /// The UTF-8 column in the generated line.
        var column: Int
        /// What the compiler says of a trap of its own, such as "arithmetic overflow".
        var runtimeFailure: String?
    }

    /// The innermost of the places that lies on a line of a notebook.
    ///
    /// - Parameter files: For each unit the notebook's path, as its line directives name it.
    func firstLine(of places: [CodePlace], in files: [String]) async -> Place? {
        var failure: String?
        for place in places.prefix(32) where place.unit < files.count {
            let file = files[place.unit]
            for frame in await frames(at: place) {
                if frame.functionName.hasPrefix(Self.failurePrefix) {
                    failure = failure ?? String(frame.functionName.dropFirst(Self.failurePrefix.count))
                }
                guard frame.line > 0, frame.fileName == file || frame.fileName.hasSuffix("/" + file) else { continue }
                return Place(unit: place.unit, line: frame.line, column: frame.column, runtimeFailure: failure)
            }
        }
        return nil
    }

    private static let failurePrefix = "Swift runtime failure: "

    private struct StackFrame: Decodable {
        var functionName: String
        var fileName: String
        var line: Int
        var column: Int

        enum CodingKeys: String, CodingKey {
            case functionName = "FunctionName"
            case fileName = "FileName"
            case line = "Line"
            case column = "Column"
        }
    }

    /// The frames at one place, those of functions that were inlined there first.
    private func frames(at place: CodePlace) async -> [StackFrame] {
        struct Answer: Decodable {
            var frames: [StackFrame]

            enum CodingKeys: String, CodingKey {
                case frames = "Symbol"
            }
        }
        let outcome = try? await Subprocess.run(
            .path(FilePath(toolchain.symbolizer)),
            arguments: [
                "--output-style=JSON", "--inlines", "--relativenames", "--skip-line-zero",
                "--obj=\(library(place.unit))", "0x" + String(place.offset, radix: 16),
            ],
            input: .none, output: .string(limit: 1 << 20), error: .discarded)
        guard let text = outcome?.standardOutput,
            let answer = try? JSONDecoder().decode([Answer].self, from: Data(text.utf8))
        else { return [] }
        return answer.first?.frames ?? []
    }
}
