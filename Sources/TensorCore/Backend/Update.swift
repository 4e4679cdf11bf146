/// A tensor's part in a step of an optimizer: where its weights, their gradient and what is kept for them are.
struct UpdatePiece {
    var weights: UnsafeMutablePointer<Float>
    var gradient: UnsafeMutablePointer<Float>
    /// What the optimizer keeps, as many numbers each as there are weights.
    var kept: [UnsafeMutablePointer<Float>]
    var count: Int

    fileprivate func part(_ range: Range<Int>) -> UpdatePiece {
        UpdatePiece(
            weights: weights + range.lowerBound, gradient: gradient + range.lowerBound,
            kept: kept.map { $0 + range.lowerBound }, count: range.count)
    }
}

// At half a million weights a step is a matter of memory: one pass over weights, gradients and what is kept, where each
// operation on its own would read and write all of it again. The tensors of a model are one piece of work, shared out evenly however
// large each is, with one barrier for all.
extension Backend {
    /// Calls `rule` for every number of the pieces, each thread for its share.
    static func update(_ pieces: [UpdatePiece], _ rule: (UpdatePiece) -> Void) {
        parallel(pieces.reduce(0) { $0 + $1.count }, grain: elementGrain) { range in
            var start = 0
            for piece in pieces {
                let own = range.clamped(to: start..<start + piece.count)
                if !own.isEmpty { rule(piece.part(own.lowerBound - start..<own.upperBound - start)) }
                start += piece.count
            }
        }
    }
}
