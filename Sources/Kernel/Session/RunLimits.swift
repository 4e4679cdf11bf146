/// How much of the machine's time and memory cells may take.
public struct RunLimits: Sendable {
    /// Seconds that a cell may take where neither it nor the front matter says so; nil for any time.
    public var timeout: Double?
    /// Bytes of memory that a cell's process may take.
    public var memory: Int
    /// Bytes of memory that snapshots leave free: with less, none is kept, and cells run again instead.
    public var reserve: Int

    /// Sets limits; those on memory are most of the machine's, and an eighth of it, where nothing is said.
    public init(timeout: Double? = nil, memory: Int? = nil, reserve: Int? = nil) {
        self.timeout = timeout
        self.memory = memory ?? Memory.standardLimit
        self.reserve = reserve ?? Memory.total / 8
    }
}
