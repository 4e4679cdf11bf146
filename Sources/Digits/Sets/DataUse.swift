import Synchronization

/// A data file whose content was read and found to be what it should be, for the record of a run.
public struct DataUse: Sendable, Hashable {
    /// The set and the file: `mnist/train-images-idx3-ubyte`.
    public let name: String
    /// The SHA-256 of the content that was read, in hexadecimal.
    public let sha256: String
    /// Where it was read from.
    public let path: String

    private static let record = Mutex<(uses: [DataUse], observer: (@Sendable (DataUse) -> Void)?)>(([], nil))

    /// The files read so far in this process, each once, in the order of their first use.
    public static var recorded: [DataUse] {
        record.withLock { $0.uses }
    }

    /// Has each file told to `observer` as it is first used, beginning with those that were used before.
    package static func observe(_ observer: @escaping @Sendable (DataUse) -> Void) {
        let earlier = record.withLock { record in
            record.observer = observer
            return record.uses
        }
        earlier.forEach(observer)
    }

    static func add(_ use: DataUse) {
        let observer: (@Sendable (DataUse) -> Void)? = record.withLock { record in
            guard !record.uses.contains(use) else { return nil }
            record.uses.append(use)
            return record.observer
        }
        observer?(use)
    }
}
