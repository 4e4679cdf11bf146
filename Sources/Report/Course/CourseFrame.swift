internal import Mustache
internal import Notebook

/// What surrounds each page of a course: the bar above it, the contents of the course, the ways to other pages.
struct CourseFrame {
    /// The course's title.
    var title: String
    /// The way from the page to the folder of the site: empty, or "../" as often as needed.
    var root: String
    var isHome: Bool
    /// The way from the home page to this one, without the home page.
    var trail: [Crumb]
    /// The parts of the course with their lessons.
    var parts: [Part]
    /// The pages beside the lessons.
    var extras: [Entry]
    var previous: Entry?
    var next: Entry?
    /// The page with the solutions, if this is a lesson that has one, and the lesson, if these are its solutions.
    var solution: Entry?
    var lesson: Entry?
    /// What can be taken home: the notebook and its program.
    var downloads: [Download]
    var hasDownloads: Bool

    /// A step of the breadcrumb.
    struct Crumb {
        var text: String
        var address: String?
    }

    /// A part of the course.
    struct Part {
        var title: String?
        var entries: [Entry]
    }

    /// A page of the course, with its address from this one.
    struct Entry {
        var number: String?
        var title: String
        var address: String
        var isCurrent = false
        var isFailed = false
    }

    /// A file beside the page.
    struct Download {
        var name: String
        var description: String
    }
}

// Each page lists all lessons, so that templates ask entries for their names most of all.
extension CourseFrame.Entry: MustacheParent {
    func child(named name: String) -> Any? {
        switch name {
        case "number": number
        case "title": title
        case "address": address
        case "isCurrent": isCurrent
        case "isFailed": isFailed
        default: nil
        }
    }
}

/// Makes the frames of a course's pages.
struct CourseFrames {
    let course: CourseRun

    /// The frame of a page that is no notebook's: the home page, whose name is empty, or `figures.html` and the like.
    func frame(of file: String, title: String?) -> CourseFrame {
        frame(at: "", file: file, trail: title.map { [.init(text: $0, address: nil)] } ?? [])
    }

    /// The frame of a notebook's page.
    func frame(of lesson: CourseRun.Lesson) -> CourseFrame {
        let path = lesson.path
        let lessons = course.lessons
        let counterpart = lesson.counterpart.flatMap { path in course.all.first { $0.path == path } }
        let isSolution = course.solutions.contains { $0.path == path }
        // Solutions stand at the place of their lesson.
        let home = isSolution ? counterpart?.path ?? path : path
        var trail: [CourseFrame.Crumb] = []
        if let title = course.parts.first(where: { $0.lessons.contains { $0.path == home } })?.title {
            trail.append(.init(text: title, address: nil))
        }
        if isSolution, let counterpart {
            trail.append(
                .init(
                    text: counterpart.run.notebook.title,
                    address: CoursePaths.address(of: counterpart.path, from: path)))
        }
        trail.append(.init(text: lesson.run.notebook.title, address: nil))

        var frame = frame(at: path, file: nil, trail: trail)
        let entries = frame.parts.flatMap(\.entries)
        if let index = lessons.firstIndex(where: { $0.path == path }) {
            frame.previous = index > 0 ? entries[index - 1] : nil
            frame.next = index + 1 < entries.count ? entries[index + 1] : nil
        }
        let other = counterpart.map { entry(of: $0, number: nil, from: path) }
        if isSolution { frame.lesson = other } else { frame.solution = other }
        frame.downloads = [.init(name: "\(lesson.run.notebook.name).md", description: "the notebook")]
        if let program = lesson.program { frame.downloads.append(.init(name: program, description: "its program")) }
        frame.hasDownloads = true
        return frame
    }

    /// The lessons of each part as entries, seen from a page.
    private func parts(from page: String) -> [CourseFrame.Part] {
        var number = 0
        return course.parts.map { part in
            CourseFrame.Part(
                title: part.title,
                entries: part.lessons.map { lesson in
                    number += 1
                    return entry(of: lesson, number: "\(number)", from: page)
                })
        }
    }

    private func frame(at page: String, file: String?, trail: [CourseFrame.Crumb]) -> CourseFrame {
        let root = CoursePaths.root(from: page)
        let listings = CoursePage.allCases.map { listing in
            CourseFrame.Entry(
                number: nil, title: listing.title, address: root + listing.rawValue,
                isCurrent: listing.rawValue == file)
        }
        return CourseFrame(
            title: course.title, root: root, isHome: file == "", trail: trail, parts: parts(from: page),
            extras: course.pages.map { entry(of: $0, number: nil, from: page) } + listings, previous: nil, next: nil,
            solution: nil, lesson: nil, downloads: [], hasDownloads: false)
    }

    private func entry(of lesson: CourseRun.Lesson, number: String?, from page: String) -> CourseFrame.Entry {
        CourseFrame.Entry(
            number: number, title: lesson.run.notebook.title,
            address: CoursePaths.address(of: lesson.path, from: page), isCurrent: lesson.path == page,
            isFailed: lesson.run.status == .failed)
    }
}

/// The pages that gather something from all lessons.
enum CoursePage: String, CaseIterable {
    case figures = "figures.html"
    case metrics = "metrics.html"
    case print = "print.html"

    var title: String {
        switch self {
        case .figures: "All figures"
        case .metrics: "All metrics"
        case .print: "The course on one page"
        }
    }
}
