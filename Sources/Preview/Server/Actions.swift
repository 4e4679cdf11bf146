import FlyingFox
import Foundation
import Kernel

/// What readers of the page can do.
struct Actions {
    let state: PreviewState
    let editor: Editor

    private struct Body: Decodable {
        /// The label of a cell.
        var cell: String?
        /// A line of the notebook.
        var line: Int?
        /// Values of parameters, as text.
        var values: [String: String]?
    }

    /// Does what is asked for, and answers why it could not be done.
    func answer(_ name: String, _ body: Data) -> HTTPResponse {
        guard let body = try? JSONDecoder().decode(Body.self, from: body) else {
            return .text(.badRequest, "expected a JSON object\n")
        }
        guard let control = state.control, let (_, page) = state.current else {
            return .text(.serviceUnavailable, "expected a kernel, found none yet\n")
        }
        switch name {
        case "run": control.runAgain(from: body.cell)
        case "stop": control.stop()
        case "restart": control.restart()
        case "params":
            let values = state.values.merging(body.values ?? [:]) { $1 }
            do {
                _ = try page.read(values)
            } catch {
                return .text(.badRequest, "\(error)\n")
            }
            state.values = values
            control.lookAgain()
        case "edit":
            do {
                try editor.open(page.file, line: body.line ?? 1)
            } catch {
                return .text(.internalServerError, "\(error)\n")
            }
        default: return .notFound
        }
        return HTTPResponse(statusCode: .noContent)
    }
}
