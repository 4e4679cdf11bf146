internal import Synchronization

/// Looks for NaN in the result of every operation, and in every gradient, and stops at the first.
///
/// It is for finding a mistake: `NaNCheck.isOn = true` at the top of a program, and the sentence it stops with names the
/// operation. Each result is read once more, so it is off unless turned on.
public enum NaNCheck {
    private static let setting = Atomic<Bool>(false)

    /// Whether NaN stops the program.
    public static var isOn: Bool {
        get { setting.load(ordering: .relaxed) }
        set { setting.store(newValue, ordering: .relaxed) }
    }

    private static let isWithinGradient = ThreadLocal()

    /// Stops if there is a NaN in a result; `operation` is what made it, as `#function` names it.
    static func look(at tensor: borrowing Tensor, _ operation: StaticString) {
        guard isOn, isWithinGradient.value == 0 else { return }
        look(at: tensor, named: operation, "")
    }

    /// Carries a gradient across an operation, and stops if there is a NaN in it.
    static func look(atGradientOf operation: StaticString, _ compute: () -> Tensor) -> Tensor {
        guard isOn else { return compute() }
        // The operations that a gradient is made of mean nothing to the reader.
        let gradient = isWithinGradient.with(1, compute)
        look(at: gradient, named: operation, "the gradient of ")
        return gradient
    }

    private static func look(at tensor: borrowing Tensor, named operation: StaticString, _ prefix: String) {
        let numbers = tensor.pointer
        guard let place = (0..<tensor.count).first(where: { numbers[$0].isNaN }) else { return }
        let name = "\(operation)".prefix { $0 != "(" }
        fail(
            "NaN check: the first NaN came out of \(prefix)\(name), number \(place) of a result of shape \(tensor.shape); look at what went in, and at the learning rate"
        )
    }
}
