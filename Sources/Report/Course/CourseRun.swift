public import Notebook

/// A course whose lessons have been run: all that its site is made from.
public struct CourseRun: Sendable {
    /// The title of the course.
    public var title: String
    /// A line under the title.
    public var subtitle: String?
    /// The authors.
    public var authors: [String]
    /// What the course teaches, Markdown.
    public var description: String?
    /// The file that says all this, for diagnostics, and the line where the description starts in it.
    public var file: String
    /// The line of the description in `file`.
    public var descriptionLine: Int?
    /// The parts, each with its lessons, in the order of the course.
    public var parts: [Part]
    /// Pages beside the lessons, such as a glossary.
    public var pages: [Lesson]
    /// The solutions of lessons, in their order.
    public var solutions: [Lesson]
    /// Labbook's version.
    public var labbook: String

    /// Some lessons that belong together.
    public struct Part: Sendable {
        /// The part's title; nil where the course has no parts.
        public var title: String?
        /// The lessons.
        public var lessons: [Lesson]

        /// Creates a part.
        public init(title: String?, lessons: [Lesson]) {
            self.title = title
            self.lessons = lessons
        }
    }

    /// A notebook of the course and its run.
    public struct Lesson: Sendable {
        /// The path of its page's folder in the site, which is that of the notebook in the course's folder without its
        /// `.md`: `04-loss`, `solutions/04-loss`.
        public var path: String
        /// The run.
        public var run: Run
        /// What its card says; else the notebook's subtitle does.
        public var summary: String?
        /// The label of the cell whose figure is on its card; else the last figure is.
        public var figure: String?
        /// The name of the metric on its card; else the first is.
        public var metric: String?
        /// The path of the page with its solutions, or of the lesson whose solutions these are.
        public var counterpart: String?
        /// The program that its cells are together, as far as there is one beside its page.
        public var program: String?

        /// Creates a lesson.
        public init(
            path: String, run: Run, summary: String? = nil, figure: String? = nil, metric: String? = nil,
            counterpart: String? = nil, program: String? = nil
        ) {
            self.path = path
            self.run = run
            self.summary = summary
            self.figure = figure
            self.metric = metric
            self.counterpart = counterpart
            self.program = program
        }
    }

    /// Creates a course.
    public init(
        title: String, subtitle: String? = nil, authors: [String] = [], description: String? = nil, file: String,
        descriptionLine: Int? = nil, parts: [Part], pages: [Lesson] = [], solutions: [Lesson] = [], labbook: String
    ) {
        self.title = title
        self.subtitle = subtitle
        self.authors = authors
        self.description = description
        self.file = file
        self.descriptionLine = descriptionLine
        self.parts = parts
        self.pages = pages
        self.solutions = solutions
        self.labbook = labbook
    }

    /// The lessons of all parts.
    public var lessons: [Lesson] { parts.flatMap(\.lessons) }
    /// Everything that has a page: lessons, pages beside them, solutions.
    public var all: [Lesson] { lessons + pages + solutions }
    /// `failed` if any run failed.
    public var status: Run.Status { all.contains { $0.run.status == .failed } ? .failed : .ok }
}
