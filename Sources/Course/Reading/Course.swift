public import Notebook

/// A course as its `course.yml` says, with its notebooks.
public struct Course: Sendable {
    /// The path of `course.yml` as the user gave it.
    public var file: String
    /// The folder that it lies in.
    public var folder: String
    /// The title of the course.
    public var title: String
    /// A line under the title.
    public var subtitle: String?
    /// The authors.
    public var authors: [String] = []
    /// What the course teaches, Markdown.
    public var description: String?
    /// The line of `description` in the file.
    public var descriptionLine: Int?
    /// The parts with their lessons, in their order.
    public var parts: [Part] = []
    /// Pages beside the lessons, such as a glossary.
    public var pages: [Entry] = []
    /// The solutions of lessons, in the order of these.
    public var solutions: [Entry] = []
    /// What is odd but usable.
    public var warnings: [Diagnostic] = []

    /// Some lessons that belong together.
    public struct Part: Sendable {
        /// The title; nil where the course is not divided.
        public var title: String?
        /// The lessons.
        public var lessons: [Entry]
    }

    /// A notebook of the course.
    public struct Entry: Sendable {
        /// Its path in the course's folder without `.md`, which is the path of its page in the site.
        public var path: String
        /// The notebook.
        public var notebook: Notebook
        /// What its card says.
        public var summary: String?
        /// The label of the cell whose figure is on its card.
        public var figure: String?
        /// The metric on its card, and where the file says so.
        public var metric: (name: String, line: Int, column: Int)?
        /// Whether no other lesson may run beside it, since it measures time.
        public var runsAlone = false
        /// The path of its solutions, or of the lesson whose solutions these are.
        public var counterpart: String?
    }

    /// Everything that has a page: lessons, pages beside them, solutions.
    public var entries: [Entry] { parts.flatMap(\.lessons) + pages + solutions }
}
