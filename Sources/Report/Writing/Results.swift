internal import Foundation
internal import Notebook

/// Writes `results.json`, schema 1: what a run gave, for programs.
///
/// Numbers that JSON has no form for, such as a loss that is not a number, are the strings "NaN", "Infinity" and
/// "-Infinity". Keys stand in the order of the contract, names of metrics and parameters in the order of the run.
struct Results {
    private let run: Run
    private let figures: FigurePlan

    init(of run: Run, figures: FigurePlan) {
        self.run = run
        self.figures = figures
    }

    /// The file's text.
    var text: String {
        let environment = run.environment
        return JSONText.object([
            ("schema", .int(1)),
            ("notebook", .string(run.notebook.file)),
            ("title", .string(run.notebook.title)),
            ("status", .string(run.status.rawValue)),
            ("started", .string(run.started.formatted(.iso8601))),
            ("seconds", .double(run.seconds)),
            ("seed", .int(run.seed)),
            ("params", .object(run.params.map { ($0.name, json($0.value)) })),
            (
                "environment",
                .object([
                    ("swift", .string(environment.swift)), ("labbook", .string(environment.labbook)),
                    ("cpu", .string(environment.cpu)), ("threads", .int(environment.threads)),
                    ("os", .string(environment.os)),
                ])
            ),
            ("data", .array(run.data.map { .object([("name", .string($0.name)), ("sha256", .string($0.sha256))]) })),
            ("metrics", .object(run.metrics.map { ($0.name, .double($0.value)) })),
            ("cells", .array(run.cells.indices.map(cell))),
            ("values", .array(zip(run.notebook.inlineValues, run.inlineValues).map(inlineValue))),
        ]).text
    }

    private func json(_ value: ParameterValue) -> JSONText {
        switch value {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        }
    }

    private func cell(_ index: Int) -> JSONText {
        let result = run.cells[index]
        var pairs: [(key: String, value: JSONText)] = [
            ("label", .string(result.label)), ("line", .int(result.line)),
            ("status", .string(result.status.rawValue)), ("seconds", .double(result.seconds)),
            ("compileSeconds", .double(result.compileSeconds)),
            (
                "outputs",
                .array(result.outputs.enumerated().map { output($1, figure: figures.figure(cell: index, output: $0)) })
            ),
        ]
        if let error = result.error { pairs.append(("error", json(error))) }
        if result.keptOthersFromRunning { pairs.append(("keptOthersFromRunning", .bool(true))) }
        if let reason = result.skipReason { pairs.append(("skipReason", .string(reason))) }
        if let reason = result.reason { pairs.append(("reason", .string(reason))) }
        if let reason = result.missingSnapshot {
            pairs.append(("snapshot", .object([("kept", .bool(false)), ("reason", .string(reason))])))
        }
        if !result.warnings.isEmpty { pairs.append(("warnings", .array(result.warnings.map(json)))) }
        return .object(pairs)
    }

    private func output(_ output: Output, figure: FigurePlan.Figure?) -> JSONText {
        switch output {
        case .stream(let name, let text):
            return .object([("type", .string("stream")), ("name", .string(name.rawValue)), ("text", .string(text))])
        case .display(let bundle):
            let forms = bundle.forms.sorted { $0.key < $1.key }.map { type, form -> (key: String, value: JSONText) in
                switch form {
                case .text(let text): (type, .string(text))
                case .data(let data): (type, .string(data.base64EncodedString()))
                }
            }
            let metadata = bundle.metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONText.string($0.value)) }
            var pairs: [(key: String, value: JSONText)] = [
                ("type", .string("display")), ("data", .object(forms)), ("metadata", .object(metadata)),
            ]
            if let path = figure?.files.first?.path { pairs.append(("figure", .string(path))) }
            return .object(pairs)
        case .metric(let name, let value):
            return .object([("type", .string("metric")), ("name", .string(name)), ("value", .double(value))])
        case .progress(let progress):
            var pairs: [(key: String, value: JSONText)] = [
                ("type", .string("progress")), ("label", .string(progress.label)), ("step", .int(progress.step)),
                ("total", progress.total.map { .int($0) } ?? .null),
                ("values", .object(progress.values.map { ($0.name, .double($0.value)) })),
            ]
            // Readers of JSON lose the order of keys.
            if progress.values.count > 1 {
                pairs.append(("order", .array(progress.values.map { .string($0.name) })))
            }
            return .object(pairs)
        }
    }

    private func json(_ error: CellError) -> JSONText {
        var pairs: [(key: String, value: JSONText)] = [
            ("kind", .string(error.kind.rawValue)), ("message", .string(error.message)),
            ("line", error.line.map { .int($0) } ?? .null), ("column", error.column.map { .int($0) } ?? .null),
        ]
        if !error.diagnostics.isEmpty { pairs.append(("diagnostics", .array(error.diagnostics.map(json)))) }
        return .object(pairs)
    }

    private func json(_ diagnostic: Diagnostic) -> JSONText {
        .object([
            ("severity", .string(diagnostic.severity.rawValue)), ("message", .string(diagnostic.message)),
            ("line", diagnostic.line.map { .int($0) } ?? .null),
            ("column", diagnostic.column.map { .int($0) } ?? .null),
        ])
    }

    private func inlineValue(_ value: InlineValue, _ result: InlineResult) -> JSONText {
        .object([
            ("line", .int(value.line)), ("expression", .string(value.expression)),
            result.error.map { ("error", json($0)) } ?? ("text", .string(result.text ?? "")),
        ])
    }
}
