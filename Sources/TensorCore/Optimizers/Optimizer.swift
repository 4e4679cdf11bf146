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
        for index in tensors.indices { update(&tensors[index], with: gradients[index], at: index) }
    }

    /// Takes one step: changes each parameter by the gradient at the same place.
    public func update(
        _ parameters: [Parameter], with gradients: [Tensor], file: StaticString = #fileID, line: UInt = #line
    ) {
        checkShapes(parameters.map(\.value.shape), gradients, file, line)
        beginStep()
        for (index, parameter) in parameters.enumerated() {
            update(&parameter.value, with: gradients[index], at: index)
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

/// What an optimizer keeps for each tensor, by its place in the list; zeros at first.
struct OptimizerState {
    private var tensors: [Tensor] = []

    /// Changes what is kept for the tensor at `index`, in place.
    mutating func update(_ index: Int, _ shape: [Int], _ owner: String, _ change: (inout Tensor) -> Void) {
        while tensors.count <= index { tensors.append(Tensor(uninitialized: [0])) }
        if tensors[index].count == 0, tensors[index].shape != shape { tensors[index] = .zeros(shape) }
        guard tensors[index].shape == shape else {
            fail(
                "\(owner): tensor \(index) had shape \(tensors[index].shape) in earlier steps and now \(shape); use an optimizer of its own for each model"
            )
        }
        change(&tensors[index])
    }
}
