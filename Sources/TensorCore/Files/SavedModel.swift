internal import FoundationEssentials

extension Layer {
    /// Writes all parameters to a safetensors file, each under its name in `namedParameters`.
    ///
    /// A `Sequential` of the library's own layers is written with what they are, so that
    /// ``Sequential/init(contentsOf:)`` can make it again from the file alone.
    public func save(to path: String) throws {
        let values = namedParameters.map { ($0.name, $0.parameter.value) }
        try Safetensors.write(
            Dictionary(values) { first, _ in first }, metadata: LayerRecord.metadata(of: self), to: path)
    }

    /// Reads all parameters from a safetensors file; names and shapes must be those of this model.
    ///
    /// - Throws: `TensorFileError` that says what does not fit; the model is then unchanged.
    public func load(from path: String) throws {
        try take(Safetensors.read(path), from: path)
    }

    fileprivate func take(_ tensors: [String: Tensor], from path: String) throws {
        let own = namedParameters
        if let strange = tensors.keys.sorted().first(where: { name in !own.contains { $0.name == name } }) {
            throw TensorFileError(path, expected: own.map(\.name).joined(separator: ", "), found: "also \(strange)")
        }
        for (name, parameter) in own {
            guard let tensor = tensors[name] else {
                let found = tensors.keys.sorted().joined(separator: ", ")
                throw TensorFileError(path, expected: name, found: found.isEmpty ? "no tensors" : found)
            }
            guard tensor.shape == parameter.value.shape else {
                throw TensorFileError(
                    path, expected: "\(name) of shape \(parameter.value.shape)", found: "shape \(tensor.shape)")
            }
        }
        for (name, parameter) in own { parameter.value = tensors[name]! }
    }
}

extension Sequential {
    /// Makes a model from a file that ``Layer/save(to:)`` wrote for a `Sequential`: layers, activations and parameters.
    ///
    /// - Throws: `TensorFileError` where the file does not say what the layers are, as one with weights alone, or where
    ///   these do not go with its tensors.
    public init(contentsOf path: String) throws {
        let (tensors, metadata) = try Safetensors.readWithMetadata(path)
        guard let text = metadata[LayerRecord.metadataName] else {
            throw TensorFileError(
                path, expected: "a Sequential model saved with its layers",
                found: tensors.isEmpty
                    ? "no tensors" : "tensors alone: " + tensors.keys.sorted().joined(separator: ", "))
        }
        guard let records = try? JSONDecoder().decode([LayerRecord].self, from: Data(text.utf8)) else {
            throw TensorFileError(path, expected: "a list of layers in JSON", found: "something else")
        }
        do throws(LayerRecord.Misfit) {
            var layers: [any Layer] = []
            for (index, record) in records.enumerated() { layers.append(try record.layer("\(index).", tensors)) }
            self.init(layers)
        } catch {
            throw TensorFileError(path, expected: error.expected, found: error.found)
        }
        try take(tensors, from: path)
    }
}

extension LayerRecord {
    fileprivate static let metadataName = "labbook.layers"

    /// What stands in a file beside the parameters of a model; nothing where its layers cannot be told.
    fileprivate static func metadata(of model: any Layer) -> [String: String] {
        guard let layers = (model as? Sequential).flatMap(LayerRecord.init)?.layers else { return [:] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(layers) else { return [:] }
        return [metadataName: String(decoding: json, as: UTF8.self)]
    }
}
