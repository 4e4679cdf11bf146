/// A heading of a notebook.
public struct Heading: Sendable, Equatable {
    /// Its level, from 1 to 6.
    public var level: Int
    /// Its text without markup; a value in it, which is not known before the run, is an ellipsis.
    public var text: String
    /// Its fragment identifier, as GitHub makes them; no other heading of the notebook has it.
    public var id: String
    /// Its line, from 1.
    public var line: Int

    /// Creates a heading.
    public init(level: Int, text: String, id: String, line: Int) {
        self.level = level
        self.text = text
        self.id = id
        self.line = line
    }
}
