import Digits
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    // The examples of FIPS 180-4.
    @Test(
        "known digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func known(_ text: String, _ expected: String) {
        #expect(digest(Array(text.utf8)) == expected)
    }

    @Test("it is the same in pieces as in one")
    func pieces() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        let sha = SHA256()
        bytes.withUnsafeBytes { raw in
            for start in stride(from: 0, to: raw.count, by: 777) {
                sha.update(UnsafeRawBufferPointer(rebasing: raw[start..<min(start + 777, raw.count)]))
            }
        }
        #expect(sha.finish() == digest(bytes))
    }
}
