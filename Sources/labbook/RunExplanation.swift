import Foundation
import Notebook

/// Says in one line a cell whether it ran, and why.
struct RunExplanation {
    let run: Run

    var lines: [String] {
        let width = run.cells.map(\.label.count).max() ?? 0
        return zip(run.notebook.cells, run.cells).map { cell, result in
            let label = result.label.padding(toLength: width, withPad: " ", startingAt: 0)
            return "\(run.notebook.file):\(cell.line): \(label)  \(explain(result))"
        }
    }

    private func explain(_ result: CellResult) -> String {
        let reason = result.reason.map { ": \($0)" } ?? ""
        return switch result.status {
        case .skipped: "did not run: \(result.skipReason ?? "")"
        case .cached where result.isKept: "kept its result\(reason)"
        case .cached: "shows its stored result\(reason)"
        case .failed: "failed\(reason)"
        case .ok where result.isKept: "kept its result\(reason)"
        case .ok: "ran in \(Self.seconds(result.seconds))\(reason)"
        }
    }

    private static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : "\((seconds * 10).rounded() / 10) s"
    }
}
