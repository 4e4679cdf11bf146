internal import Foundation
internal import Synchronization

extension Array where Element: Sendable {
    /// What a function gives for each element, in their order, found on all processors at once.
    ///
    /// - Throws: The first error that the function throws, in the order of the elements.
    func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) throws -> Value) throws -> [Value] {
        let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            let result = Result { try transform(self[index]) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { try $0.map { try $0!.get() } }
    }
}
