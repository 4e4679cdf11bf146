/// Where the columns of generated code come from in the notebook's lines.
///
/// Lines need no map: `#sourceLocation` makes the compiler count the notebook's own.
package struct SourceMap: Sendable {
    /// A stretch of a generated line that was copied from the notebook.
    package struct Segment: Sendable {
        /// The UTF-8 column, from 1, of its first byte in the generated line.
        package var generated: Int
        /// The UTF-8 column, from 1, of its first byte in the notebook's line.
        package var notebook: Int
        /// How many bytes it has.
        package var length: Int

        package init(generated: Int, notebook: Int, length: Int) {
            self.generated = generated
            self.notebook = notebook
            self.length = length
        }
    }

    private var segments: [Int: [Segment]] = [:]

    package init() {}

    /// Notes a stretch of a notebook's line; stretches of one line come from left to right.
    package mutating func add(_ segment: Segment, line: Int) {
        segments[line, default: []].append(segment)
    }

    /// Takes in the stretches of another map.
    mutating func merge(_ other: SourceMap) {
        segments.merge(other.segments) { $0 + $1 }
    }

    /// Whether anything of a notebook's line is in the map.
    func covers(line: Int) -> Bool {
        segments[line] != nil
    }

    /// The place in the notebook for one in the generated code; behind a cell's end it is that end.
    func place(line: Int, column: Int) -> (line: Int, column: Int) {
        guard !covers(line: line), let last = segments[line - 1]?.last else {
            return (line, self.column(column, line: line))
        }
        return (line - 1, last.notebook + last.length)
    }

    /// The notebook's column for a column of the generated line; what was not copied belongs to what stands behind it.
    package func column(_ generated: Int, line: Int) -> Int {
        guard let segments = segments[line] else { return generated }
        for segment in segments {
            if generated < segment.generated { return segment.notebook }
            if generated <= segment.generated + segment.length {
                return segment.notebook + generated - segment.generated
            }
        }
        guard let last = segments.last else { return generated }
        return last.notebook + last.length
    }
}
