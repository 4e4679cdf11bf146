import Notebook
import SwiftSource

/// Which cell declares a type, for what is said of two types that have one name.
struct DeclaringCells: Sendable {
    private var cells: [String: String] = [:]

    init(_ units: [CompileUnit], of notebook: Notebook) {
        for unit in units { add([unit], in: unit.module, of: notebook) }
    }

    /// Notes the types of units that are compiled as one module.
    mutating func add(_ units: [CompileUnit], in module: String, of notebook: Notebook) {
        for unit in units {
            let place = "\(unit.name(in: notebook)) (line \(unit.line(in: notebook)))"
            for name in unit.syntax.declaredNames { cells["\(module).\(name)"] = place }
        }
    }

    /// A message for readers, who know no modules: types of one name and two cells are explained.
    func readable(_ message: String) -> String {
        guard message.contains(CompileUnit.modulePrefix) else { return message }
        var places: [(type: String, modules: [String])] = []
        for match in message.matches(of: /\b(Cell_\w+)\.(\w+)/) {
            let (module, type) = (String(match.1), String(match.2))
            if let index = places.firstIndex(where: { $0.type == type }) {
                if !places[index].modules.contains(module) { places[index].modules.append(module) }
            } else {
                places.append((type, [module]))
            }
        }
        let explanations = places.compactMap { type, modules -> String? in
            let declaring = modules.compactMap { cells["\($0).\(type)"] }
            guard modules.count > 1, declaring.count == modules.count else { return nil }
            return "these are two types, the \(type) of \(declaring.joined(separator: " and the \(type) of ")); "
                + "a value keeps the type that it was made with, so make it again after the newer one"
        }
        return ([CompileUnit.withoutModules(message)] + explanations).joined(separator: ": ")
    }
}
