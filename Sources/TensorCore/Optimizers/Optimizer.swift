/// A rule that changes tensors by their gradients, step by step.
///
/// What an optimizer keeps from step to step belongs to the tensors by their place in the list; so each model takes an optimizer of its
/// own.
public protocol Optimizer: AnyObject {
    /// The size of a step.
    var learningRate: Float { get set }

    /// Called once before the tensors of each step.
    func beginStep()

    /// Changes one tensor by its gradient; `index` is its place in the list.
    func update(_ tensor: inout Tensor, with gradient: Tensor, at index: Int)
}

extension Optimizer {
    /// Nothing to do.
    public func beginStep() {}

    /// Takes one step: changes each tensor by the gradient at the same place.
    public func update(
        _ tensors: inout [Tensor], with gradients: [Tensor], file: StaticString = #fileID, line: UInt = #line
    ) {
        checkShapes(tensors.map(\.shape), gradients, file, line)
        beginStep()
        if let fused = self as? any FusedOptimizer {
            fused.step(gradients, tensors.indices.map { fused.piece(&tensors[$0], gradients[$0], $0) })
        } else {
            for index in tensors.indices { update(&tensors[index], with: gradients[index], at: index) }
        }
    }

    /// Takes one step: changes each parameter by the gradient at the same place.
    public func update(
        _ parameters: [Parameter], with gradients: [Tensor], file: StaticString = #fileID, line: UInt = #line
    ) {
        checkShapes(parameters.map(\.value.shape), gradients, file, line)
        beginStep()
        if let fused = self as? any FusedOptimizer {
            fused.step(
                gradients, parameters.enumerated().map { fused.piece(&$1.value, gradients[$0], $0) })
        } else {
            for (index, parameter) in parameters.enumerated() {
                update(&parameter.value, with: gradients[index], at: index)
            }
        }
    }

    /// Takes one step: changes each of the model's parameters by the gradient at the same place.
    public func update(
        _ model: any Layer, with gradients: [Tensor], file: StaticString = #fileID, line: UInt = #line
    ) {
        update(model.parameters, with: gradients, file: file, line: line)
    }

    private func checkShapes(_ shapes: [[Int]], _ gradients: [Tensor], _ file: StaticString, _ line: UInt) {
        guard shapes.count == gradients.count else {
            fail(
                "\(Self.self): \(shapes.count) tensors and \(gradients.count) gradients do not go together; each tensor needs one",
                file: file, line: line)
        }
        for (index, (shape, gradient)) in zip(shapes, gradients).enumerated() where shape != gradient.shape {
            fail(
                "\(Self.self): tensor \(index) of shape \(shape) can not take a gradient of shape \(gradient.shape); they must be the same",
                file: file, line: line)
        }
    }
}

/// An optimizer whose step changes each number by itself, so that all tensors can be changed in one go.
protocol FusedOptimizer: Optimizer {
    /// How many numbers it keeps for each weight.
    var keeps: Int { get }
    /// What it keeps.
    var state: OptimizerState { get set }
    /// Changes weights and what is kept for them, with the settings of this step.
    var rule: (UpdatePiece) -> Void { get }
}

extension FusedOptimizer {
    /// The tensor's part in a step; the tensor and what is kept for it then have memory of their own.
    fileprivate func piece(_ tensor: inout Tensor, _ gradient: Tensor, _ index: Int) -> UpdatePiece {
        if !tensor.isUnique { tensor = tensor.copied() }
        tensor.trace = .none
        return UpdatePiece(
            weights: tensor.pointer, gradient: gradient.pointer,
            kept: state.pointers(index, tensor.shape, keeps, "\(Self.self)"), count: tensor.count)
    }

    fileprivate func step(_ gradients: [Tensor], _ pieces: [UpdatePiece]) {
        Backend.update(pieces, rule)
        withExtendedLifetime(gradients) {}
    }

    /// A step for one tensor alone.
    func step(_ tensor: inout Tensor, _ gradient: Tensor, _ index: Int) {
        step([gradient], [piece(&tensor, gradient, index)])
    }
}

/// What an optimizer keeps for each tensor, by its place in the list; zeros at first.
struct OptimizerState {
    private var tensors: [[Tensor]] = []

    /// Where what is kept for the tensor at `index` is.
    fileprivate mutating func pointers(
        _ index: Int, _ shape: [Int], _ count: Int, _ owner: @autoclosure () -> String
    ) -> [UnsafeMutablePointer<Float>] {
        while tensors.count <= index { tensors.append([]) }
        while tensors[index].count < count { tensors[index].append(.zeros(shape)) }
        if let found = tensors[index].first?.shape, found != shape {
            fail(
                "\(owner()): tensor \(index) had shape \(found) in earlier steps and now \(shape); use an optimizer of its own for each model"
            )
        }
        return tensors[index].prefix(count).map(\.pointer)
    }
}
