import Digits
import Foundation
import Notebook

/// What is wrong with a file that describes a data set.
struct DataSetFileError: Error {
    var diagnostics: [Diagnostic]
}

extension DataSet {
    /// Reads the YAML file that describes a data set: `name`, `licence`, `citation`, `splits`, each with `images` and
    /// `labels` of `name`, `size` and `sha256`, and, where there are any, `title`, `summary`, `classes`, `mirrors`.
    init(yamlFile path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DataSetFileError(diagnostics: [
                Diagnostic(file: path, message: "expected a file that describes a data set, found none")
            ])
        }
        guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
            throw DataSetFileError(diagnostics: [
                Diagnostic(file: path, message: "expected UTF-8 text of at most a megabyte, found something else")
            ])
        }
        var reader = DataSetFileReader(file: path)
        do {
            let set = reader.set(try YAMLTree(text: text, file: path))
            if let set, reader.diagnostics.isEmpty {
                self = set
                return
            }
        } catch {
            throw DataSetFileError(diagnostics: error.diagnostics)
        }
        throw DataSetFileError(diagnostics: reader.diagnostics)
    }
}

/// Reads the parts of a description, and keeps what it finds wrong.
private struct DataSetFileReader {
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    mutating func set(_ tree: YAMLTree) -> DataSet? {
        let keys = ["name", "title", "summary", "classes", "licence", "citation", "mirrors", "splits"]
        guard let parts = mapping(tree, "the description", keys) else { return nil }
        let name = text(parts["name"], "name", of: tree)
        if let name, let part = parts["name"], !DataSet.isUsable(name: name) || name != name.lowercased() {
            fail(part, "name expects small letters, digits, - and _", found: part.found)
        } else if let name, let part = parts["name"], DataSet.all.contains(where: { $0.name == name }) {
            fail(part, "name expects one that is not taken", found: part.found)
        }
        let licence = text(parts["licence"], "licence", of: tree)
        let citation = text(parts["citation"], "citation", of: tree)
        let title = parts["title"].flatMap { text($0, "title", of: tree) }
        let summary = parts["summary"].flatMap { text($0, "summary", of: tree) }
        let classes = parts["classes"].flatMap { number($0, "classes", 1...256) } ?? 10
        let mirrors = parts["mirrors"].map { addresses($0) } ?? []
        guard let splitsPart = parts["splits"] else {
            fail(tree, "the description expects the key splits", found: "none")
            return nil
        }
        let splits = self.splits(splitsPart)
        guard let name, let licence, let citation else { return nil }
        return DataSet(
            name: name, title: title ?? name, summary: summary ?? "described by \(file)", classes: classes,
            splits: splits, sources: mirrors.map { .mirror($0) }, licence: licence, citation: citation)
    }

    private mutating func splits(_ tree: YAMLTree) -> [DataSet.Split] {
        guard case .mapping(let entries) = tree.content, !entries.isEmpty else {
            let isEmpty = if case .mapping = tree.content { true } else { false }
            fail(tree, "splits expects a mapping such as train: and test:", found: isEmpty ? "none" : tree.found)
            return []
        }
        return entries.compactMap { key, value in
            guard case .text(let name) = key.content, DataSet.isUsable(name: name) else {
                fail(key, "a split's name expects letters, digits, - and _", found: key.found)
                return nil
            }
            guard let parts = mapping(value, name, ["images", "labels"]) else { return nil }
            guard let images = parts["images"], let labels = parts["labels"] else {
                fail(value, "\(name) expects both images and labels", found: "one of them")
                return nil
            }
            guard let images = dataFile(images, "images"), let labels = dataFile(labels, "labels") else { return nil }
            return DataSet.Split(name, images: images, labels: labels)
        }
    }

    private mutating func dataFile(_ tree: YAMLTree, _ what: String) -> DataSet.File? {
        guard let parts = mapping(tree, what, ["name", "size", "sha256"]) else { return nil }
        let name = text(parts["name"], "name", of: tree)
        let digest = text(parts["sha256"], "sha256", of: tree)
        guard let sizePart = parts["size"] else {
            fail(tree, "\(what) expects the key size", found: "none")
            return nil
        }
        let size = number(sizePart, "size", 1...DataSet.largestFile)
        if let name, !DataSet.isUsable(name: name) {
            fail(parts["name"]!, "a file's name expects letters, digits, dots, - and _", found: parts["name"]!.found)
        }
        if let digest, !DataSet.isDigest(digest) {
            fail(parts["sha256"]!, "sha256 expects 64 hexadecimal digits", found: parts["sha256"]!.found)
        }
        guard let name, let size, let digest else { return nil }
        return DataSet.File(name, size: size, sha256: digest.lowercased())
    }

    private mutating func addresses(_ tree: YAMLTree) -> [String] {
        guard case .list(let parts) = tree.content else {
            fail(tree, "mirrors expects a list of addresses", found: tree.found)
            return []
        }
        return parts.compactMap { part in
            guard case .text(let address) = part.content, DataSet.isUsable(address: address) else {
                fail(
                    part, "a mirror expects an address that begins with https://, http:// or file://", found: part.found
                )
                return nil
            }
            return address.hasSuffix("/") ? String(address.dropLast()) : address
        }
    }

    private mutating func mapping(_ tree: YAMLTree, _ what: String, _ keys: [String]) -> [String: YAMLTree]? {
        guard case .mapping(let entries) = tree.content else {
            fail(tree, "\(what) expects the keys \(keys.joined(separator: ", "))", found: tree.found)
            return nil
        }
        var parts: [String: YAMLTree] = [:]
        for (key, value) in entries {
            if case .text(let name) = key.content, keys.contains(name) {
                parts[name] = value
            } else {
                fail(key, "\(what) expects the keys \(keys.joined(separator: ", "))", found: key.found)
            }
        }
        return parts
    }

    private mutating func text(_ part: YAMLTree?, _ name: String, of tree: YAMLTree) -> String? {
        guard let part else {
            fail(tree, "expected the key \(name)", found: "none")
            return nil
        }
        if case .text(let text) = part.content {
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if !trimmed.isEmpty { return trimmed }
        }
        fail(part, "\(name) expects text", found: part.found)
        return nil
    }

    private mutating func number(_ part: YAMLTree, _ name: String, _ range: ClosedRange<Int>) -> Int? {
        if case .text(let text) = part.content, let number = Int(text.replacing("_", with: "")),
            range.contains(number)
        {
            return number
        }
        fail(part, "\(name) expects a number from \(range.lowerBound) to \(range.upperBound)", found: part.found)
        return nil
    }

    private mutating func fail(_ tree: YAMLTree, _ expectation: String, found: String) {
        diagnostics.append(
            Diagnostic(file: file, line: tree.line, column: tree.column, message: "\(expectation), found \(found)"))
    }
}
