import Lab

/// What holds for all cells of a run, set up before the first.
enum Session {
    static func configure(seed: UInt64, params: [String: Parameters.Value]) {
        Parameters.set(params)
        Lab.seed(seed)
    }
}
