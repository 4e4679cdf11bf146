import Lab
import Notebook

extension Command {
    /// Sets what holds for the whole run.
    static func configure(seed: UInt64, params: [NotebookParameter], memoryLimit: Int) -> Command {
        .configure(
            seed: seed, values: Dictionary(params.map { ($0.name, Parameters.Value($0.value)) }) { $1 },
            memoryLimit: memoryLimit)
    }
}

extension Parameters.Value {
    fileprivate init(_ value: ParameterValue) {
        self =
            switch value {
            case .bool(let value): .bool(value)
            case .int(let value): .int(value)
            case .double(let value): .double(value)
            case .string(let value): .string(value)
            }
    }
}
