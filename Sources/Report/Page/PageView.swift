internal import Foundation
internal import Notebook

/// What the template `page` shows.
struct PageView {
    var title: String
    var subtitle: String?
    var authors: String?
    var date: String?
    var failure: BannerView?
    var metrics: [MetricView]
    var hasMetrics: Bool
    var contents: [ContentsEntry]
    var hasContents: Bool
    /// Prose with cells in it.
    var body: String
    /// How the page came to be; nil where nothing had to run.
    var provenance: ProvenanceView?
    var style: String
    var script: String
    /// The course that the page is part of, if there is one.
    var course: CourseFrame?
    var labbook: String
}

/// One heading in the contents list.
struct ContentsEntry {
    var level: Int
    /// The section's number, if sections have them.
    var number: String?
    var text: String
    var id: String
}

/// The banner over a run that failed.
struct BannerView {
    /// What failed, each with a link to it.
    var failures: [Item]
    /// How many cells did not run, in words.
    var skipped: String?

    /// One failure.
    struct Item {
        var address: String
        var name: String
        var kind: String
        var message: String
        var line: Int?
    }

    /// The banner of a run; nil where it succeeded.
    init?(_ run: Run, _ pending: Pending = .nothing) {
        guard run.status == .failed else { return nil }
        failures = zip(run.notebook.cells, run.cells).compactMap { cell, result in
            guard result.isFailure(of: cell) else { return nil }
            return Item(
                address: "#\(cell.anchor)", name: cell.label, kind: result.error?.kind.words ?? "Failed",
                message: result.error?.message ?? "", line: result.error?.line ?? cell.line)
        }
        for (index, (value, result)) in zip(run.notebook.inlineValues, run.inlineValues).enumerated() {
            guard let error = result.error else { continue }
            failures.append(
                Item(
                    address: "#value:\(index + 1)", name: value.expression, kind: "A value in the text is missing",
                    message: error.message, line: value.line))
        }
        let count = zip(run.notebook.cells, run.cells).enumerated().count { index, pair in
            pair.0.options.eval && pair.1.status == .skipped && !pending.cells.contains(index)
        }
        skipped = count == 0 ? nil : Readable.count(count, "cell was not run", "cells were not run")
    }
}

/// The conditions of a run, as the template `provenance` shows them.
struct ProvenanceView {
    var started: String
    var startedISO: String
    var seconds: String
    var seed: String
    var parameters: [Parameter]
    var hasParameters: Bool
    var data: [DataProvenance]
    var hasData: Bool
    var swift: String
    var labbook: String
    var cpu: String
    var threads: String
    var os: String
    var cells: [Bar]
    var hasCells: Bool

    /// A parameter and its value.
    struct Parameter {
        var name: String
        var value: String
    }

    /// The time of one cell; the lengths are parts of the longest one's, in per cent.
    struct Bar {
        var label: String
        var address: String?
        var time: String
        var compileTime: String
        var compileLength: String
        var runLength: String
    }

    init(_ run: Run) {
        startedISO = run.started.formatted(.iso8601)
        started = startedISO.replacing("T", with: " ").prefix(16) + " UTC"
        seconds = Readable.duration(run.seconds)
        seed = String(run.seed)
        parameters = run.params.map { Parameter(name: $0.name, value: $0.value.text) }
        hasParameters = !parameters.isEmpty
        data = run.data
        hasData = !data.isEmpty
        swift = run.environment.swift
        labbook = run.environment.labbook
        cpu = run.environment.cpu
        threads = Readable.count(run.environment.threads, "thread", "threads")
        os = run.environment.os
        let ran = zip(run.notebook.cells, run.cells).filter { $0.options.eval && $1.status != .skipped }
        let longest = ran.map { $1.seconds + $1.compileSeconds }.filter(\.isFinite).max() ?? 0
        cells = ran.map { cell, result in
            func length(_ seconds: Double) -> String {
                longest > 0 && seconds.isFinite ? decimal((1000 * max(0, seconds) / longest).rounded() / 10) : "0"
            }
            return Bar(
                label: cell.label, address: cell.options.include ? "#\(cell.anchor)" : nil,
                time: Readable.duration(result.seconds), compileTime: Readable.duration(result.compileSeconds),
                compileLength: length(result.compileSeconds), runLength: length(result.seconds))
        }
        hasCells = !cells.isEmpty
    }
}

extension ParameterValue {
    /// The value as a reader sees it.
    var text: String {
        switch self {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let value): value
        }
    }
}
