import CCrypto

/// SHA-256 of bytes as they come, computed by libcrypto.
///
/// libcrypto uses the processor's SHA instructions where it has them: 1.5 to 2 GB a second.
package final class SHA256 {
    private let context: OpaquePointer

    /// Starts a digest of nothing.
    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            fatalError("libcrypto offers no SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Adds bytes to what is digested.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        EVP_DigestUpdate(context, start, bytes.count)
    }

    /// Ends the digest and gives it as 64 lower-case hexadecimal digits; to be called once.
    package func finish() -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        EVP_DigestFinal_ex(context, &digest, &length)
        let hexadecimal = Array("0123456789abcdef")
        return String(digest.prefix(Int(length)).flatMap { [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]] })
    }
}
