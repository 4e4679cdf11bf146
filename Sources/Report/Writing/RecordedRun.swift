public import Foundation
public import Notebook

extension Run {
    /// Reads back what `results.json` tells of a run, so that its page can be made again without running anything.
    ///
    /// - Parameters:
    ///   - results: The text of `results.json`, schema 1.
    ///   - notebook: The notebook as it was when it ran.
    /// - Throws: `DecodingError` where the text is something else; `RecordMismatch` where its cells or values are not
    ///   those of the notebook.
    public init(results: Data, notebook: Notebook) throws {
        let record = try JSONDecoder().decode(Record.self, from: results)
        guard record.schema == 1, record.cells.map(\.label) == notebook.cells.map(\.label),
            record.values.count == notebook.inlineValues.count
        else { throw RecordMismatch() }
        self.init(
            notebook: notebook, seed: record.seed,
            params: notebook.frontMatter.params.map { parameter in
                Parameter(
                    name: parameter.name,
                    value: record.params[parameter.name]?.value(like: parameter.value) ?? parameter.value)
            },
            environment: record.environment.value,
            data: record.data.map { DataProvenance(name: $0.name, sha256: $0.sha256) },
            cells: record.cells.map { $0.value(file: notebook.file) },
            inlineValues: record.values.map {
                InlineResult(text: $0.error == nil ? $0.text : nil, error: $0.error?.value(file: notebook.file))
            },
            started: try Date(record.started, strategy: .iso8601), seconds: record.seconds.value)
    }
}

/// Says that a record is of another text of the notebook.
public struct RecordMismatch: Error {}

/// The form of `results.json`, as far as a run is made from it.
private struct Record: Decodable {
    struct Environment: Decodable {
        var swift, labbook, cpu: String
        var threads: Int
        var os: String

        var value: RunEnvironment {
            RunEnvironment(swift: swift, labbook: labbook, cpu: cpu, threads: threads, os: os)
        }
    }
    struct DataFile: Decodable {
        var name, sha256: String
    }
    var schema: Int
    var started: String
    var seconds: Number
    var seed: UInt64
    var params: [String: ParameterRecord]
    var environment: Environment
    var data: [DataFile]
    var cells: [CellRecord]
    var values: [ValueRecord]
}

/// A number, or the text that stands for one that JSON has no form for.
private struct Number: Decodable {
    var value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            value = number
            return
        }
        switch try container.decode(String.self) {
        case "NaN": value = .nan
        case "Infinity": value = .infinity
        case "-Infinity": value = -.infinity
        default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number")
        }
    }
}

/// A parameter's value, whose type only the front matter knows: 1 may be a number with decimals.
private enum ParameterRecord: Decodable {
    case bool(Bool), int(Int), number(Double), text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func value(like model: ParameterValue) -> ParameterValue? {
        switch (model, self) {
        case (.bool, .bool(let value)): .bool(value)
        case (.int, .int(let value)): .int(value)
        case (.double, .int(let value)): .double(Double(value))
        case (.double, .number(let value)): .double(value)
        case (.double, .text(let text)): Double(text).map { .double($0) }
        case (.string, .text(let text)): .string(text)
        default: nil
        }
    }
}

private struct CellRecord: Decodable {
    var label: String
    var line: Int
    var status: String
    var seconds, compileSeconds: Number
    var outputs: [OutputRecord]
    var error: ErrorRecord?
    var keptOthersFromRunning: Bool?
    var skipReason: String?
    var reason: String?
    var snapshot: SnapshotRecord?
    var warnings: [DiagnosticRecord]?

    struct SnapshotRecord: Decodable {
        var reason: String?
    }

    func value(file: String) -> CellResult {
        var result = CellResult(
            label: label, line: line, status: CellResult.Status(rawValue: status) ?? .skipped, seconds: seconds.value,
            compileSeconds: compileSeconds.value, outputs: outputs.map(\.output), error: error?.value(file: file),
            skipReason: skipReason, warnings: (warnings ?? []).map { $0.value(file: file) })
        result.keptOthersFromRunning = keptOthersFromRunning ?? false
        result.reason = reason
        result.missingSnapshot = snapshot?.reason
        return result
    }
}

private struct ValueRecord: Decodable {
    var text: String?
    var error: ErrorRecord?
}

private struct ErrorRecord: Decodable {
    var kind, message: String
    var line, column: Int?
    var diagnostics: [DiagnosticRecord]?

    func value(file: String) -> CellError {
        CellError(
            kind: CellError.Kind(rawValue: kind) ?? .killed, message: message, line: line, column: column,
            diagnostics: (diagnostics ?? []).map { $0.value(file: file) })
    }
}

private struct DiagnosticRecord: Decodable {
    var severity, message: String
    var line, column: Int?

    func value(file: String) -> Diagnostic {
        Diagnostic(
            file: file, line: line, column: column, severity: Diagnostic.Severity(rawValue: severity) ?? .error,
            message: message)
    }
}

private struct OutputRecord: Decodable {
    var type: String
    var name, text, label: String?
    var data, metadata: [String: String]?
    var value: Number?
    var step, total: Int?
    var values: [String: Number]?
    /// The names of the values in their order, where there are several.
    var order: [String]?

    var output: Output {
        switch type {
        case "stream": .stream(Output.StreamName(rawValue: name ?? "") ?? .stdout, text ?? "")
        case "metric": .metric(name: name ?? "", value: value?.value ?? .nan)
        case "progress":
            .progress(
                Progress(
                    label: label ?? "", step: step ?? 0, total: total,
                    values: (order ?? values?.keys.sorted() ?? []).compactMap { name in
                        values?[name].map { .init(name: name, value: $0.value) }
                    }))
        default: .display(MIMEBundle(forms: forms, metadata: metadata ?? [:]))
        }
    }

    /// Bytes are written in base 64; which forms are bytes is known from their type.
    private var forms: [String: MIMEBundle.Form] {
        (data ?? [:]).reduce(into: [:]) { forms, form in
            let isPicture = form.key.hasPrefix("image/") && !form.key.hasPrefix("image/svg+xml")
            if isPicture, let bytes = Data(base64Encoded: form.value) {
                forms[form.key] = .data(bytes)
            } else {
                forms[form.key] = .text(form.value)
            }
        }
    }
}
