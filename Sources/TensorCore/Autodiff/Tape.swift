internal import Glibc
internal import Synchronization

/// The place of a tensor on a tape: the number that its gradient is gathered under.
struct Trace: Sendable, Equatable {
    /// The tape's number; 0 for a tensor on no tape.
    var tape: Int
    var slot: Int32

    static let none = Trace(tape: 0, slot: 0)
}

/// Computes an operand's gradient from the result's.
typealias Pullback = (consuming Tensor) -> Tensor

/// What happened between some watched tensors and a result, so that it can be walked back.
///
/// A tape is a list of edges. An operation adds one edge for each operand that depends on a watched tensor: from the
/// result's slot to the operand's, with the function that carries the gradient across. Edges come in the order of
/// computation, so walking them from the last to the first meets every result before its operands: no sorting, no
/// graph, no recursion. An edge is dropped as soon as it is walked, and with it what its function had kept.
///
/// Each thread has its own current tape.
final class Tape {
    private struct Edge {
        let result: Int32
        let operand: Int32
        let pullback: Pullback
        let operation: StaticString
    }

    private static let numbers = Atomic<Int>(0)
    private let number = Tape.numbers.add(1, ordering: .relaxed).newValue
    private var edges: [Edge] = []
    private var slots: Int32 = 0
    /// The watched tensors by their memory; keeping them here keeps them from being written over.
    private var watched: [ObjectIdentifier: [Tensor]] = [:]

    /// A new slot for a tensor that gradients are wanted for, recognised by where its numbers are.
    ///
    /// Returns nil if that very tensor is watched already.
    func watch(_ tensor: Tensor) -> Trace? {
        guard trace(of: tensor) == nil else { return nil }
        var tensor = tensor
        tensor.trace = newTrace()
        watched[ObjectIdentifier(tensor.storage), default: []].append(tensor)
        return tensor.trace
    }

    /// A new slot.
    func newTrace() -> Trace {
        slots += 1
        return Trace(tape: number, slot: slots - 1)
    }

    /// Where the tensor stands on this tape; nil if it does not depend on what is watched.
    func trace(of tensor: borrowing Tensor) -> Trace? {
        if tensor.trace.tape == number { return tensor.trace }
        guard !watched.isEmpty, let found = watched[ObjectIdentifier(tensor.storage)] else { return nil }
        for candidate in found where candidate.offset == tensor.offset && candidate.shape == tensor.shape {
            return candidate.trace
        }
        return nil
    }

    /// Adds an edge from a result to an operand, and gives the result's trace.
    func add(to operand: Trace, from result: Trace, _ operation: StaticString, _ pullback: @escaping Pullback) {
        edges.append(Edge(result: result.slot, operand: operand.slot, pullback: pullback, operation: operation))
    }

    /// Walks the tape back from `result`, and uses it up.
    ///
    /// - Returns: the gradient of `result`, a single number, at each of `traces`; nil where it does not depend on it.
    func gradients(of result: Trace, shape: [Int], at traces: [Trace]) -> [Tensor?] {
        var gradients = [Tensor?](repeating: nil, count: Int(slots))
        gradients[Int(result.slot)] = .ones(shape)
        while let edge = edges.popLast() {
            let slot = Int(edge.result)
            guard gradients[slot] != nil else { continue }
            // The last edge to leave a result takes its gradient along, and may write over it.
            let isLast = edges.last?.result != edge.result
            let part = NaNCheck.look(atGradientOf: edge.operation) {
                isLast ? edge.pullback(gradients[slot].take()!) : edge.pullback(gradients[slot]!)
            }
            let operand = Int(edge.operand)
            if gradients[operand] == nil {
                gradients[operand] = part
            } else {
                Backend.update(&gradients[operand]!, part, Add(), "gradient")
            }
        }
        return traces.map { gradients[Int($0.slot)] }
    }
}

// MARK: - The current tape

extension Tape {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The tape that operations in this thread are written on.
    static var current: Tape? {
        pthread_getspecific(key).map { Unmanaged<Tape>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Writes the operations of `body` in this thread on this tape.
    func record(_ body: () throws -> Tensor) rethrows -> Tensor {
        let before = pthread_getspecific(Self.key)
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        defer { pthread_setspecific(Self.key, before) }
        return try body()
    }
}

// MARK: - What operations say

extension Tensor {
    /// Where this tensor stands on the current tape; nil if no gradient is to flow to it.
    var slot: Trace? {
        guard let tape = Tape.current else { return nil }
        return tape.trace(of: self)
    }

    /// This result, with the way back to its operand written down.
    ///
    /// - Parameter operation: what made it, for `NaNCheck`: the calling function unless said otherwise.
    func recorded(
        from operand: Trace?, operation: StaticString = #function, _ pullback: @escaping Pullback
    ) -> Tensor {
        NaNCheck.look(at: self, operation)
        guard let operand, let tape = Tape.current else { return self }
        var result = self
        result.trace = tape.newTrace()
        tape.add(to: operand, from: result.trace, operation, pullback)
        return result
    }

    /// This result, with the ways back to its two operands written down.
    func recorded(
        from first: Trace?, _ firstPullback: @escaping Pullback, and second: Trace?,
        _ secondPullback: @escaping Pullback, operation: StaticString = #function
    ) -> Tensor {
        NaNCheck.look(at: self, operation)
        guard first != nil || second != nil, let tape = Tape.current else { return self }
        var result = self
        result.trace = tape.newTrace()
        if let first { tape.add(to: first, from: result.trace, operation, firstPullback) }
        if let second { tape.add(to: second, from: result.trace, operation, secondPullback) }
        return result
    }

    /// This result, with the ways back to any number of operands written down.
    func recorded(
        from operands: [(slot: Trace?, pullback: Pullback)], operation: StaticString = #function
    ) -> Tensor {
        NaNCheck.look(at: self, operation)
        guard operands.contains(where: { $0.slot != nil }), let tape = Tape.current else { return self }
        var result = self
        result.trace = tape.newTrace()
        for operand in operands {
            if let slot = operand.slot { tape.add(to: slot, from: result.trace, operation, operand.pullback) }
        }
        return result
    }
}
