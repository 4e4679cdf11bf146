import Foundation
import Notebook

/// The `-P name=value` arguments.
struct ParameterArguments {
    private let values: [(name: String, text: String)]

    /// Reads arguments of the form `name=value`.
    init(_ arguments: [String]) throws {
        values = try arguments.map { argument in
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                throw ParameterError("-P expects name=value, found \"\(argument)\"")
            }
            return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
        }
    }

    /// The notebook's parameters with the given values in place of their defaults.
    ///
    /// A value must be of the type that the default has: the cells are compiled for it.
    func applied(to notebook: Notebook) throws -> [Parameter] {
        var params = notebook.frontMatter.params
        for (name, text) in values {
            guard let index = params.firstIndex(where: { $0.name == name }) else {
                let known = params.map(\.name).joined(separator: ", ")
                throw ParameterError(
                    "-P \(name): the notebook has no such parameter; "
                        + (known.isEmpty ? "its front matter names none" : "it has \(known)"))
            }
            params[index].value = try value(of: text, like: params[index].value, name: name)
        }
        return params
    }

    private func value(of text: String, like model: ParameterValue, name: String) throws -> ParameterValue {
        switch model {
        case .bool:
            if let value = Bool(text) { return .bool(value) }
            throw ParameterError("-P \(name) expects true or false, found \"\(text)\"")
        case .int:
            if let value = Int(text) { return .int(value) }
            throw ParameterError("-P \(name) expects an integer, found \"\(text)\"")
        case .double:
            if let value = Double(text) { return .double(value) }
            throw ParameterError("-P \(name) expects a number, found \"\(text)\"")
        case .string: return .string(text)
        }
    }
}

/// Why a parameter cannot be set.
struct ParameterError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
