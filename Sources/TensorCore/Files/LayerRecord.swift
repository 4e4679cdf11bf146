/// A layer as a file of its model tells of it: its kind, and those of its settings that its parameters do not show.
struct LayerRecord: Codable {
    let kind: String
    var activation: String?
    var stride: Int?
    var padding: String?
    var size: Int?
    var shape: [Int]?
    var rate: Float?
    var momentum: Float?
    var epsilon: Float?
    var layers: [LayerRecord]?

    /// What there is to tell of a layer; nil for one of one's own, or with an activation of one's own.
    init?(of layer: any Layer) {
        kind = "\(type(of: layer))"
        switch layer {
        case let layer as Sequential:
            let records = layer.layers.map(LayerRecord.init)
            guard !records.contains(where: { $0 == nil }) else { return nil }
            layers = records.compactMap(\.self)
        case let layer as Dense:
            guard Activation.named(layer.activation.name) != nil else { return nil }
            activation = layer.activation.name
        case let layer as Conv2D:
            guard Activation.named(layer.activation.name) != nil else { return nil }
            activation = layer.activation.name
            stride = layer.stride
            padding = layer.padding == .same ? "same" : "valid"
        case let layer as MaxPool2D: (size, stride) = (layer.size, layer.stride)
        case let layer as AveragePool2D: (size, stride) = (layer.size, layer.stride)
        case is GlobalAveragePool2D, is Flatten, is Embedding: break
        case let layer as Reshape: shape = layer.shape
        case let layer as Dropout: rate = layer.rate
        case let layer as BatchNorm: (momentum, epsilon) = (layer.momentum, layer.epsilon)
        case let layer as LayerNorm: epsilon = layer.epsilon
        default: return nil
        }
    }

    /// The layer, with parameters of the shapes of those in the file.
    ///
    /// - Parameters:
    ///   - name: What the names of its parameters in the file begin with.
    /// - Throws: `Misfit` where the layer cannot be made of what the file says.
    func layer(_ name: String, _ tensors: [String: Tensor]) throws(Misfit) -> any Layer {
        func tensor(_ part: String, rank: Int) throws(Misfit) -> Tensor {
            guard let tensor = tensors[name + part] else { throw Misfit("\(name)\(part)", "no such tensor") }
            guard tensor.rank == rank, tensor.count > 0 else {
                throw Misfit("\(name)\(part) with \(rank) axes", "the shape \(tensor.shape)")
            }
            return tensor
        }
        func setting<Value>(_ value: Value?, _ what: String, _ isUsable: (Value) -> Bool) throws(Misfit) -> Value {
            guard let value, isUsable(value) else {
                throw Misfit("a usable \(what) of layer \(name.dropLast()), \(kind)", value.map { "\($0)" } ?? "none")
            }
            return value
        }
        func step() throws(Misfit) -> Int { try setting(stride, "stride") { (1...4096).contains($0) } }
        func window() throws(Misfit) -> Int { try setting(size, "size") { (1...4096).contains($0) } }
        func small() throws(Misfit) -> Float { try setting(epsilon, "epsilon") { $0 >= 0 } }
        func function() throws(Misfit) -> Activation {
            let name = try setting(activation, "activation") { Activation.named($0) != nil }
            return Activation.named(name) ?? .identity
        }
        switch kind {
        case "Sequential":
            var parts: [any Layer] = []
            for (index, record) in try setting(layers, "list of layers", { _ in true }).enumerated() {
                parts.append(try record.layer("\(name)\(index).", tensors))
            }
            return Sequential(parts)
        case "Dense":
            let weight = try tensor("weight", rank: 2)
            return Dense(weight: weight, bias: .zeros([weight.shape[1]]), activation: try function())
        case "Conv2D":
            let weight = try tensor("weight", rank: 4)
            let padding = try setting(padding, "padding") { ["same", "valid"].contains($0) }
            return Conv2D(
                weight: weight, bias: .zeros([weight.shape[3]]), stride: try step(),
                padding: padding == "same" ? .same : .valid, activation: try function())
        case "MaxPool2D": return MaxPool2D(size: try window(), stride: try step())
        case "AveragePool2D": return AveragePool2D(size: try window(), stride: try step())
        case "GlobalAveragePool2D": return GlobalAveragePool2D()
        case "Flatten": return Flatten()
        case "Embedding":
            let weight = try tensor("weight", rank: 2)
            return Embedding(count: weight.shape[0], size: weight.shape[1], initializer: .zeros)
        case "Reshape": return Reshape(try setting(shape, "shape") { checkedScalarCount($0) ?? 0 > 0 })
        case "Dropout": return Dropout(rate: try setting(rate, "rate") { $0 >= 0 && $0 < 1 })
        case "BatchNorm":
            return BatchNorm(
                channels: try tensor("scale", rank: 1).count, momentum: try setting(momentum, "momentum") { _ in true },
                epsilon: try small())
        case "LayerNorm": return LayerNorm(size: try tensor("scale", rank: 1).count, epsilon: try small())
        default: throw Misfit("a layer that is known", "\"\(kind)\"")
        }
    }

    /// What a file should say, and does not.
    struct Misfit: Error {
        let expected: String
        let found: String

        init(_ expected: String, _ found: String) {
            self.expected = expected
            self.found = found
        }
    }
}

extension Activation {
    /// The activation of this name that the library has.
    static func named(_ name: String) -> Activation? {
        [identity, relu, leakyRelu, gelu, sigmoid, tanh, softmax, logSoftmax].first { $0.name == name }
    }
}
