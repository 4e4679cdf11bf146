internal import Foundation
internal import Notebook

/// What the pages of a course that are no notebook's have in common, and what each shows of its own.
struct CourseView {
    var title: String
    var subtitle: String?
    var authors: String?
    var course: CourseFrame
    var style: String
    var script: String
    var labbook: String
    /// What the course teaches, HTML.
    var description: String?
    /// How much there is, each a number with its noun.
    var facts: [String] = []
    /// What failed, each with a link to it.
    var failures: [Failure] = []
    var first: CourseFrame.Entry?
    var parts: [Part] = []
    /// The lessons of the page that shows all of them.
    var lessons: [WholeLesson] = []
    var metrics: [MetricRow] = []

    /// A part with what each of its lessons shows.
    struct Part {
        var title: String?
        var number: Int
        var cards: [Card]
    }

    /// A cell that failed.
    struct Failure {
        var address: String
        var lesson: String
        var kind: String
        var name: String
        var message: String
        var line: Int?
    }

    /// A lesson as its card shows it, with all its figures for the page that shows these.
    struct Card {
        var number: String?
        var title: String
        var address: String
        var summary: String?
        var figure: Figure?
        var metric: MetricView?
        var time: String?
        /// What is wrong, in words: "2 cells failed"; nil where nothing is.
        var failure: String?
        var figures: [Figure] = []
    }

    /// A figure beside a lesson's page.
    struct Figure {
        var source: String
        var darkSource: String?
        var width: Int?
        var height: Int?
        var alt: String
        /// Its place in the lesson's page.
        var address: String
        var name: String?
        /// Its caption, HTML without links.
        var caption: String
    }

    /// A metric of a lesson.
    struct MetricRow {
        var lesson: String
        var address: String
        var name: String
        var value: String
        /// The number to sort by.
        var number: String
    }

    /// A lesson in the page that has all of them.
    struct WholeLesson {
        var id: String
        var number: String?
        var title: String
        var subtitle: String?
        /// Its prose with its cells, HTML.
        var body: String
    }
}

extension CourseView.Figure {
    /// A figure of a page; nil where it has no file of its own.
    init?(_ shown: (cell: Int, view: FigureView, files: [String]), in lesson: CourseRun.Lesson) {
        guard let file = shown.files.first else { return nil }
        let view = shown.view
        let folder = lesson.path + "/"
        source = (folder + file).addressEscaped
        darkSource = shown.files.dropFirst().first.map { (folder + $0).addressEscaped }
        width = view.width
        height = view.height
        alt = view.alt
        let id = view.id ?? lesson.run.notebook.cells[shown.cell].anchor
        address = CoursePaths.address(of: lesson.path, from: "") + "#\(id)"
        name = view.caption?.name
        caption = (view.caption?.html ?? "").replacing(/<\/?a\b[^>]*>/, with: "")
    }
}

extension Run {
    /// What is wrong with the run, in words; nil where nothing is.
    var failureInWords: String? {
        guard status == .failed else { return nil }
        let failed = zip(notebook.cells, cells).count { $1.isFailure(of: $0) }
        guard failed > 0 else { return "a value in the text is missing" }
        return Readable.count(failed, "cell failed", "cells failed")
    }
}
