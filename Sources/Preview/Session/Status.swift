import Foundation
import Notebook

/// What the panel beside the page shows, as it is sent to the browser.
struct Status: Encodable {
    var phase: LiveRun.Phase
    var title: String
    /// The notebook's path, for links to an editor.
    var file: String
    var cells: [CellStatus]
    var params: [Param]
    /// Why the notebook cannot be run as it is saved.
    var problems: [Problem]
    /// Seconds that the last run took.
    var seconds: Double?
    /// Whether the server starts an editor; else a link does.
    var startsEditor: Bool

    struct CellStatus: Encodable {
        var label: String
        var line: Int
        var state: LiveRun.CellState
        /// Whether its outputs are those of an earlier run, and it is to run again.
        var isStale: Bool
        /// Whether it is in the page.
        var isShown: Bool
        /// Seconds that it ran, or has run so far.
        var seconds: Double?
        /// Why it ran, or did not.
        var reason: String?
    }

    /// A parameter as a form shows it.
    struct Param: Encodable {
        var name: String
        var type: String
        var value: String
        /// Its value in the front matter.
        var standard: String
    }

    struct Problem: Encodable {
        var place: String
        var line: Int?
        var message: String
    }
}

extension Status {
    init(_ live: LiveRun, startsEditor: Bool, now: ContinuousClock.Instant = .now) {
        phase = live.phase
        title = live.notebook?.title ?? ""
        file = live.notebook.map { URL(fileURLWithPath: $0.file).path } ?? ""
        self.startsEditor = startsEditor
        cells = zip(live.notebook?.cells ?? [], live.cells).map { cell, state in
            CellStatus(
                label: cell.label, line: cell.line, state: state.state,
                isStale: state.state.isAhead && state.result.map { !$0.outputs.isEmpty } ?? false,
                isShown: cell.options.include,
                seconds: state.started.map { (now - $0) / .seconds(1) }
                    ?? (state.hasRun ? state.result?.seconds : nil),
                reason: state.result?.error?.message ?? state.result?.skipReason ?? state.result?.reason)
        }
        let standards = Dictionary(live.notebook?.frontMatter.params.map { ($0.name, $0.value) } ?? []) { first, _ in
            first
        }
        params = live.params.map { param in
            Param(
                name: param.name, type: param.value.typeName, value: param.value.text,
                standard: standards[param.name]?.text ?? "")
        }
        problems = live.problems.map { problem in
            Problem(
                place: problem.line.map { "line \($0)" } ?? problem.file, line: problem.line, message: problem.message)
        }
        seconds = live.last?.seconds
    }
}

extension LiveRun.CellNow {
    /// Whether its result is that of a run, in whatever way it ended.
    fileprivate var hasRun: Bool {
        switch state {
        case .done, .cached: true
        case .failed: result?.error?.kind != .compile
        case .waiting, .checked, .running, .skipped, .shown: false
        }
    }
}

extension ParameterValue {
    fileprivate var typeName: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .double: "double"
        case .string: "string"
        }
    }

    fileprivate var text: String {
        switch self {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): value
        }
    }
}

/// How far the loop of the cell that runs is, as it is sent to the browser.
struct LoopStatus: Encodable {
    var cell: String
    var label: String?
    var step: Int?
    var total: Int?
    var remaining: Double?
    var values: [Number]
    var series: [Line]

    struct Number: Encodable {
        var name: String
        var value: Double?
    }

    struct Line: Encodable {
        var name: String
        var points: [[Double]]
    }

    /// Nil where no cell runs, or it tells nothing of a loop.
    init?(_ live: LiveRun, now: ContinuousClock.Instant = .now) {
        guard let index = live.current, let training = live.cells[index].soFar?.training,
            let label = live.notebook?.cells[index].label,
            training.progress != nil || training.series.contains(where: { $0.points.count > 1 })
        else { return nil }
        cell = label
        self.label = training.progress?.label
        step = training.progress?.step
        total = training.progress?.total
        remaining = training.remaining(at: now)
        // JSON knows no infinity.
        values = (training.progress?.values ?? []).map {
            Number(name: $0.name, value: $0.value.isFinite ? $0.value : nil)
        }
        series = training.series.map { Line(name: $0.name, points: $0.points) }
    }
}
