internal import Foundation
internal import Notebook

/// Writes `course.json`, schema 1: what all runs of a course gave, for programs. Each lesson's own `results.json` has the
/// outputs of its cells.
struct CourseResults {
    let course: CourseRun
    /// The figures of each page, by path.
    let figures: [String: [CourseView.Figure]]

    init(of course: CourseRun, figures: [String: [CourseView.Figure]]) {
        self.course = course
        self.figures = figures
    }

    /// The file's text.
    var text: String {
        JSONText.object([
            ("schema", .int(1)),
            ("title", .string(course.title)),
            ("status", .string(course.status.rawValue)),
            ("seconds", .double(course.all.map(\.run.seconds).reduce(0, +))),
            ("labbook", .string(course.labbook)),
            (
                "parts",
                .array(
                    course.parts.map { part in
                        .object([
                            ("title", part.title.map { .string($0) } ?? .null),
                            ("lessons", .array(part.lessons.map(lesson))),
                        ])
                    })
            ),
            ("pages", .array(course.pages.map(lesson))),
            ("solutions", .array(course.solutions.map(lesson))),
        ]).text
    }

    private func lesson(_ lesson: CourseRun.Lesson) -> JSONText {
        let run = lesson.run
        let cells = zip(run.notebook.cells, run.cells)
        let failed = cells.filter { $1.isFailure(of: $0) }
        return .object([
            ("name", .string(lesson.path)),
            ("notebook", .string(run.notebook.file)),
            ("title", .string(run.notebook.title)),
            ("status", .string(run.status.rawValue)),
            ("started", run.hasCode ? .string(run.started.formatted(.iso8601)) : .null),
            ("seconds", .double(run.seconds)),
            ("seed", .int(run.seed)),
            ("page", .string("\(lesson.path)/index.html")),
            ("results", .string("\(lesson.path)/results.json")),
            ("metrics", .object(run.metrics.map { ($0.name, .double($0.value)) })),
            (
                "figures",
                .array(
                    (figures[lesson.path] ?? []).map { figure in
                        .object([
                            ("file", .string(figure.source)), ("address", .string(figure.address)),
                            ("caption", .string(figure.caption.withoutTags)),
                        ])
                    })
            ),
            (
                "cells",
                .object([
                    ("count", .int(run.cells.count)), ("failed", .int(failed.count)),
                    ("skipped", .int(cells.count { $0.options.eval && $1.status == .skipped })),
                ])
            ),
            ("failures", .array(failed.map { failure(label: $1.label, $1.error, line: $0.line) })),
        ])
    }

    private func failure(label: String, _ error: CellError?, line: Int) -> JSONText {
        .object([
            ("cell", .string(label)), ("kind", error.map { .string($0.kind.rawValue) } ?? .null),
            ("message", .string(error?.message ?? "")), ("line", .int(error?.line ?? line)),
            ("column", error?.column.map { .int($0) } ?? .null),
        ])
    }
}
