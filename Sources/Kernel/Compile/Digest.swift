package import Digits
package import Foundation

extension SHA256 {
    /// The digest of several texts, in hexadecimal.
    package static func digest(of parts: [String]) -> String {
        // Each part with its length, so that no two lists read the same.
        digest(Data(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    }

    /// The digest of some bytes, in hexadecimal.
    package static func digest(_ data: Data) -> String {
        let digest = SHA256()
        data.withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }
}
