/// A file of tensors that can not be read or written: which, what was expected, and what was found.
public struct TensorFileError: Error, Equatable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What should have been there.
    public let expected: String
    /// What was there.
    public let found: String

    init(_ path: String, expected: String, found: String) {
        self.path = path
        self.expected = expected
        self.found = found
    }

    /// `model.safetensors: expected …, found …`
    public var description: String { "\(path): expected \(expected), found \(found)" }
}
