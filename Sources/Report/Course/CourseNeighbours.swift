internal import Foundation
internal import Notebook

/// The pages of a course, for links between them.
struct CourseNeighbours: Neighbours {
    /// The path of the page with the links; empty for the home page.
    let page: String
    /// The places in all pages, by path.
    let places: [String: PagePlaces]

    func target(path: String, place: String?) -> LinkTarget {
        guard let name = resolve(path), let target = places[name] else {
            let known = places.keys.sorted().map { "\($0).md" }
            let nearest = Suggestion.nearest(to: path, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            return .broken("expected a lesson or page of the course, found \(path), which is none" + nearest)
        }
        return target.target(address: CoursePaths.address(of: name, from: page), path: path, place: place)
    }

    /// The path in the course of a notebook's path from the page's own; nil if it leads out of the course.
    private func resolve(_ path: String) -> String? {
        var components = page.split(separator: "/").dropLast()
        for component in path.dropLast(".md".count).split(separator: "/") where component != "." {
            guard component == ".." else {
                components.append(component)
                continue
            }
            if components.popLast() == nil { return nil }
        }
        return components.joined(separator: "/")
    }
}

/// Where the pages of a course are.
enum CoursePaths {
    /// The way from a page to the folder of the site: "../" for each folder that the page is in.
    static func root(from page: String) -> String {
        String(repeating: "../", count: page.split(separator: "/").count)
    }

    /// The address of a page from another one.
    static func address(of page: String, from other: String) -> String {
        root(from: other) + page + "/index.html"
    }
}
